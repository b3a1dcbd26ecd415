// SPDX-License-Identifier: MIT
#include "asiofixture.h"

#include "debug/sessionfixture.h"
#include "debug/throwsite.h"

#include <furrow/debuggerquit.h>
#include <furrow/pause.h>
#include <furrow/postmortem.h>

using namespace furrow;
using namespace furrow::debug;

static const DebugSession::Options debugMode{.isRoot = true, .debugMode = true};

static int line = 0;

static awaitable<void> pauses()
{
    co_await asioSleep(1ms);
    line = __LINE__ + 1;
    furrow::pause();
}

static awaitable<void> pausesDeeper()
{
    co_await pauses();
    pauseFromSync();
}

static awaitable<void> fails()
{
    co_await asioSleep(1ms);
    line = __LINE__ + 1;
    throw std::domain_error("asio side error!");
}

static awaitable<void> failsDeeper()
{
    co_await fails();
}

class TestAsioPause : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup()
    {
        QVERIFY(noChildren());
        QCOMPARE(ownedCopies(), 0);
    }

    void namesTheCoroutine()
    {
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> { co_await toAsio::runTask<&pausesDeeper>(); });
        const QList<QJsonObject> entries = console.packets(u"entry"_s);
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries[0]["kind"_L1].toString(), u"pause"_s);
        QCOMPARE(entries[0]["task"_L1].toString(), u"asio pausesDeeper"_s);
        QCOMPARE(entries[0]["function"_L1].toString(), u"pauses"_s);
        QCOMPARE(entries[0]["line"_L1].toInt(), line);
        QCOMPARE(entries[0]["quit"_L1].toString(), u"throw"_s);
        QCOMPARE(entries[1]["function"_L1].toString(), u"pausesDeeper"_s);
    }

    void quitThrowsThere()
    {
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "quit"; };
        console.start();
        bool quit = false;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            const std::exception_ptr error = co_await errorOf([] { return toAsio::runTask<&pauses>(); });
            QVERIFY(error);
            try {
                std::rethrow_exception(error);
            } catch (const DebuggerQuit &) {
                quit = true;
            }
            co_await crashEntry(error);
        });
        QVERIFY(quit);
        QCOMPARE(console.packets(u"entry"_s).size(), 1); // no crash of it
    }

    void outOfBandHandlerPauses()
    {
        // Of no task: nothing can be thrown there, so quit waits for the root task.
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "quit"; };
        console.start();
        bool wentOn = false;
        QVERIFY_THROWS_EXCEPTION(DebuggerQuit, runInSession(debugMode, [&](DebugSession &) -> Task<> {
            asio::post(toAsio::ioContext(), [&] {
                furrow::pause();
                wentOn = true;
            });
            co_await until([&] { return wentOn; });
            co_await checkpoint();
        }));
        QVERIFY(wentOn);
        const QList<QJsonObject> entries = console.packets(u"entry"_s);
        QCOMPARE(entries.size(), 1);
        QVERIFY(entries[0]["task"_L1].toString().isEmpty());
        QCOMPARE(entries[0]["quit"_L1].toString(), u"later"_s);
    }

    void detachedCoroutinePauses()
    {
        ScriptedConsole console;
        console.start();
        bool wentOn = false;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            asio::co_spawn(toAsio::ioContext(), [&]() -> awaitable<void> {
                co_await asioSleep(1ms);
                furrow::pause();
                wentOn = true;
            }, asio::detached);
            co_await until([&] { return wentOn; });
        });
        QCOMPARE(console.packets(u"entry"_s).size(), 1);
    }

    void cancelledCoroutinePausesNot()
    {
        ScriptedConsole console;
        console.start();
        bool cancelled = false;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                co_await toAsio::runTask([&]() -> awaitable<void> {
                    cancelSoon(scope);
                    try {
                        co_await asioSleep(1h);
                    } catch (const boost::system::system_error &) {
                    }
                    try {
                        furrow::pause();
                    } catch (const Cancelled &) {
                        cancelled = true;
                        throw;
                    }
                });
            });
        });
        QVERIFY(cancelled);
        QCOMPARE(console.packets(u"entry"_s).size(), 0);
    }

    void crashIsOneEntryAtTheThrow()
    {
        ScriptedConsole console;
        int copies = 0;
        console.onStanding = [&](const QJsonObject &) {
            copies = console.openConnections(u"copy"_s);
            return "continue";
        };
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> {
            // Through the task that receives it, and one more.
            const std::exception_ptr error = co_await errorOf([]() -> Task<> { co_await toAsio::runTask<&failsDeeper>(); });
            co_await crashEntry(error);
            co_await crashEntry(co_await errorOf([error]() -> Task<> {
                co_await checkpoint();
                std::rethrow_exception(error);
            }));
        });
        const QList<QJsonObject> entries = console.packets(u"entry"_s);
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0]["kind"_L1].toString(), u"crash"_s);
        QCOMPARE(entries[0]["function"_L1].toString(), u"fails"_s);
        QCOMPARE(entries[0]["line"_L1].toInt(), line);
        QVERIFY(entries[0]["copy"_L1].toInteger() > 0);
        QCOMPARE(entries[0]["error"_L1]["type"_L1].toString(), u"std::domain_error"_s);
        // The coroutine, and the task that awaits it; nothing of the loop's.
        const QString trace = entries[0]["error"_L1]["trace"_L1].toString();
        QVERIFY2(trace.startsWith("#0 fails at "_L1), qPrintable(trace));
        QVERIFY2(trace.contains("crashIsOneEntryAtTheThrow"_L1), qPrintable(trace));
        QVERIFY2(!trace.contains(" main at"_L1) && !trace.contains("boost"_L1), qPrintable(trace));
        QCOMPARE(copies, 2); // and the reference
    }

    void channelCrashIsOneEntry()
    {
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> {
            co_await crashEntry(co_await errorOf([] {
                return toAsio::openChannelFrom(
                    [](toAsio::AsioChannel<int> &channel) -> awaitable<void> {
                        channel.started();
                        co_await fails();
                    },
                    [](toAsio::TaskChannel<int> &channel) -> Task<> { co_await channel.receive(); });
            }));
        });
        const QList<QJsonObject> entries = console.packets(u"entry"_s);
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0]["function"_L1].toString(), u"fails"_s);
        QVERIFY(entries[0]["copy"_L1].toInteger() > 0);
    }

    void caughtByTheTaskOpensNothing()
    {
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> {
            try {
                co_await toAsio::runTask<&fails>();
            } catch (const std::domain_error &) {
            }
            QCOMPARE(ownedCopies(), 0);
        });
        QCOMPARE(console.packets(u"entry"_s).size(), 0);
    }

    void cancellationTakesNoCopy()
    {
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            for (int i = 0; i < 3; ++i)
                co_await moveOnAfter(1ms, [] { return toAsio::runTask([]() -> awaitable<void> { co_await asioSleep(1h); }); });
        });
        QCOMPARE(console.packets(u"copy"_s).size(), 1); // the reference
    }

    void handlerLetsQueuedPausesPass()
    {
        // The task's pause is granted, but a handler blocks the loop in which the task would learn of it.
        ScriptedConsole console;
        std::atomic<int> asked{0};
        console.onEntry = [&](const QJsonObject &) -> QByteArray { return ++asked == 2 ? ScriptedConsole::silence : "granted"; };
        console.start();
        std::thread turns([&] { // as the real one: the next is granted once the one before has gone
            for (;;) {
                std::this_thread::sleep_for(1ms);
                if (asked == 2 && console.openConnections(u"entry"_s) == 1)
                    break;
            }
            console.tellAll(u"entry"_s, "granted");
        });
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            asio::post(toAsio::ioContext(), [] { furrow::pauseFromSync(); });
            co_await furrow::pause();
        });
        turns.join();
        const QList<QJsonObject> entries = console.packets(u"entry"_s), standing = console.packets(u"standing"_s);
        QCOMPARE(entries.size(), 3);
        QCOMPARE(standing.size(), 2);
        QCOMPARE(entries[0]["line"_L1], entries[2]["line"_L1]);
    }
};

ASIO_TEST(TestAsioPause)

#include "tst_asiopause.moc"
