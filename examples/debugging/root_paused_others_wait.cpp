// SPDX-License-Identifier: MIT
// While the root stands at its own prompt, a child pauses and another one fails: both wait in the queue, and come in order after `c`.
#include <furrow/furrow.h>

#include "nameerror.h"

#include <QFile>

#include <unistd.h>

using namespace std::chrono_literals;

/// Until the debugger holds our parent: the root stands at its prompt.
furrow::Task<> untilRootStands()
{
    for (;;) {
        QFile status(QStringLiteral("/proc/%1/status").arg(::getppid()));
        if (status.open(QFile::ReadOnly) && !status.readAll().contains("TracerPid:\t0\n"))
            co_return;
        co_await furrow::sleep(10ms);
    }
}

furrow::Task<> pausing()
{
    co_await untilRootStands();
    co_await furrow::pause();
}

furrow::Task<> failing()
{
    co_await untilRootStands();
    throw NameError("doggypants");
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto one = co_await an.runInActor<&pausing>();
        auto other = co_await an.runInActor<&failing>();
        co_await furrow::pause();
        co_await one.waitForResult();
        co_await other.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
