// SPDX-License-Identifier: MIT
// A child that stands at a prompt ("pause"), or blocks its event loop ("block"); both it and the root dump their tasks on SIGUSR1.
#include <furrow/furrow.h>

#include <QThread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

void blockTheLoop()
{
    QThread::sleep(20s);
}

furrow::Task<> blocks()
{
    co_await furrow::checkpoint();
    qCWarning(furrow::lcFurrow, "the loop is blocked");
    blockTheLoop();
}

furrow::Task<> dumped(QString what)
{
    co_await furrow::openNursery([what](furrow::Nursery &nursery) -> furrow::Task<> {
        nursery.start([]() -> furrow::Task<> { co_await furrow::sleep(1h); }, "rests");
        co_await furrow::moveOnAfter(10min, [what]() -> furrow::Task<> {
            if (what == u"block"_s)
                co_await blocks();
            co_await furrow::pause();
        });
        nursery.cancel();
    });
}

furrow::Task<> asyncMain(QString what)
{
    co_await furrow::openActorNursery({.debugMode = true, .taskDumpOnSignal = true}, [what](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&dumped>(what);
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    const QString what = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    return furrow::run(argc, argv, [what] { return asyncMain(what); });
}
