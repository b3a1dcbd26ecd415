// SPDX-License-Identifier: MIT
// Actors that run, and one that is born later, all of one executable, for breakpoints that are set once.
#include <furrow/furrow.h>

using namespace std::chrono_literals;

static volatile bool over = false; // set at the prompt
static volatile int ticks = 0;

static void tick()
{
    ticks = ticks + 1;
}

furrow::Task<> worker()
{
    while (!over) {
        co_await furrow::sleep(20ms);
        tick();
    }
}

static volatile int births = 0;

static void born()
{
    births = births + 1;
}

furrow::Task<> newborn()
{
    born(); // the first thing it does
    co_return;
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, []() -> furrow::Task<> {
        co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
            furrow::Portal one = co_await an.runInActor<&worker>({.name = QStringLiteral("one")});
            furrow::Portal two = co_await an.runInActor<&worker>({.name = QStringLiteral("two")});
            co_await furrow::pause();
            furrow::Portal late = co_await an.runInActor<&newborn>();
            co_await late.waitForResult();
            co_await one.waitForResult();
            co_await two.waitForResult();
        });
    });
}
