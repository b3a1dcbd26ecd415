// SPDX-License-Identifier: MIT
#include "sessionfixture.h"

#include <furrow/cancelscope.h>
#include <furrow/debuggerquit.h>
#include <furrow/pause.h>

#include <QScopeGuard>
#include <QThread>
#include <QThreadPool>

#include <optional>
#include <stdexcept>

using namespace furrow;
using namespace furrow::debug;

static const DebugSession::Options debugMode{.isRoot = true, .debugMode = true};

/// As a slot is called.
template<typename F>
static void callThroughQt(F function)
{
    QObject object;
    QObject::connect(&object, &QObject::objectNameChanged, &object, function);
    object.setObjectName(u"changed"_s);
}

class TestPause : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { QVERIFY(noChildren()); }

    void standsAndGoesOn()
    {
        ScriptedConsole console;
        console.start();
        int line = 0;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            line = __LINE__ + 1;
            co_await furrow::pause();
        });
        const QList<QJsonObject> entries = console.packets(u"entry"_s);
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0]["kind"_L1].toString(), u"pause"_s);
        QCOMPARE(entries[0]["line"_L1].toInt(), line);
        QVERIFY(entries[0]["file"_L1].toString().endsWith("tst_pause.cpp"_L1));
        QCOMPARE(entries[0]["task"_L1].toString(), u"main"_s);
        QCOMPARE(entries[0]["thread"_L1].toString(), u"main"_s);
        QCOMPARE(entries[0]["quit"_L1].toString(), u"throw"_s);
        QVERIFY(!entries[0]["shield"_L1].toBool());
        QCOMPARE(console.packets(u"standing"_s).size(), 1);
    }

    void quitThrows()
    {
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "quit"; };
        console.start();
        QVERIFY_THROWS_EXCEPTION(DebuggerQuit, runInSession(debugMode, [](DebugSession &) -> Task<> { co_await furrow::pause(); }));
    }

    void othersRunWhileItIsQueued()
    {
        ScriptedConsole console;
        console.onEntry = [](const QJsonObject &) { return ScriptedConsole::silence; };
        console.start();
        int turns = 0;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            co_await openNursery([&](Nursery &nursery) -> Task<> {
                nursery.start([&]() -> Task<> {
                    co_await until([&] { return console.packets(u"entry"_s).size() == 1; });
                    for (; turns < 10; ++turns)
                        co_await checkpoint();
                    console.tellAll(u"entry"_s, "granted");
                });
                co_await furrow::pause();
            });
        });
        QCOMPARE(turns, 10);
        QCOMPARE(console.packets(u"standing"_s).size(), 1);
    }

    void cancellationWithdrawsAQueuedOne()
    {
        ScriptedConsole console;
        console.onEntry = [](const QJsonObject &) { return ScriptedConsole::silence; };
        console.start();
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            const bool done = co_await moveOnAfter(50ms, []() -> Task<> { co_await furrow::pause(); });
            if (done)
                qFatal("nobody granted it");
            co_await until([&] { return console.openConnections(u"entry"_s) == 0; });
        });
        QCOMPARE(console.packets(u"standing"_s).size(), 0);
    }

    void cancelledScopeNeedsShield()
    {
        ScriptedConsole console;
        console.start();
        int cancelled = 0;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                scope.cancel();
                for (const bool sync : {false, true}) {
                    try {
                        if (sync)
                            pauseFromSync();
                        else
                            co_await furrow::pause();
                    } catch (const Cancelled &) {
                        ++cancelled;
                    }
                }
                co_await furrow::pause({.shield = true});
                pauseFromSync({.shield = true});
                throw Cancelled();
            });
        });
        QCOMPARE(cancelled, 2);
        QCOMPARE(console.packets(u"entry"_s).size(), 2);
        QCOMPARE(console.packets(u"standing"_s).size(), 2);
    }

    void shieldedOneIsNotWithdrawn()
    {
        ScriptedConsole console;
        console.onEntry = [](const QJsonObject &) { return ScriptedConsole::silence; };
        console.start();
        bool stood = false;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            co_await openNursery([&](Nursery &nursery) -> Task<> {
                nursery.start([&]() -> Task<> {
                    co_await furrow::pause({.shield = true});
                    stood = true;
                });
                co_await until([&] { return console.packets(u"entry"_s).size() == 1; });
                nursery.cancel();
                console.tellAll(u"entry"_s, "granted");
            });
        });
        QVERIFY(stood);
    }

    void outsideDebugMode()
    {
        QVERIFY_THROWS_EXCEPTION(std::logic_error, runInSession({.isRoot = true}, [](DebugSession &) -> Task<> { co_await furrow::pause(); }));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, runInSession({.isRoot = true}, [](DebugSession &) -> Task<> { pauseFromSync(); co_return; }));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, pauseFromSync());
    }

    void withoutAConsole()
    {
        QVERIFY_THROWS_EXCEPTION(NoConsole, runInSession(debugMode, [](DebugSession &) -> Task<> { co_await furrow::pause(); }));
        QVERIFY_THROWS_EXCEPTION(NoConsole, runInSession(debugMode, [](DebugSession &) -> Task<> { pauseFromSync(); co_return; }));
    }

    void consoleDiesWhileQueued_data()
    {
        QTest::addColumn<bool>("sync");
        QTest::newRow("awaited") << false;
        QTest::newRow("plain") << true;
    }
    void consoleDiesWhileQueued()
    {
        QFETCH(bool, sync);
        ScriptedConsole console;
        console.onEntry = [](const QJsonObject &) { return ScriptedConsole::death; };
        console.start();
        QVERIFY_THROWS_EXCEPTION(NoConsole, runInSession(debugMode, [sync](DebugSession &) -> Task<> {
                                     if (sync)
                                         pauseFromSync();
                                     co_await furrow::pause();
                                 }));
    }

    void consoleDiesAtThePrompt()
    {
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return ScriptedConsole::death; };
        console.start();
        bool wentOn = false, gone = false;
        QVERIFY_THROWS_EXCEPTION(NoConsole, runInSession(debugMode, [&](DebugSession &session) -> Task<> {
                                     connect(&session, &DebugSession::consoleGone, &session, [&] { gone = true; });
                                     co_await furrow::pause();
                                     wentOn = true;
                                     co_await until([&] { return !session.hasConsole(); });
                                     co_await furrow::pause();
                                 }));
        QVERIFY(wentOn);
        QVERIFY(gone);
    }

    void skippedGoesOn()
    {
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "skip could not attach"; };
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> { co_await furrow::pause(); });
    }

    void plainThreadsToo()
    {
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            std::atomic<bool> done = false;
            std::thread thread([&] {
                pthread_setname_np(pthread_self(), "worker");
                pauseFromSync();
                done = true;
            });
            co_await until([&] { return done.load(); });
            thread.join();
        });
        const QList<QJsonObject> entries = console.packets(u"entry"_s);
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0]["thread"_L1].toString(), u"worker"_s);
        QVERIFY(entries[0]["task"_L1].isNull());
        QCOMPARE(entries[0]["quit"_L1].toString(), u"later"_s);
        QVERIFY(entries[0]["function"_L1].toString().contains("lambda"_L1));
    }

    void everyKindOfPlainCaller_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("thread");
        QTest::newRow("QThread") << 0 << u"of Qt's"_s;
        QTest::newRow("QThreadPool") << 1 << u"Thread (pooled)"_s;
        QTest::newRow("event handler") << 2 << u"main"_s;
    }
    void everyKindOfPlainCaller()
    {
        struct Receiver : QObject
        {
            bool event(QEvent *) override
            {
                furrow::pause();
                return true;
            }
        };
        QFETCH(int, kind);
        QFETCH(QString, thread);
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "quit"; };
        console.start();
        bool wentOn = false;
        QVERIFY_THROWS_EXCEPTION(DebuggerQuit, runInSession(debugMode, [&](DebugSession &) -> Task<> {
                                     if (kind == 0) {
                                         const std::unique_ptr<QThread> worker(QThread::create([] { furrow::pause(); }));
                                         worker->setObjectName(u"of Qt's"_s);
                                         worker->start();
                                         worker->wait();
                                     } else if (kind == 1) {
                                         QThreadPool pool;
                                         pool.start([] { furrow::pause(); });
                                         pool.waitForDone();
                                     } else {
                                         Receiver receiver;
                                         QEvent event(QEvent::User);
                                         QCoreApplication::sendEvent(&receiver, &event);
                                     }
                                     wentOn = true;
                                     co_await sleepForever();
                                 }));
        QVERIFY(wentOn);
        const QJsonObject entry = console.packets(u"entry"_s).value(0);
        QCOMPARE(entry["thread"_L1].toString(), thread);
        QCOMPARE(entry["quit"_L1].toString(), u"later"_s);
    }

    void quitInPlainCodeFailsTheRootTask_data()
    {
        QTest::addColumn<bool>("thread");
        QTest::newRow("in a slot") << false;
        QTest::newRow("in a thread") << true;
    }
    void quitInPlainCodeFailsTheRootTask()
    {
        QFETCH(bool, thread);
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "quit"; };
        console.start();
        bool wentOn = false;
        QVERIFY_THROWS_EXCEPTION(DebuggerQuit, runInSession(debugMode, [&](DebugSession &) -> Task<> {
                                     if (thread)
                                         std::thread([&] { pauseFromSync(); }).join();
                                     else
                                         callThroughQt([] { pauseFromSync(); });
                                     wentOn = true;
                                     co_await sleepForever();
                                 }));
        QVERIFY(wentOn);
    }

    void quitInATaskThrows_data()
    {
        QTest::addColumn<bool>("byName");
        QTest::newRow("pauseFromSync()") << true;
        QTest::newRow("pause() that nobody awaits") << false;
    }
    void quitInATaskThrows()
    {
        QFETCH(bool, byName);
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "quit"; };
        console.start();
        bool wentOn = false, unwound = false;
        int line = 0;
        // Inlined, it would be the coroutine itself that does not await its pause.
        const auto plain = [&]() __attribute__((noinline)) {
            const auto last = qScopeGuard([&] { unwound = true; });
            if (byName)
                pauseFromSync();
            line = __LINE__ + 1;
            furrow::pause();
            wentOn = true;
        };
        QVERIFY_THROWS_EXCEPTION(DebuggerQuit, runInSession(debugMode, [&](DebugSession &) -> Task<> {
                                     plain();
                                     co_return;
                                 }));
        QVERIFY(unwound);
        QVERIFY(!wentOn);
        const QJsonObject entry = console.packets(u"entry"_s).value(0);
        QCOMPARE(entry["quit"_L1].toString(), u"throw"_s);
        if (!byName)
            QCOMPARE(entry["line"_L1].toInt(), line);
    }

    void plainFormWhileUnwinding()
    {
        // Nothing may leave a destructor that runs because of another exception.
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "quit"; };
        console.start();
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, runInSession(debugMode, [](DebugSession &) -> Task<> {
                                     const auto last = qScopeGuard([] { pauseFromSync(); });
                                     throw std::runtime_error("the first one");
                                     co_return;
                                 }));
        QCOMPARE(console.packets(u"entry"_s).value(0)["quit"_L1].toString(), u"later"_s);
    }

    void timeAtThePromptDoesNotCount_data()
    {
        QTest::addColumn<int>("form");
        QTest::newRow("awaited") << 0;
        QTest::newRow("plain") << 1;
        QTest::newRow("another thread") << 2;
    }
    void timeAtThePromptDoesNotCount()
    {
        QFETCH(int, form);
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) {
            std::this_thread::sleep_for(500ms);
            return "continue";
        };
        console.start();
        bool finished = false;
        std::optional<Clock::time_point> before, after;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            finished = co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                before = scope.deadline();
                std::thread other;
                if (form == 0)
                    co_await furrow::pause();
                else if (form == 1)
                    pauseFromSync();
                else
                    other = std::thread([] { pauseFromSync(); });
                co_await until([&] { return console.packets(u"standing"_s).size() == 1; });
                if (other.joinable())
                    other.join();
                after = scope.deadline();
                co_await furrow::sleep(100ms);
            }, {.deadline = Clock::now() + 400ms});
        });
        QVERIFY(finished);
        QVERIFY(*after - *before >= 500ms);
    }

    void fixtureAroundThePrompt()
    {
        QStringList said;
        ScriptedConsole console;
        console.onStanding = [&](const QJsonObject &) {
            said += u"prompt"_s;
            return "continue";
        };
        console.start();
        DebugSession::Options options = debugMode;
        options.fixture = {.enter = [&] { said += u"actor's enter"_s; return true; }, .leave = [&] { said += u"actor's leave"_s; }};
        runInSession(options, [&](DebugSession &) -> Task<> {
            co_await furrow::pause();
            co_await furrow::pause({.replFixture = {.enter = [&] { said += u"skip"_s; return false; }, .leave = [&] { said += u"never"_s; }}});
            pauseFromSync({.replFixture = {.enter = []() -> bool { throw std::runtime_error("no screen"); }, .leave = [] { throw 1; }}});
            co_await until([&] { return console.openConnections(u"entry"_s) == 0; });
        });
        QCOMPARE(said, (QStringList{u"actor's enter"_s, u"prompt"_s, u"actor's leave"_s, u"skip"_s, u"prompt"_s}));
    }

    void callAtThePromptThatPausesDoesNothing()
    {
        // What gdb does on `call f()`: f runs in the thread that stands. Here a signal handler stands in for gdb.
        static bool called = false;
        called = false;
        struct sigaction action{}, former;
        action.sa_handler = [](int) {
            pauseFromSync();
            called = true;
        };
        sigaction(SIGUSR2, &action, &former);
        ScriptedConsole console;
        const pid_t main = ::gettid();
        console.onStanding = [main](const QJsonObject &) {
            ::tgkill(::getpid(), main, SIGUSR2);
            while (!called)
                std::this_thread::yield();
            return "continue";
        };
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> { co_await furrow::pause(); });
        sigaction(SIGUSR2, &former, nullptr);
        QVERIFY(called);
        QCOMPARE(console.packets(u"entry"_s).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestPause)
#include "tst_pause.moc"
