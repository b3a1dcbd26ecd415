// SPDX-License-Identifier: MIT
// Three actors that rest for long; says so when all are there.
#include <furrow/furrow.h>

#include <cstdio>

using namespace Qt::StringLiterals;

static furrow::Task<> restsBelow()
{
    std::puts("all rest");
    std::fflush(stdout);
    co_await furrow::sleepForever();
}

static furrow::Task<> restsBetween()
{
    co_await furrow::openActorNursery([](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&restsBelow>();
        co_await portal.waitForResult();
    });
}

static furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery([](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&restsBetween>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
