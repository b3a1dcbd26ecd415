// SPDX-License-Identifier: MIT
#include "actortest.h"

#include <QElapsedTimer>
#include <QScopeGuard>

namespace {

constexpr qsizetype lengths[] = {0, 1, 23, 24, 255, 256, 16 * 1024, 65535, 65536, 300'000, 5'000'000, 2};

int yielded = 0;
bool generatorCancelled = false;

furrow::AsyncGenerator<int> count(int to)
{
    for (int i = 0; i < to; ++i)
        co_yield i;
}
furrow::AsyncGenerator<int> countAndFail(int to)
{
    for (int i = 0; i < to; ++i)
        co_yield i;
    throw std::out_of_range("no more");
}
furrow::AsyncGenerator<QByteArray> blocks(int number)
{
    yielded = 0;
    generatorCancelled = false;
    // It rests at its co_yield, so it is destroyed there; nothing is thrown into it.
    const auto destroyed = qScopeGuard([] { generatorCancelled = true; });
    for (int i = 0; i < number; ++i) {
        ++yielded;
        co_yield QByteArray(64 * 1024, 'b');
    }
}
furrow::AsyncGenerator<QByteArray> everyLength()
{
    for (const qsizetype length : lengths)
        co_yield QByteArray(length, char(length % 251));
}
furrow::AsyncGenerator<QByteArray> fastBlocks(int number)
{
    const QByteArray block(64 * 1024, 'b');
    for (int i = 0; i < number; ++i)
        co_yield block;
}
furrow::Task<int> howManyYielded()
{
    co_return yielded;
}
furrow::Task<bool> wasCancelled()
{
    co_return generatorCancelled;
}

furrow::Task<int> sums(furrow::Context &context, int factor)
{
    co_await context.started(u"ready"_s);
    auto numbers = context.openStream<int, int>();
    int sum = 0;
    while (auto number = co_await numbers.next())
        co_await numbers.send(sum += *number);
    co_return sum * factor;
}
furrow::Task<> failsAfterStart(furrow::Context &context)
{
    co_await context.started(1);
    co_await furrow::sleep(10ms);
    throw std::domain_error("later");
}
furrow::Task<> failsBeforeStart(furrow::Context &)
{
    throw std::domain_error("at once");
    co_return;
}
furrow::Task<> neverStarts(furrow::Context &)
{
    co_return;
}
furrow::Task<> waits(furrow::Context &context)
{
    generatorCancelled = false;
    co_await context.started();
    try {
        co_await furrow::sleepForever();
    } catch (const furrow::Cancelled &) {
        generatorCancelled = true;
        throw;
    }
}
furrow::Task<> cancelsItself(furrow::Context &context)
{
    co_await context.started();
    context.cancel();
    co_await furrow::sleepForever();
}

furrow::Exposed all()
{
    return furrow::exposes<&count, &countAndFail, &blocks, &everyLength, &fastBlocks, &howManyYielded, &wasCancelled, &sums, &failsAfterStart,
                           &failsBeforeStart, &neverStarts, &waits, &cancelsItself>();
}

template<typename F>
void withDaemon(F body)
{
    runActors([&body](furrow::ActorNursery &an) -> furrow::Task<> {
        auto daemon = co_await an.startActor(u"daemon"_s, {.exposes = all()});
        co_await body(daemon);
        co_await daemon.cancelActor();
    });
}

} // namespace

class StreamsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { verifyNothingLeft(); }

