// SPDX-License-Identifier: MIT
// A task that never lets go: the event loop is blocked, and nothing else in this actor runs any more. A dump of the tasks says so and shows
// where; the first ctrl-c asks the tree to cancel itself, which it cannot, the second terminates it.
#include <furrow/furrow.h>

#include <thread>

using namespace std::chrono_literals;

void crunch()
{
    qCWarning(furrow::lcFurrow, "crunching for an hour");
    std::this_thread::sleep_for(1h);
}

furrow::Task<> crunches()
{
    co_await furrow::sleep(1ms);
    crunch();
}

furrow::Task<> waits()
{
    co_await furrow::moveOnAfter(10min, []() -> furrow::Task<> { co_await furrow::sleepForever(); });
}

furrow::Task<> asyncMain()
{
    co_await furrow::openRootActor({.debugMode = true, .taskDumpOnSignal = true}, []() -> furrow::Task<> {
        co_await furrow::openNursery([](furrow::Nursery &nursery) -> furrow::Task<> {
            nursery.start(waits(), "waits");
            nursery.start(crunches(), "crunches");
            co_return;
        });
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
