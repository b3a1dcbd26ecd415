// SPDX-License-Identifier: MIT
// Workers of Qt's that pause: of a thread pool, of QtConcurrent, a QThread; one after the other.
#include <furrow/furrow.h>

#include <QFuture>
#include <QThread>
#include <QThreadPool>
#include <QtConcurrentMap>
#include <QtConcurrentRun>

#include <cstdio>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

int stop(int mark)
{
    furrow::pause(); // in a worker
    return mark + 1;
}

/// While the loop runs on.
template<typename Finished>
furrow::Task<> until(Finished finished)
{
    while (!finished())
        co_await furrow::sleep(5ms);
}

furrow::Task<> work()
{
    QThreadPool pool;
    pool.start([] { stop(1); });
    co_await until([&] { return pool.activeThreadCount() == 0; });
    const QFuture<int> future = QtConcurrent::run(stop, 2);
    co_await until([&] { return future.isFinished(); });
    const QFuture<int> mapped = QtConcurrent::mapped(QList<int>{3, 4}, stop);
    co_await until([&] { return mapped.isFinished(); });
    const std::unique_ptr<QThread> thread(QThread::create([] { stop(5); }));
    thread->setObjectName(u"a QThread"_s);
    thread->start();
    co_await until([&] { return thread->isFinished(); });
    std::printf("worked out %d\n", future.result() + mapped.results().constFirst() + mapped.results().constLast());
    std::fflush(stdout);
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&work>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