    void generatorToItsEnd()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            QList<int> got;
            co_await daemon.openStreamFrom<&count>(
                [&](furrow::Stream<int> &stream) -> furrow::Task<> {
                    while (auto number = co_await stream.next())
                        got.append(*number);
                    QVERIFY(!co_await stream.next());
                },
                1000);
            QCOMPARE(got.size(), 1000);
            QCOMPARE(got.last(), 999);
        });
    }

    void errorComesAfterTheItems()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            int got = 0;
            try {
                co_await daemon.openStreamFrom<&countAndFail>(
                    [&](furrow::Stream<int> &stream) -> furrow::Task<> {
                        while (co_await stream.next())
                            ++got;
                    },
                    3);
                QFAIL("nothing was raised");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY2(error.is<std::out_of_range>(), error.what());
            }
            QVERIFY(got <= 3);
        });
    }

    void leavingCancelsTheGenerator()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            co_await daemon.openStreamFrom<&blocks>(
                [&](furrow::Stream<QByteArray> &stream) -> furrow::Task<> { QVERIFY(co_await stream.next()); }, 1000000);
            QVERIFY(co_await daemon.run<&wasCancelled>());
        });
    }

    void slowReaderHoldsTheSenderBack()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            co_await daemon.openStreamFrom<&blocks>(
                [&](furrow::Stream<QByteArray> &stream) -> furrow::Task<> {
                    for (int i = 0; i < 40; ++i)
                        QVERIFY(co_await stream.next());
                    // It has room for a megabyte more, that is 16 of these, and holds one.
                    int before = -1;
                    for (int now = co_await daemon.run<&howManyYielded>(); now != before;) {
                        before = now;
                        co_await furrow::sleep(20ms);
                        now = co_await daemon.run<&howManyYielded>();
                    }
                    QVERIFY2(before >= 41 && before <= 40 + 18, QByteArray::number(before));
                },
                1000000);
        });
    }

    void bytesOfEveryLength()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            co_await daemon.openStreamFrom<&everyLength>([&](furrow::Stream<QByteArray> &stream) -> furrow::Task<> {
                for (const qsizetype length : lengths)
                    QCOMPARE(co_await stream.next(), std::optional(QByteArray(length, char(length % 251))));
                QVERIFY(!co_await stream.next());
            });
        });
    }

    void throughput()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            QElapsedTimer time;
            time.start();
            qint64 bytes = 0;
            co_await daemon.openStreamFrom<&fastBlocks>(
                [&](furrow::Stream<QByteArray> &stream) -> furrow::Task<> {
                    while (auto block = co_await stream.next())
                        bytes += block->size();
                },
                4000);
            QCOMPARE(bytes, 4000LL * 64 * 1024);
            qInfo("%.0f MB/s in messages of 64 KiB", double(bytes) / 1e6 / (double(time.nsecsElapsed()) / 1e9));
        });
    }

    void contextWithValuesBothWays()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            int result = 0;
            co_await daemon.openContext<&sums>(
                [&](furrow::Context &context, const QString &first) -> furrow::Task<> {
                    QCOMPARE(first, u"ready"_s);
                    QCOMPARE(context.peer().name, u"daemon"_s);
                    auto numbers = context.openStream<int, int>();
                    for (int i = 1; i <= 100; ++i) {
                        co_await numbers.send(i);
                        QCOMPARE(co_await numbers.next(), std::optional(i * (i + 1) / 2));
                    }
                    numbers.close();
                    result = co_await context.waitForResult<int>();
                },
                2);
            QCOMPARE(result, 10100);
        });
    }

    void errorOfTheOtherSideCancelsTheBody()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            bool cancelled = false;
            try {
                co_await daemon.openContext<&failsAfterStart>([&](furrow::Context &context) -> furrow::Task<> {
                    QCOMPARE(context.first<int>(), 1);
                    try {
                        co_await furrow::sleepForever();
                    } catch (const furrow::Cancelled &) {
                        cancelled = true;
                        throw;
                    }
                });
                QFAIL("nothing was raised");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY2(error.is<std::domain_error>(), error.what());
            }
            QVERIFY(cancelled);
            try {
                co_await daemon.openContext<&failsBeforeStart>([&](furrow::Context &) -> furrow::Task<> { QFAIL("it began"); co_return; });
                QFAIL("nothing was raised");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY2(error.is<std::domain_error>(), error.what());
            }
            try {
                co_await daemon.openContext<&neverStarts>([&](furrow::Context &) -> furrow::Task<> { QFAIL("it began"); co_return; });
                QFAIL("nothing was raised");
            } catch (const std::logic_error &error) {
                QVERIFY2(QByteArray(error.what()).contains("started()"), error.what());
            }
        });
    }

    void errorOfTheBodyCancelsTheOtherSide()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            const void *thrown = nullptr;
            try {
                co_await daemon.openContext<&waits>([&](furrow::Context &) -> furrow::Task<> {
                    try {
                        throw std::length_error("mine");
                    } catch (const std::length_error &error) {
                        thrown = &error;
                        throw;
                    }
                    co_return;
                });
                QFAIL("nothing was raised");
            } catch (const std::length_error &error) {
                QCOMPARE(static_cast<const void *>(&error), thrown); // the same object
            }
            QVERIFY(co_await daemon.run<&wasCancelled>());
        });
    }

    void cancelledContexts()
    {
        withDaemon([](furrow::Portal daemon) -> furrow::Task<> {
            co_await daemon.openContext<&waits>([&](furrow::Context &context) -> furrow::Task<> {
                context.cancel();
                co_return;
            });
            QVERIFY(co_await daemon.run<&wasCancelled>());
            try {
                co_await daemon.openContext<&cancelsItself>([&](furrow::Context &) -> furrow::Task<> { co_await furrow::sleepForever(); });
                QFAIL("nothing was raised");
            } catch (const furrow::ContextCancelled &error) {
                QCOMPARE(error.canceller().name, u"daemon"_s);
            }
            // The caller's own scope.
            QVERIFY(!co_await furrow::moveOnAfter(20ms, [&]() -> furrow::Task<> {
                co_await daemon.openContext<&waits>([&](furrow::Context &) -> furrow::Task<> { co_await furrow::sleepForever(); });
            }));
            QVERIFY(co_await daemon.run<&wasCancelled>());
        });
    }
};

ACTOR_TEST(StreamsTest)
#include "tst_streams.moc"
