// SPDX-License-Identifier: MIT
// An actor that only waits, for somebody to break in, and one that pauses, so that there is a prompt to do it from.
#include <furrow/furrow.h>

#include <optional>

using namespace std::chrono_literals;

static volatile bool over = false; // set at the prompt

furrow::Task<> idle()
{
    int rounds = 0;
    while (!over) {
        co_await furrow::sleep(20ms);
        ++rounds;
    }
}

furrow::Task<> busy()
{
    volatile long spins = 0;
    while (!over)
        spins = spins + 1;
    co_return;
}

furrow::Task<> pauses()
{
    co_await furrow::pause();
}

int main(int argc, char **argv)
{
    const bool spins = argc > 1 && QByteArrayView(argv[1]) == "busy";
    return furrow::run(argc, argv, [spins]() -> furrow::Task<> {
        co_await furrow::openActorNursery({.debugMode = true}, [spins](furrow::ActorNursery &an) -> furrow::Task<> {
            furrow::Portal other = co_await an.runInActor<&pauses>();
            std::optional<furrow::Portal> one;
            if (spins) // not by `?:`, of which GCC 14 awaits both branches
                one.emplace(co_await an.runInActor<&busy>());
            else
                one.emplace(co_await an.runInActor<&idle>());
            co_await one->waitForResult();
            co_await other.waitForResult();
        });
    });
}
