// SPDX-License-Identifier: MIT
// `n` from one line to the next, over whatever suspends: a sleep, a call of another actor, and out of a finished coroutine into the one
// that awaited it, while a thousand tasks of one and the same coroutine run beside it. With the argument `crash` the call fails: first the
// callee's crash prompt comes, then the step's.
#include <furrow/furrow.h>

#include "nameerror.h"

#include <QCoreApplication>

using namespace std::chrono_literals;

furrow::Task<int> twice(int number)
{
    co_await furrow::sleep(300ms);
    co_return 2 * number;
}

furrow::Task<int> fails(int)
{
    const QByteArray missing = "doggypants";
    throw NameError(missing);
    co_return 0;
}

furrow::Task<int> stepped(furrow::Portal &portal, int number)
{
    co_await furrow::sleep(1ms);
    if (number == 500) {
        co_await furrow::pause();
        co_await furrow::sleep(20ms);
        if (QCoreApplication::arguments().contains(QStringLiteral("crash")))
            number = co_await portal.run<&fails>(number);
        else
            number = co_await portal.run<&twice>(number);
        number += 1;
    }
    co_return number;
}

furrow::Task<> awaits(furrow::Portal &portal, int number)
{
    const int got = co_await stepped(portal, number);
    if (got != number)
        qInfo("%d became %d", number, got);
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.startActor(QStringLiteral("callee"), {.exposes = furrow::exposes<&twice, &fails>()});
        co_await furrow::openNursery([&portal](furrow::Nursery &nursery) -> furrow::Task<> {
            for (int number = 0; number < 1000; ++number)
                nursery.start([&portal, number]() -> furrow::Task<> { return awaits(portal, number); });
            co_return;
        });
        co_await portal.cancelActor();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
