// SPDX-License-Identifier: MIT
// Two chains of actors of different depth, at whose ends one actor pauses for ever and another fails. The error climbs through every
// nursery of its chain, and each actor on the way has its own crash prompt; the two chains race for the one console.
#include <furrow/furrow.h>

#include "nameerror.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

furrow::Task<> nameError()
{
    const QByteArray missing = "doggypants";
    throw NameError(missing);
    co_return;
}

furrow::Task<> breakpointForever()
{
    for (;;)
        co_await furrow::pause();
}

furrow::Task<> spawnUntil(int depth)
{
    co_await furrow::openActorNursery([depth](furrow::ActorNursery &an) -> furrow::Task<> {
        if (depth > 0) {
            co_await an.runInActor<&spawnUntil>({.name = u"spawn_until_%1"_s.arg(depth - 1)}, depth - 1);
        } else {
            co_await an.runInActor<&breakpointForever>();
            auto failing = co_await an.runInActor<&nameError>();
            co_await failing.waitForResult();
        }
    });
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto first = co_await an.runInActor<&spawnUntil>({.name = u"spawner0"_s}, 3);
        auto second = co_await an.runInActor<&spawnUntil>({.name = u"spawner1"_s}, 4);
        co_await furrow::sleep(3s);
        co_await first.waitForResult();
        co_await second.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
