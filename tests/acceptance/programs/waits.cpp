// SPDX-License-Identifier: MIT
// Root and child wait for long; nobody stops at a prompt.
#include <furrow/furrow.h>

using namespace std::chrono_literals;

furrow::Task<> waiter()
{
    qCWarning(furrow::lcFurrow, "waiting");
    co_await furrow::sleep(10min);
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&waiter>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
