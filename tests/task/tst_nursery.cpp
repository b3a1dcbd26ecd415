// SPDX-License-Identifier: MIT
#include "taskfixture.h"

#include <furrow/exceptiongroup.h>

#include <stdexcept>

using furrow::Nursery;
using furrow::Task;

static Task<> failAfterSleep(std::chrono::milliseconds time, const char *what)
{
    co_await furrow::sleep(time);
    throw std::runtime_error(what);
}

class TestNursery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void waitsForItsTasks()
    {
        int ended = 0;
        runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                for (int i = 0; i < 5; ++i)
                    nursery.start([&ended, i]() -> Task<> {
                        co_await furrow::sleep(std::chrono::milliseconds(i));
                        ++ended;
                    });
                co_return;
            });
            QCOMPARE(ended, 5);
        });
        QCOMPARE(ended, 5);
    }

    void oneFailureCancelsTheOthers()
    {
        int cancelled = 0;
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                for (int i = 0; i < 3; ++i)
                    nursery.start([&]() -> Task<> {
                        try {
                            co_await furrow::sleepForever();
                        } catch (const furrow::Cancelled &) {
                            ++cancelled;
                            throw;
                        }
                    });
                nursery.start(failAfterSleep(1ms, "first"));
                co_await furrow::sleepForever();
            });
        }));
        QCOMPARE(cancelled, 3);
    }

    void severalErrorsAreAGroup()
    {
        std::size_t count = 0;
        runTask([&]() -> Task<> {
            try {
                co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                    nursery.start(failAfterSleep(0ms, "one"));
                    nursery.start([]() -> Task<> {
                        try {
                            co_await furrow::sleepForever();
                        } catch (const furrow::Cancelled &) {
                            throw std::logic_error("two");
                        }
                    });
                    co_return;
                });
            } catch (const furrow::ExceptionGroup &group) {
                count = group.errors().size();
            }
        });
        QCOMPARE(count, 2U);
    }

    void bodyErrorCancelsAndIsRaised()
    {
        bool cancelled = false;
        QVERIFY_THROWS_EXCEPTION(std::logic_error, runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                nursery.start([&]() -> Task<> {
                    try {
                        co_await furrow::sleepForever();
                    } catch (const furrow::Cancelled &) {
                        cancelled = true;
                        throw;
                    }
                });
                co_await furrow::checkpoint();
                co_await furrow::checkpoint();
                throw std::logic_error("body");
            });
        }));
        QVERIFY(cancelled);
    }

    void outerCancellationReachesTasksOfANursery()
    {
        bool after = false;
        runTask([&]() -> Task<> {
            const bool whole = co_await furrow::moveOnAfter(5ms, [&]() -> Task<> {
                co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                    nursery.start([]() -> Task<> { co_await furrow::sleepForever(); });
                    co_return;
                });
                after = true;
            });
            QVERIFY(!whole);
        });
        QVERIFY(!after);
    }

    void cancelledNurseryEndsQuietly()
    {
        bool after = false;
        runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                nursery.start([]() -> Task<> { co_await furrow::sleepForever(); });
                nursery.cancel();
                co_return;
            });
            after = true;
        });
        QVERIFY(after);
    }

    void capturesOfAStoredCallableLive()
    {
        QString seen;
        runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                {
                    const QString text = QStringLiteral("long enough to be on the heap, surely");
                    nursery.start([text, &seen]() -> Task<> {
                        co_await furrow::sleep(2ms);
                        seen = text;
                    });
                }
                co_return;
            });
        });
        QCOMPARE(seen, QStringLiteral("long enough to be on the heap, surely"));
    }

    void tasksCanStartTasks()
    {
        int ended = 0;
        runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                nursery.start([&]() -> Task<> {
                    co_await furrow::sleep(1ms);
                    nursery.start([&]() -> Task<> {
                        co_await furrow::sleep(1ms);
                        ++ended;
                    });
                });
                co_return;
            });
        });
        QCOMPARE(ended, 1);
    }

    void manyTasks()
    {
        int ended = 0;
        runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](Nursery &nursery) -> Task<> {
                for (int i = 0; i < 5000; ++i)
                    nursery.start([&]() -> Task<> {
                        co_await furrow::checkpoint();
                        ++ended;
                    });
                co_return;
            });
        });
        QCOMPARE(ended, 5000);
    }
};

QTEST_GUILESS_MAIN(TestNursery)
#include "tst_nursery.moc"
