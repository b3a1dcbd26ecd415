// SPDX-License-Identifier: MIT
#include "actortest.h"

#include <QElapsedTimer>
#include <QProcess>

#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace {

furrow::Task<> waitForever()
{
    co_await furrow::sleepForever();
}
furrow::Task<> failSoon(int ms, QString what)
{
    co_await furrow::sleep(std::chrono::milliseconds(ms));
    throw std::runtime_error(what.toStdString());
}
furrow::Task<> hang()
{
    co_await furrow::openCancelScope([](furrow::CancelScope &) -> furrow::Task<> { co_await furrow::sleepForever(); }, {.shield = true});
}
furrow::Task<> dieBySignal(int number)
{
    ::signal(number, SIG_DFL);
    ::raise(number);
    co_return;
}
furrow::AsyncGenerator<int> streamForever()
{
    for (int i = 0;; ++i) {
        co_yield i;
        co_await furrow::sleep(1ms);
    }
}
// A middle actor, whose own child must not outlive it.
furrow::Task<> middle(furrow::Context &context)
{
    co_await furrow::openActorNursery([&](furrow::ActorNursery &an) -> furrow::Task<> {
        auto leaf = co_await an.startActor(u"leaf"_s, {.exposes = furrow::exposes<&waitForever>()});
        co_await context.started(leaf.processId());
        co_await furrow::sleepForever();
    });
}
furrow::Task<> middleOfHanging(furrow::Context &context)
{
    co_await furrow::openActorNursery([&](furrow::ActorNursery &an) -> furrow::Task<> {
        co_await an.runInActor<&hang>();
        co_await context.started(1);
    });
}

const QString program(const char *name)
{
    return QCoreApplication::applicationDirPath() + u'/' + QString::fromLatin1(name);
}

} // namespace

class SupervisionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { verifyNothingLeft(); }

    void failureCancelsSiblingsAndBody()
    {
        bool cancelled = false;
        QElapsedTimer time;
        time.start();
        try {
            runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
                co_await an.runInActor<&waitForever>();
                co_await an.runInActor<&failSoon>(10, u"first"_s);
                try {
                    co_await furrow::sleepForever();
                } catch (const furrow::Cancelled &) {
                    cancelled = true;
                    throw;
                }
            });
            QFAIL("nothing was raised");
        } catch (const furrow::RemoteActorError &error) {
            QCOMPARE(error.boxed().message, u"first"_s);
        }
        QVERIFY(cancelled);
    }

    void failureOfTheBodyCancelsTheActors()
    {
        try {
            runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
                co_await an.runInActor<&waitForever>();
                co_await an.startActor(u"daemon"_s);
                throw std::length_error("mine");
            });
            QFAIL("nothing was raised");
        } catch (const std::length_error &) {
        }
    }

    void nurseryWaitsForItsActors()
    {
        QElapsedTimer time;
        time.start();
        try {
            runActors([&](furrow::ActorNursery &an) -> furrow::Task<> { co_await an.runInActor<&failSoon>(100, u"late"_s); });
            QFAIL("nothing was raised");
        } catch (const furrow::RemoteActorError &error) {
            QCOMPARE(error.boxed().message, u"late"_s);
        }
        QVERIFY(time.elapsed() >= 100);
    }

    void severalFailuresAreAGroup()
    {
        try {
            runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
                auto one = co_await an.startActor(u"one"_s);
                auto two = co_await an.startActor(u"two"_s);
                ::kill(pid_t(one.processId()), SIGKILL);
                ::kill(pid_t(two.processId()), SIGSTOP); // does not answer the cancellation; killed by the reaper, which is no failure
                throw std::length_error("mine");
            }, {.grace = 100ms});
            QFAIL("nothing was raised");
        } catch (const std::length_error &) {
            // the first was being killed when the body failed
        } catch (const furrow::ExceptionGroup &group) {
            QCOMPARE(group.errors().size(), 2U);
        }
    }

    void killedInACall_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("name");
        QTest::newRow("KILL") << SIGKILL << u"SIGKILL"_s;
        QTest::newRow("TERM") << SIGTERM << u"SIGTERM"_s;
    }
    void killedInACall()
    {
        QFETCH(int, number);
        QFETCH(QString, name);
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            auto victim = co_await an.startActor(u"victim"_s, {.exposes = furrow::exposes<&dieBySignal>()});
            try {
                co_await victim.run<&dieBySignal>(number);
                QFAIL("it survived");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY2(QString::fromUtf8(error.what()).contains(name), error.what());
                QCOMPARE(error.source(), victim.actor());
            }
        });
    }

    void killedAtEveryStage()
    {
        // Idle: the nursery fails.
        try {
            runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
                auto victim = co_await an.startActor(u"idle"_s);
                ::kill(pid_t(victim.processId()), SIGKILL);
                co_await furrow::sleepForever();
            });
            QFAIL("nothing was raised");
        } catch (const furrow::RemoteActorError &error) {
            QVERIFY2(QByteArray(error.what()).contains("SIGKILL"), error.what());
        }
        // While its one function runs, unwatched and watched.
        for (const bool watched : {false, true}) {
            try {
                runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
                    auto victim = co_await an.runInActor<&waitForever>();
                    ::kill(pid_t(victim.processId()), SIGKILL);
                    if (watched)
                        co_await victim.waitForResult();
                    co_await furrow::sleepForever();
                });
                QFAIL("nothing was raised");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY2(QByteArray(error.what()).contains("SIGKILL"), error.what());
            }
        }
        // In a stream, and in a context.
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            for (const bool stream : {true, false}) {
                auto victim = co_await an.startActor(u"victim"_s, {.exposes = furrow::exposes<&streamForever, &middle>()});
                try {
                    if (stream) {
                        co_await victim.openStreamFrom<&streamForever>([&](furrow::Stream<int> &numbers) -> furrow::Task<> {
                            QVERIFY(co_await numbers.next());
                            ::kill(pid_t(victim.processId()), SIGKILL);
                            while (co_await numbers.next()) { }
                        });
                    } else {
                        co_await victim.openContext<&middle>([&](furrow::Context &) -> furrow::Task<> {
                            ::kill(pid_t(victim.processId()), SIGKILL);
                            co_await furrow::sleepForever();
                        });
                    }
                    QFAIL("nothing was raised");
                } catch (const furrow::RemoteActorError &error) {
                    QVERIFY2(QByteArray(error.what()).contains("SIGKILL"), error.what());
                }
            }
        });
    }

    void reaperKillsWhatHangs()
    {
        QElapsedTimer time;
        time.start();
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            co_await an.runInActor<&hang>(furrow::ActorOptions{.grace = 200ms});
            an.cancel();
        });
        QVERIFY(time.elapsed() >= 200);
        QVERIFY(time.elapsed() < 3000);
    }

    void reaperOfAMiddleActorComesFirst()
    {
        // The middle one needs its own grace for the leaf that hangs; the root waits for that, and kills nobody.
        bool ended = false;
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"middle"_s, {.exposes = furrow::exposes<&middleOfHanging>()});
            co_await daemon.openContext<&middleOfHanging>([&](furrow::Context &context) -> furrow::Task<> {
                context.cancel();
                co_return;
            });
            co_await daemon.cancelActor();
            ended = true;
        }, {.grace = 300ms});
        QVERIFY(ended);
    }

    void orphansEnd()
    {
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        pid_t leaf = 0;
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            auto daemon = co_await an.startActor(u"middle"_s, {.exposes = furrow::exposes<&middle>()});
            try {
                co_await daemon.openContext<&middle>([&](furrow::Context &context) -> furrow::Task<> {
                    leaf = pid_t(context.first<qint64>());
                    QVERIFY(::kill(leaf, 0) == 0);
                    ::kill(pid_t(daemon.processId()), SIGKILL);
                    co_await furrow::sleepForever();
                });
            } catch (const furrow::RemoteActorError &) {
            }
        });
        int status = 0;
        QCOMPARE(::waitpid(leaf, &status, 0), leaf); // ours now; ends by itself
        ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    }

    void badChildren_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << u"/nowhere/nothing"_s << QString() << u"cannot be started"_s;
        QTest::newRow("no runtime") << u"/bin/true"_s << QString() << u"ended with status 0 before it connected"_s;
        QTest::newRow("exits") << program("fakechild") << u"exits"_s << u"ended with status 7 before it connected"_s;
        QTest::newRow("never connects") << program("fakechild") << u"sleeps"_s << u"did not connect within 300 ms"_s;
        QTest::newRow("other version") << program("fakechild") << u"version"_s << u"speaks version 99"_s;
        QTest::newRow("garbage") << program("fakechild") << u"garbage"_s << u"before it connected"_s;
        QTest::newRow("closes") << program("fakechild") << u"closes"_s << u"before it connected"_s;
    }
    void badChildren()
    {
        QFETCH(QString, file);
        QFETCH(QString, mode);
        QFETCH(QString, says);
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            try {
                co_await an.startActor(u"bad"_s, {.program = file, .arguments = {mode}, .grace = 200ms, .connectTimeout = 300ms});
                QFAIL("it started");
            } catch (const furrow::SpawnError &error) {
                QVERIFY2(QString::fromUtf8(error.what()).contains(says), error.what());
                QVERIFY2(QString::fromUtf8(error.what()).contains(u"('bad', '"_s), error.what());
            }
        });
    }

    void connectingTwiceIsRefused()
    {
        try {
            runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
                co_await an.startActor(u"bad"_s, {.program = program("fakechild"), .arguments = {u"twice"_s}, .grace = 200ms});
                co_await furrow::sleepForever();
            });
            QFAIL("nothing was raised");
        } catch (const furrow::RemoteActorError &error) {
            QVERIFY2(QByteArray(error.what()).contains("twice"), error.what());
        }
    }

    void functionOfAnotherProgram()
    {
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            auto other = co_await an.startActor(u"other"_s, {.program = program("otherprogram")});
            QCOMPARE(co_await other.run<furrow::Task<int>(int)>("twice", 21), 42);
            try {
                co_await other.run<furrow::Task<QString>(int)>("twice", 21);
                QFAIL("it ran");
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY2(QByteArray(error.what()).contains("Task<int32>(int32)"), error.what());
            }
            co_await other.cancelActor();
            auto once = co_await an.runInActor<furrow::Task<int>(int)>("twice", {.program = program("otherprogram")}, 4);
            QCOMPARE(co_await once.waitForResult(), 8);
        });
    }

    void twoFunctionsWithOneName()
    {
        QProcess process;
        process.start(program("clashing"), QStringList());
        QVERIFY(process.waitForFinished());
        const QByteArray said = process.readAllStandardError();
        QCOMPARE(process.exitCode(), 1);
        QVERIFY2(said.contains("clash_a.cpp:5") && said.contains("clash_b.cpp:5"), said);
    }

    void statusOfRun()
    {
        int argc = 1;
        char name[] = "test";
        char *argv[] = {name, nullptr};
        QCOMPARE(furrow::run(argc, argv, []() -> furrow::Task<int> { co_return 5; }), 5);
        QCOMPARE(furrow::run(argc, argv, []() -> furrow::Task<> { throw std::runtime_error("reported"); co_return; }), 1);
        QCOMPARE(furrow::run(argc, argv, []() -> furrow::Task<> { co_return; }, furrow::RootOptions{.name = u"r"_s}), 0);
        QVERIFY(furrow::currentActor().isNull());
    }
};

ACTOR_TEST(SupervisionTest)
#include "tst_supervision.moc"
