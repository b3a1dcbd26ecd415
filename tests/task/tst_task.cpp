// SPDX-License-Identifier: MIT
#include "taskfixture.h"

#include <furrow/debuggerquit.h>
#include <furrow/event.h>

#include <QElapsedTimer>

#include <stdexcept>
#include <unistd.h>

using furrow::Task;

static Task<int> deep(int n)
{
    if (n == 0)
        co_return 0;
    co_return 1 + co_await deep(n - 1);
}

static Task<int> failing()
{
    co_await furrow::checkpoint();
    throw std::runtime_error("on purpose");
}

class TestTask : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void returnsValues()
    {
        int seen = 0;
        runTask([&]() -> Task<> { seen = co_await deep(5); });
        QCOMPARE(seen, 5);
    }

    // The trampoline keeps the native stack flat: symmetric transfer would overflow it here without optimization.
    void manyAwaitsThatCompleteAtOnce()
    {
        int sum = 0;
        runTask([&]() -> Task<> {
            for (int i = 0; i < 200'000; ++i)
                sum += co_await deep(1);
        });
        QCOMPARE(sum, 200'000);
    }

    void exceptionsReachTheAwaiter()
    {
        bool caught = false;
        runTask([&]() -> Task<> {
            try {
                co_await failing();
            } catch (const std::runtime_error &error) {
                caught = qstrcmp(error.what(), "on purpose") == 0;
            }
        });
        QVERIFY(caught);
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, runTask([]() -> Task<> { co_await failing(); }));
    }

    void knowsWhereItWaits()
    {
        furrow::Event go;
        furrow::detail::TaskState *task = nullptr;
        unsigned line = 0;
        runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](furrow::Nursery &nursery) -> Task<> {
                nursery.start(
                    [&]() -> Task<> {
                        task = furrow::detail::currentTask();
                        line = __LINE__ + 1;
                        co_await go.wait();
                    },
                    "waiter");
                co_await furrow::checkpoint();
                co_await furrow::checkpoint();
                QCOMPARE(task->name, "waiter");
                QCOMPARE(task->innermost->line, line);
                QVERIFY(QByteArray(task->innermost->file).endsWith("tst_task.cpp"));
                go.set();
            });
        });
    }

    void sleepsAtLeastAsLong()
    {
        QElapsedTimer timer;
        timer.start();
        runTask([]() -> Task<> { co_await furrow::sleep(30ms); });
        QVERIFY(timer.nsecsElapsed() >= 30'000'000);
    }

    void waitsForDescriptors()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        QList<int> order;
        runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](furrow::Nursery &nursery) -> Task<> {
                nursery.start([&]() -> Task<> {
                    co_await furrow::readable(ends[0]);
                    order.append(2);
                });
                co_await furrow::sleep(5ms);
                order.append(1);
                if (::write(ends[1], "x", 1) != 1)
                    order.append(-1);
            });
        });
        QCOMPARE(order, (QList<int>{1, 2}));
        ::close(ends[0]);
        ::close(ends[1]);
    }

    void debuggerQuitAtTheNextCheckpoint()
    {
        QVERIFY_THROWS_EXCEPTION(furrow::DebuggerQuit, runTask([]() -> Task<> {
                                     furrow_debug_quit_task = furrow::detail::currentTask();
                                     co_await furrow::checkpoint();
                                 }));
        QCOMPARE(furrow_debug_quit_task, nullptr);
        // one that waits already is woken
        QVERIFY_THROWS_EXCEPTION(furrow::DebuggerQuit, runTask([]() -> Task<> {
                                     co_await furrow::openNursery([](furrow::Nursery &nursery) -> Task<> {
                                         furrow::detail::TaskState *task = furrow::detail::currentTask();
                                         nursery.start([task]() -> Task<> {
                                             furrow::detail::askToQuit(task);
                                             co_return;
                                         });
                                         co_await furrow::sleepForever();
                                     });
                                 }));
    }
};

QTEST_GUILESS_MAIN(TestTask)
#include "tst_task.moc"
