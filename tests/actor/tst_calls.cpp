// SPDX-License-Identifier: MIT
#include "actortest.h"

#include "debug/trace.h"

#include <QElapsedTimer>

namespace {

struct Point
{
    int x;
    QString name;
};

furrow::Task<QString> describePoint(const Point &point, std::optional<int> extra)
{
    co_await furrow::sleep(1ms);
    co_return u"%1 at %2, %3"_s.arg(point.name).arg(point.x).arg(extra.value_or(-1));
}
furrow::Task<int> add(int a, int b)
{
    co_return a + b;
}
furrow::Task<> fail(QString what)
{
    throw std::invalid_argument(what.toStdString());
    co_return;
}
furrow::Task<> failBelow(QString what)
{
    co_await furrow::openActorNursery([&](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&fail>(furrow::ActorOptions{.name = u"leaf"_s}, what);
        co_await portal.waitForResult();
    });
}
furrow::Task<QString> myName()
{
    co_return furrow::currentActor().name;
}
furrow::Task<QStringList> whoCalls()
{
    const furrow::detail::TaskState *task = furrow::detail::currentTask();
    co_return QStringList{QString::fromUtf8(task->name), QString::fromUtf8(task->caller), QString::fromUtf8(task->callerFile),
                          QString::number(task->callerLine)};
}
furrow::Task<QByteArray> bytes(qint64 size)
{
    co_return QByteArray(size, 'x');
}
furrow::Task<qint64> sizeOf(QByteArray data)
{
    co_return data.size();
}
int cancelledCalls = 0;
furrow::Task<> waitForever()
{
    try {
        co_await furrow::sleepForever();
    } catch (const furrow::Cancelled &) {
        ++cancelledCalls;
        throw;
    }
}
furrow::Task<int> countCancelled()
{
    co_return cancelledCalls;
}

} // namespace

class CallsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { verifyNothingLeft(); }

    void resultOfOneFunction()
    {
        const int status = runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto portal = co_await an.runInActor<&describePoint>(Point{3, u"peak"_s}, 4);
            QCOMPARE(portal.actor().name, u"describe_point"_s);
            QCOMPARE(co_await portal.waitForResult(), u"peak at 3, 4"_s);
            QCOMPARE(co_await portal.waitForResult(), u"peak at 3, 4"_s); // again: the same
        });
        QCOMPARE(status, 0);
    }

    void manyCallsOfADaemon()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"adder"_s, {.exposes = furrow::exposes<&add, &myName>()});
            for (int i = 0; i < 200; ++i)
                QCOMPARE((co_await daemon.run<&add>(i, 1)), i + 1);
            QCOMPARE(co_await daemon.run<&myName>(), u"adder"_s);
            co_await daemon.cancelActor();
            QVERIFY(an.size() == 0);
        });
    }

    void errorWithItsPlaceAndType()
    {
        QString name;
        try {
            runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
                auto portal = co_await an.runInActor<&fail>(u"boo"_s);
                name = portal.actor().toString();
                co_await portal.waitForResult();
            });
            QFAIL("nothing was raised");
        } catch (const furrow::RemoteActorError &error) {
            QVERIFY(error.is<std::invalid_argument>());
            QVERIFY(!error.is<std::exception>());
            QCOMPARE(error.source().toString(), name);
            QCOMPARE(error.relayPath(), QList{error.source()});
            QCOMPARE(error.boxed().message, u"boo"_s);
            QVERIFY2(error.traceback().contains(u"tst_calls.cpp:"), error.what());
        }
    }

    void errorIsThrownOnTheLineThatAwaited()
    {
        int line = 0;
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            auto portal = co_await an.runInActor<&fail>(u"boo"_s);
            std::exception_ptr error;
            try {
                line = __LINE__ + 1;
                co_await portal.waitForResult();
            } catch (...) {
                error = std::current_exception();
            }
            const QList<furrow::debug::TraceFrame> trace = furrow::debug::recordedTrace(error);
            QVERIFY(!trace.isEmpty());
            QVERIFY2(trace.first().file.endsWith(u"tst_calls.cpp"), qPrintable(trace.first().toString()));
            QCOMPARE(trace.first().line, line);
        });
    }

    void errorClimbsTwoHops()
    {
        try {
            runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
                auto portal = co_await an.runInActor<&failBelow>(u"deep"_s);
                co_await portal.waitForResult();
            });
            QFAIL("nothing was raised");
        } catch (const furrow::RemoteActorError &error) {
            QVERIFY2(error.is<std::invalid_argument>(), error.what());
            QStringList path;
            for (const furrow::ActorId &id : error.relayPath())
                path.append(id.name);
            QCOMPARE(path, (QStringList{u"leaf"_s, u"fail_below"_s}));
        }
    }

    void caughtErrorLeavesTheDaemonAlive()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"d"_s, {.exposes = furrow::exposes<&add, &fail>()});
            for (int i = 0; i < 3; ++i) {
                bool caught = false;
                try {
                    co_await daemon.run<&fail>(u"x"_s);
                } catch (const furrow::RemoteActorError &) {
                    caught = true;
                }
                QVERIFY(caught);
                QCOMPARE((co_await daemon.run<&add>(i, i)), 2 * i);
            }
            an.cancel();
        });
    }

    void calleeKnowsItsCaller()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"d"_s, {.exposes = furrow::exposes<&whoCalls>()});
            const int line = __LINE__ + 1;
            const QStringList told = co_await daemon.run<&whoCalls>();
            QCOMPARE(told.at(0), u"who_calls"_s);
            QCOMPARE(told.at(1), furrow::currentActor().toString());
            QVERIFY(told.at(2).endsWith(u"tst_calls.cpp"));
            QCOMPARE(told.at(3).toInt(), line);
            an.cancel();
        });
    }

    void onlyWhatIsExposed()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"closed"_s, {.exposes = furrow::exposes<&add>()});
            try {
                co_await daemon.run<&myName>();
                QFAIL("it ran");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY(error.is<furrow::NotExposed>());
                QVERIFY2(error.boxed().message.contains(u"myName"), error.what());
                QVERIFY2(error.boxed().message.contains(u"('closed', '"), error.what());
            }
            an.cancel();
        });
    }

    void tooLargeNamesTheLimit()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"d"_s, {.exposes = furrow::exposes<&bytes, &sizeOf>()});
            const qint64 tooMany = furrow::wire::maxMessage() + 1;
            QCOMPARE(co_await daemon.run<&sizeOf>(QByteArray(1000000, 'y')), 1000000);
            try {
                co_await daemon.run<&sizeOf>(QByteArray(tooMany, 'y'));
                QFAIL("it was sent");
            } catch (const furrow::EncodeError &error) {
                QVERIFY2(QByteArray(error.what()).contains("64 MiB"), error.what());
            }
            try {
                co_await daemon.run<&bytes>(tooMany);
                QFAIL("it came");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY2(error.is<furrow::EncodeError>(), error.what());
                QVERIFY2(error.boxed().message.contains(u"64 MiB"), error.what());
            }
            QCOMPARE((co_await daemon.run<&bytes>(10)).size(), 10);
            an.cancel();
        });
    }

    void cancelledCallerCancelsTheCall()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"d"_s, {.exposes = furrow::exposes<&waitForever, &countCancelled>()});
            QVERIFY(!co_await furrow::moveOnAfter(20ms, [&]() -> furrow::Task<> { co_await daemon.run<&waitForever>(); }));
            QCOMPARE(co_await daemon.run<&countCancelled>(), 1); // in order behind the request to cancel
            an.cancel();
        });
    }

    void cancelActorFailsPendingCalls()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"d"_s, {.exposes = furrow::exposes<&waitForever>()});
            bool raised = false;
            co_await furrow::openNursery([&](furrow::Nursery &nursery) -> furrow::Task<> {
                nursery.start([&]() -> furrow::Task<> {
                    try {
                        co_await daemon.run<&waitForever>();
                    } catch (const furrow::ContextCancelled &error) {
                        raised = error.canceller() == furrow::currentActor();
                    }
                });
                co_await furrow::sleep(20ms);
                co_await daemon.cancelActor();
            });
            QVERIFY(raised);
            try {
                co_await daemon.run<&waitForever>();
                QFAIL("it ran");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY2(QByteArray(error.what()).contains("('d', '"), error.what());
            }
        });
    }

    void twentyAtOnce()
    {
        QElapsedTimer time;
        time.start();
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            int sum = 0;
            co_await furrow::openNursery([&](furrow::Nursery &nursery) -> furrow::Task<> {
                for (int i = 0; i < 20; ++i) {
                    nursery.start([&an, &sum, i]() -> furrow::Task<> {
                        auto portal = co_await an.runInActor<&add>(i, 0);
                        sum += co_await portal.waitForResult();
                    });
                }
                co_return;
            });
            QCOMPARE(sum, 190);
        });
        qInfo("20 actors started, called and reaped in %lld ms", time.elapsed());
    }

    void roundTripTime()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"d"_s, {.exposes = furrow::exposes<&add>()});
            co_await daemon.run<&add>(1, 1);
            QElapsedTimer time;
            time.start();
            for (int i = 0; i < 2000; ++i)
                co_await daemon.run<&add>(1, 1);
            qInfo("a call takes %.1f us", double(time.nsecsElapsed()) / 2000 / 1000);
            an.cancel();
        });
    }
};

ACTOR_TEST(CallsTest)
#include "tst_calls.moc"
