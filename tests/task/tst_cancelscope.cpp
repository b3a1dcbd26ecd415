// SPDX-License-Identifier: MIT
#include "taskfixture.h"

#include <furrow/cancelscope.h>

#include <QRegularExpression>
#include <QTimer>

using furrow::CancelScope;
using furrow::Task;

class TestCancelScope : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cancelledFromOutside()
    {
        bool after = false;
        runTask([&]() -> Task<> {
            co_await furrow::openNursery([&](furrow::Nursery &nursery) -> Task<> {
                CancelScope *inner = nullptr;
                nursery.start([&]() -> Task<> {
                    const bool whole = co_await furrow::openCancelScope([&](CancelScope &scope) -> Task<> {
                        inner = &scope;
                        co_await furrow::sleepForever();
                    });
                    after = !whole;
                });
                co_await furrow::sleep(1ms);
                inner->cancel();
            });
        });
        QVERIFY(after);
    }

    void everyCheckpointThrowsAgain()
    {
        int thrown = 0;
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("caught the furrow::Cancelled.*tst_cancelscope")));
        runTask([&]() -> Task<> {
            co_await furrow::openCancelScope([&](CancelScope &scope) -> Task<> {
                scope.cancel();
                for (int i = 0; i < 3; ++i) {
                    try {
                        co_await furrow::checkpoint();
                    } catch (const furrow::Cancelled &) {
                        ++thrown;
                    }
                }
            });
        });
        QCOMPARE(thrown, 3);
    }

    void shieldKeepsOuterCancellationOut()
    {
        bool shielded = false, unshielded = false;
        runTask([&]() -> Task<> {
            co_await furrow::openCancelScope([&](CancelScope &outer) -> Task<> {
                outer.cancel();
                co_await furrow::openCancelScope(
                    [&](CancelScope &) -> Task<> {
                        co_await furrow::sleep(1ms);
                        shielded = true;
                    },
                    {.shield = true});
                co_await furrow::checkpoint();
                unshielded = true;
            });
        });
        QVERIFY(shielded);
        QVERIFY(!unshielded);
    }

    void loweringTheShieldDelivers()
    {
        bool through = true;
        runTask([&]() -> Task<> {
            co_await furrow::openCancelScope([&](CancelScope &outer) -> Task<> {
                co_await furrow::openNursery([&](furrow::Nursery &nursery) -> Task<> {
                    nursery.start([&]() -> Task<> {
                        co_await furrow::openCancelScope(
                            [&](CancelScope &inner) -> Task<> {
                                outer.cancel();
                                QTimer::singleShot(0, [&inner] { inner.setShield(false); });
                                co_await furrow::sleepForever();
                            },
                            {.shield = true});
                        co_await furrow::checkpoint();
                        through = true;
                    });
                    through = false;
                    co_await furrow::sleepForever();
                });
            });
        });
        QVERIFY(!through);
    }

    void innerScopeDoesNotTakeOutersCancellation()
    {
        bool between = false, end = false;
        runTask([&]() -> Task<> {
            co_await furrow::openCancelScope([&](CancelScope &outer) -> Task<> {
                co_await furrow::openCancelScope([&](CancelScope &inner) -> Task<> {
                    inner.cancel();
                    outer.cancel();
                    co_await furrow::checkpoint();
                });
                between = true;
            });
            end = true;
        });
        QVERIFY(!between);
        QVERIFY(end);
    }

    void moveOnAfterReturnsWhatWasReached()
    {
        runTask([]() -> Task<> {
            const std::optional<int> some = co_await furrow::moveOnAfter(1min, []() -> Task<int> { co_return 7; });
            QCOMPARE(some.value_or(0), 7);
            const std::optional<int> none = co_await furrow::moveOnAfter(1ms, []() -> Task<int> {
                co_await furrow::sleepForever();
                co_return 7;
            });
            QVERIFY(!none);
            QVERIFY(!co_await furrow::moveOnAfter(0ms, []() -> Task<> { co_await furrow::checkpoint(); }));
        });
    }

    void failAfterThrows()
    {
        QVERIFY_THROWS_EXCEPTION(furrow::TooSlow, runTask([]() -> Task<> {
                                     co_await furrow::failAfter(1ms, []() -> Task<> { co_await furrow::sleepForever(); });
                                 }));
        int value = 0;
        runTask([&]() -> Task<> { value = co_await furrow::failAfter(1min, []() -> Task<int> { co_return 3; }); });
        QCOMPARE(value, 3);
    }

    void deadlineCanMove()
    {
        bool finished = false;
        runTask([&]() -> Task<> {
            finished = co_await furrow::openCancelScope(
                [&](CancelScope &scope) -> Task<> {
                    scope.setDeadline(std::nullopt);
                    co_await furrow::sleep(20ms);
                },
                {.deadline = furrow::Clock::now() + 5ms});
        });
        QVERIFY(finished);
    }
};

QTEST_GUILESS_MAIN(TestCancelScope)
#include "tst_cancelscope.moc"
