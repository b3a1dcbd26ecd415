// SPDX-License-Identifier: MIT
#include "asiofixture.h"

#include <furrow/debuggerquit.h>
#include <furrow/exceptiongroup.h>
#include <furrow/sleep.h>

using namespace furrow;
using toAsio::AsioChannel;
using toAsio::TaskChannel;

struct NoDefault
{
    explicit NoDefault(int number) : number(number) {}
    int number;
};

static awaitable<int> twice(int n)
{
    co_await asioSleep(1ms);
    co_return n * 2;
}

static awaitable<NoDefault> made(std::unique_ptr<int> &number)
{
    co_await asioSleep(0ms);
    co_return NoDefault(*number);
}

static awaitable<void> fails()
{
    co_await asioSleep(1ms);
    throw std::domain_error("asio side error!");
}

static awaitable<void> doubles(AsioChannel<int, int, std::string> &channel)
{
    channel.started("ready");
    while (auto number = co_await channel.receive())
        co_await channel.send(*number * 2);
}

class TestAsioTasks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup()
    {
        // No coroutine is left in the debugger's list.
        QVERIFY(!furrow_debug_tasks);
        QVERIFY(!furrow_debug_current_task);
    }

    void returnsValues()
    {
        runTask([]() -> Task<> {
            QCOMPARE(co_await toAsio::runTask<&twice>(21), 42);
            QCOMPARE(co_await toAsio::runTask(twice, 4), 8);
            auto number = std::make_unique<int>(7);
            QCOMPARE((co_await toAsio::runTask([number = std::move(number)]() mutable { return made(number); })).number, 7);
        });
    }

    void keepsWhatItWasGiven()
    {
        // A capturing lambda coroutine, of which the caller keeps nothing.
        runTask([]() -> Task<> {
            const QByteArray text(10'000, 'x');
            auto run = [text]() -> awaitable<qsizetype> {
                co_await asioSleep(2ms);
                co_return text.size();
            };
            QCOMPARE(co_await toAsio::runTask(std::move(run)), 10'000);
        });
    }

    void raisesTheVeryError()
    {
        runTask([]() -> Task<> {
            std::exception_ptr thrown, caught;
            try {
                co_await toAsio::runTask([&]() -> awaitable<void> {
                    try {
                        co_await fails();
                    } catch (...) {
                        thrown = std::current_exception();
                        throw;
                    }
                });
            } catch (const std::domain_error &error) {
                caught = std::current_exception();
                QCOMPARE(error.what(), "asio side error!");
            }
            QVERIFY(caught && caught == thrown);
        });
    }

    void cancelsTheOperation()
    {
        runTask([]() -> Task<> {
            bool aborted = false;
            const bool finished = co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                co_await toAsio::runTask([&]() -> awaitable<void> {
                    cancelSoon(scope);
                    try {
                        co_await asioSleep(1h);
                    } catch (const boost::system::system_error &error) {
                        aborted = error.code() == asio::error::operation_aborted;
                        throw;
                    }
                });
            });
            QVERIFY(!finished);
            QVERIFY(aborted);
        });
    }

    void waitsForACoroutineThatCleansUp()
    {
        runTask([]() -> Task<> {
            bool cleaned = false;
            co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                co_await toAsio::runTask([&]() -> awaitable<void> {
                    cancelSoon(scope);
                    try {
                        co_await asioSleep(1h);
                    } catch (const boost::system::system_error &) {
                    }
                    // Cancellation is level-triggered there as well.
                    bool again = false;
                    try {
                        co_await asioSleep(0ms);
                    } catch (const boost::system::system_error &) {
                        again = true;
                    }
                    QVERIFY(again);
                    co_await asio::this_coro::reset_cancellation_state();
                    co_await asioSleep(10ms);
                    cleaned = true;
                });
            });
            QVERIFY(cleaned);
        });
    }

    void keepsTheValueOfACancelledTask()
    {
        runTask([]() -> Task<> {
            std::optional<int> value;
            const bool finished = co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                value = co_await toAsio::runTask([&]() -> awaitable<int> {
                    cancelSoon(scope);
                    try {
                        co_await asioSleep(1h);
                    } catch (const boost::system::system_error &) {
                    }
                    co_return 5;
                });
                co_await checkpoint(); // here it is cancelled
            });
            QVERIFY(!finished);
            QCOMPARE(value, 5);
        });
    }

    void startsNothingInACancelledScope()
    {
        runTask([]() -> Task<> {
            bool ran = false;
            co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                scope.cancel();
                co_await toAsio::runTask([&]() -> awaitable<void> {
                    ran = true;
                    co_return;
                });
            });
            QVERIFY(!ran);
        });
    }

    void tellsACancellationOfItsOwn()
    {
        runTask([]() -> Task<> {
            bool told = false;
            try {
                co_await toAsio::runTask([]() -> awaitable<void> {
                    asio::steady_timer timer(co_await asio::this_coro::executor, 1h);
                    asio::post(toAsio::ioContext(), [&timer] { timer.cancel(); });
                    co_await timer.async_wait(use_awaitable);
                });
            } catch (const toAsio::AsioCancelled &) {
                told = true;
            }
            QVERIFY(told);
        });
    }

    void takesTheDebuggersQuit()
    {
        runTask([]() -> Task<> {
            bool quit = false, aborted = false;
            detail::TaskState *task = detail::currentTask();
            asio::post(toAsio::ioContext(), [task] { detail::askToQuit(task); });
            try {
                co_await toAsio::runTask([&]() -> awaitable<void> {
                    try {
                        co_await asioSleep(1h);
                    } catch (...) {
                        aborted = true;
                        throw;
                    }
                });
            } catch (const DebuggerQuit &) {
                quit = true;
            }
            QVERIFY(quit);
            QVERIFY(aborted);
        });
    }

    void namesTheCoroutine()
    {
        runTask([]() -> Task<> {
            QByteArray inside, nested, outside;
            const detail::AwaitFrame *awaiter = nullptr;
            co_await toAsio::runTask([&]() -> awaitable<void> {
                co_await asioSleep(1ms);
                inside = currentTaskName();
                awaiter = detail::currentTask()->innermost->awaiter;
                // What is posted to its executor belongs to it, what is posted to the io_context to nobody.
                asio::post(co_await asio::this_coro::executor, [&] { nested = currentTaskName(); });
                asio::post(toAsio::ioContext(), [&] { outside = currentTaskName(); });
                co_await asioSleep(1ms);
            });
            QCOMPARE(inside, "asio lambda of TestAsioTasks::namesTheCoroutine");
            QCOMPARE(nested, inside);
            QCOMPARE(outside, "");
            QVERIFY(awaiter);
            QCOMPARE(detail::asioName(detail::functionName<&twice>()), "asio twice");
        });
    }

    void manyAtOnce()
    {
        runTask([]() -> Task<> {
            int sum = 0;
            co_await openNursery([&](Nursery &nursery) -> Task<> {
                for (int i = 0; i < 500; ++i)
                    nursery.start([&sum, i]() -> Task<> { sum += co_await toAsio::runTask<&twice>(i); });
                co_return;
            });
            QCOMPARE(sum, 499 * 500);
        });
    }

    // -- channels

    void channelBothWays()
    {
        runTask([]() -> Task<> {
            QList<int> got;
            std::string first;
            co_await toAsio::openChannelFrom<&doubles>([&](TaskChannel<int> &channel, const std::string &ready) -> Task<> {
                first = ready;
                for (int i = 0; i < 500; ++i) {
                    QVERIFY(co_await channel.send(i));
                    got.append(*co_await channel.receive());
                }
            });
            QCOMPARE(first, "ready");
            QCOMPARE(got.size(), 500);
            QCOMPARE(got.last(), 998);
        });
    }

    void channelHoldsBack()
    {
        runTask([]() -> Task<> {
            int sent = 0;
            co_await toAsio::openChannelFrom(
                [&](AsioChannel<int> &channel) -> awaitable<void> {
                    channel.started();
                    while (co_await channel.send(sent))
                        ++sent;
                },
                [&](TaskChannel<int> &channel) -> Task<> {
                    co_await furrow::sleep(20ms);
                    QCOMPARE(sent, int(detail::AsioQueue<int>::capacity));
                    QCOMPARE(*co_await channel.receive(), 0);
                });
            QVERIFY(sent >= int(detail::AsioQueue<int>::capacity)); // the body's end let it return
        });
    }

    void coroutineReturnsFirst()
    {
        runTask([]() -> Task<> {
            QList<int> got;
            bool couldSend = true;
            co_await toAsio::openChannelFrom(
                [](AsioChannel<int, int, int> &channel, int n) -> awaitable<void> {
                    channel.started(n);
                    co_await channel.send(1);
                    co_await channel.send(2);
                },
                [&](TaskChannel<int> &channel, int n) -> Task<> {
                    QCOMPARE(n, 3);
                    while (auto value = co_await channel.receive())
                        got.append(*value);
                    couldSend = co_await channel.send(4);
                },
                3);
            QCOMPARE(got, (QList<int>{1, 2}));
            QVERIFY(!couldSend);
        });
    }

    void eitherEndCloses()
    {
        runTask([]() -> Task<> {
            bool asioSawTheEnd = false, taskSawTheEnd = false;
            co_await toAsio::openChannelFrom(
                [&](AsioChannel<int> &channel) -> awaitable<void> {
                    channel.started();
                    channel.close();
                    QVERIFY(!co_await channel.send(1));
                    asioSawTheEnd = !co_await channel.receive();
                },
                [&](TaskChannel<int> &channel) -> Task<> {
                    taskSawTheEnd = !co_await channel.receive();
                    channel.close();
                    QVERIFY(!co_await channel.send(1));
                });
            QVERIFY(asioSawTheEnd);
            QVERIFY(taskSawTheEnd);
        });
    }

    void coroutineFails()
    {
        runTask([]() -> Task<> {
            bool bodyCancelled = false;
            QByteArray what;
            try {
                co_await toAsio::openChannelFrom(
                    [](AsioChannel<int> &channel) -> awaitable<void> {
                        channel.started();
                        co_await fails();
                    },
                    [&](TaskChannel<int> &channel) -> Task<> {
                        try {
                            co_await channel.receive();
                        } catch (const Cancelled &) {
                            bodyCancelled = true;
                            throw;
                        }
                    });
            } catch (const std::domain_error &error) {
                what = error.what();
            }
            QVERIFY(bodyCancelled);
            QCOMPARE(what, "asio side error!");
        });
    }

    void bodyFails()
    {
        runTask([]() -> Task<> {
            bool aborted = false, raised = false;
            try {
                co_await toAsio::openChannelFrom(
                    [&](AsioChannel<int> &channel) -> awaitable<void> {
                        channel.started();
                        try {
                            co_await channel.receive();
                        } catch (const boost::system::system_error &error) {
                            aborted = error.code() == asio::error::operation_aborted;
                            throw;
                        }
                    },
                    [](TaskChannel<int> &) -> Task<> {
                        co_await checkpoint();
                        throw std::range_error("task side error!");
                    });
            } catch (const std::range_error &) {
                raised = true;
            }
            QVERIFY(raised);
            QVERIFY(aborted);
        });
    }

    void bothFail()
    {
        runTask([]() -> Task<> {
            std::size_t errors = 0;
            try {
                co_await toAsio::openChannelFrom(
                    [](AsioChannel<int> &channel) -> awaitable<void> {
                        channel.started();
                        try {
                            co_await asioSleep(1h);
                        } catch (const boost::system::system_error &) {
                        }
                        throw std::domain_error("while it cleaned up");
                    },
                    [](TaskChannel<int> &) -> Task<> {
                        co_await checkpoint();
                        throw std::range_error("task side error!");
                    });
            } catch (const ExceptionGroup &group) {
                errors = group.errors().size();
            }
            QCOMPARE(errors, 2u);
        });
    }

    void channelIsCancelled()
    {
        runTask([]() -> Task<> {
            const auto forever = [](AsioChannel<int> &channel) -> awaitable<void> {
                channel.started();
                co_await asioSleep(1h);
            };
            // From its task's end, which is no error ...
            co_await toAsio::openChannelFrom(forever, [](TaskChannel<int> &channel) -> Task<> {
                channel.cancel();
                co_return;
            });
            // ... and with its task.
            QVERIFY(!co_await moveOnAfter(5ms, [&] {
                return toAsio::openChannelFrom(forever, [](TaskChannel<int> &channel) -> Task<> { co_await channel.receive(); });
            }));
        });
    }

    void neverStarted()
    {
        runTask([]() -> Task<> {
            QByteArray what;
            try {
                co_await toAsio::openChannelFrom([](AsioChannel<int> &) -> awaitable<void> { co_return; },
                                                 [](TaskChannel<int> &) -> Task<> { co_return; });
            } catch (const std::logic_error &error) {
                what = error.what();
            }
            QVERIFY(what.contains("without a call of started()"));
            bool second = false;
            co_await toAsio::openChannelFrom(
                [&](AsioChannel<int> &channel) -> awaitable<void> {
                    channel.started();
                    try {
                        channel.started();
                    } catch (const std::logic_error &) {
                        second = true;
                    }
                    co_return;
                },
                [](TaskChannel<int> &) -> Task<> { co_return; });
            QVERIFY(second);
        });
    }
};

ASIO_TEST(TestAsioTasks)

#include "tst_asiotasks.moc"
