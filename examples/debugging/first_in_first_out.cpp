// SPDX-License-Identifier: MIT
// One console, and it is taken in turn: three tasks of a child ask for it at once. `queue` shows who has it and who waits, and `c` brings
// them in the order in which they asked.
#include <furrow/furrow.h>

furrow::Task<> sows()
{
    co_await furrow::pause();
}

furrow::Task<> reaps()
{
    co_await furrow::pause();
}

furrow::Task<> sells()
{
    co_await furrow::pause();
}

furrow::Task<> farm()
{
    co_await furrow::openNursery([](furrow::Nursery &nursery) -> furrow::Task<> {
        nursery.start(sows(), "sows");
        nursery.start(reaps(), "reaps");
        nursery.start(sells(), "sells");
        co_return;
    });
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&farm>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
