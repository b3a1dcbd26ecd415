// SPDX-License-Identifier: MIT
// A child stops at a prompt, sleeps, and stops once more.
#include <furrow/furrow.h>

using namespace std::chrono_literals;

furrow::Task<> twice()
{
    co_await furrow::pause();
    co_await furrow::sleep(2s);
    co_await furrow::pause();
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&twice>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
