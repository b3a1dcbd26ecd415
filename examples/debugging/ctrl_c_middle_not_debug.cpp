// SPDX-License-Identifier: MIT
// Three deep, and the actor in the middle is not in debug mode: ctrl-c at the leaf's prompt changes nothing there either. Once nobody
// stands at a prompt, one ctrl-c ends the tree.
#include <furrow/furrow.h>

furrow::Task<> leaf()
{
    co_await furrow::pause();
    qCWarning(furrow::lcFurrow, "the leaf goes on");
    co_await furrow::sleepForever();
}

furrow::Task<> middle()
{
    co_await furrow::openActorNursery([](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&leaf>({.debugMode = true});
        co_await portal.waitForResult();
    });
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&middle>({.debugMode = false});
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
