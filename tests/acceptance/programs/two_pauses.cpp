// SPDX-License-Identifier: MIT
// Two actors stop at a prompt at once.
#include <furrow/furrow.h>

furrow::Task<> first()
{
    co_await furrow::pause();
}

furrow::Task<> second()
{
    co_await furrow::pause();
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto one = co_await an.runInActor<&first>();
        auto other = co_await an.runInActor<&second>();
        co_await one.waitForResult();
        co_await other.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
