// SPDX-License-Identifier: MIT
// A child stops at a prompt again and again, so that there is time to kill what serves it. Without gdb the console starts another one;
// without the console the pause at which it stands goes on as with `c`, and the next one fails with a report: nothing hangs.
#include <furrow/furrow.h>

using namespace std::chrono_literals;

furrow::Task<> pausesTwice()
{
    co_await furrow::pause();
    co_await furrow::sleep(2s);
    co_await furrow::pause();
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&pausesTwice>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
