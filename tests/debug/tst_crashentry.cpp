// SPDX-License-Identifier: MIT
#include "sessionfixture.h"

#include "debug/throwsite.h"

#include <furrow/cancelscope.h>
#include <furrow/debuggerquit.h>
#include <furrow/exceptiongroup.h>
#include <furrow/postmortem.h>
#include <furrow/remoteactorerror.h>

using namespace furrow;
using namespace furrow::debug;

static const DebugSession::Options debugMode{.isRoot = true, .debugMode = true};

struct NameError : std::exception
{
    const char *what() const noexcept override { return "name 'doggypants' is not defined"; }
};

static int line = 0;

static Task<> fails()
{
    co_await checkpoint();
    line = __LINE__ + 1;
    throw NameError();
}

template<typename E>
static std::exception_ptr thrown(E error)
{
    try {
        throw error;
    } catch (...) {
        return std::current_exception();
    }
}

namespace furrow {
/// As a portal's call does: the error is thrown in a coroutine of the runtime's.
static Task<> hiddenCall(BoxedError error);
} // namespace furrow

class TestCrashEntry : public QObject
{
    Q_OBJECT
    const ActorId child{u"child"_s, QUuid::createUuid()};

private Q_SLOTS:
    void cleanup()
    {
        QVERIFY(noChildren());
        QCOMPARE(ownedCopies(), 0);
    }

    void opensOnTheCopyOfTheThrow()
    {
        ScriptedConsole console;
        int copiesAtThePrompt = 0;
        console.onStanding = [&](const QJsonObject &) {
            copiesAtThePrompt = console.openConnections(u"copy"_s);
            return "continue";
        };
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> { co_await crashEntry(co_await errorOf(fails)); });
        const QList<QJsonObject> entries = console.packets(u"entry"_s), raised = console.packets(u"raised"_s), leases = console.packets(u"lease"_s);
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0]["kind"_L1].toString(), u"crash"_s);
        QCOMPARE(entries[0]["function"_L1].toString(), u"fails"_s);
        QCOMPARE(entries[0]["line"_L1].toInt(), line);
        QVERIFY(entries[0]["file"_L1].toString().endsWith("tst_crashentry.cpp"_L1));
        QCOMPARE(entries[0]["quit"_L1].toString(), u"none"_s);
        QCOMPARE(entries[0]["error"_L1]["type"_L1].toString(), u"NameError"_s);
        QVERIFY(entries[0]["error"_L1]["trace"_L1].toString().startsWith("#0 fails at "_L1));
        QVERIFY(entries[0]["copy"_L1].toInteger() > 0);
        QCOMPARE(copiesAtThePrompt, 2); // and the reference
        QCOMPARE(raised.size(), 1);
        QVERIFY(!raised[0]["passed"_L1].toBool());
        QCOMPARE(raised[0]["error"_L1]["id"_L1], entries[0]["error"_L1]["id"_L1]);
        QCOMPARE(leases.size(), 1);
        QCOMPARE(leases[0]["pid"_L1], entries[0]["copy"_L1]);
    }

    void opensOnce()
    {
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> {
            const std::exception_ptr error = co_await errorOf(fails);
            co_await crashEntry(error);
            co_await crashEntry(co_await errorOf([&]() -> Task<> {
                co_await checkpoint();
                std::rethrow_exception(error);
            }));
        });
        QCOMPARE(console.packets(u"entry"_s).size(), 1);
    }

    void neverOpens_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("raised");
        QTest::newRow("Cancelled") << 0 << 0;
        QTest::newRow("DebuggerQuit") << 1 << 1;
        QTest::newRow("group of DebuggerQuit") << 2 << 1;
        QTest::newRow("filtered") << 3 << 1;
        QTest::newRow("not in debug mode") << 4 << 1;
    }
    void neverOpens()
    {
        QFETCH(int, kind);
        QFETCH(int, raised);
        ScriptedConsole console;
        console.start();
        DebugSession::Options options = debugMode;
        options.debugMode = kind != 4;
        options.filter = [kind](const std::exception_ptr &) { return kind != 3; };
        runInSession(options, [kind](DebugSession &) -> Task<> {
            co_await crashEntry(kind == 0   ? thrown(Cancelled())
                                : kind == 1 ? thrown(DebuggerQuit())
                                : kind == 2 ? combined({thrown(DebuggerQuit()), thrown(DebuggerQuit())})
                                            : thrown(NameError()));
        });
        QCOMPARE(console.packets(u"entry"_s).size(), 0);
        QCOMPARE(console.packets(u"raised"_s).size(), raised);
        if (raised)
            QVERIFY(console.packets(u"raised"_s)[0]["passed"_L1].toBool());
    }

    void errorOfAnotherActor()
    {
        ScriptedConsole console;
        console.start();
        int awaited = 0;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            const auto work = [&]() -> Task<> {
                awaited = __LINE__ + 1;
                co_await hiddenCall({u"id-1"_s, u"DebuggerQuit"_s, u"quit"_s, u"#0 f at a.cpp:3"_s, child, {child}, {}});
            };
            co_await crashEntry(co_await errorOf(work));
        });
        const QJsonObject entry = console.packets(u"entry"_s).value(0);
        QCOMPARE(entry["line"_L1].toInt(), awaited);
        QCOMPARE(entry["error"_L1]["id"_L1].toString(), u"id-1"_s);
        QCOMPARE(entry["error"_L1]["trace"_L1].toString(), u"#0 f at a.cpp:3"_s);
        QCOMPARE(entry["error"_L1]["source"_L1]["name"_L1].toString(), u"child"_s);
    }

    void groupShowsALeafWithItsCopy()
    {
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> {
            co_await crashEntry(combined({thrown(DebuggerQuit()), co_await errorOf(fails)}));
        });
        const QJsonObject entry = console.packets(u"entry"_s).value(0);
        QCOMPARE(entry["error"_L1]["type"_L1].toString(), u"ExceptionGroup"_s);
        QVERIFY(entry["copy"_L1].toInteger() > 0);
    }

    void enormousErrorFitsAPacket()
    {
        struct Talker : std::exception
        {
            std::string text = std::string(1'000'000, '\1');
            const char *what() const noexcept override { return text.c_str(); }
        };
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [](DebugSession &) -> Task<> { co_await crashEntry(thrown(Talker())); });
        QCOMPARE(console.packets(u"entry"_s).size(), 1);
        QCOMPARE(console.packets(u"raised"_s).size(), 1);
    }

    void cancellationWaitsForAQueuedOne()
    {
        ScriptedConsole console;
        console.onEntry = [](const QJsonObject &) { return ScriptedConsole::silence; };
        console.start();
        bool released = false;
        runInSession(debugMode, [&](DebugSession &session) -> Task<> {
            co_await openNursery([&](Nursery &nursery) -> Task<> {
                nursery.start([&]() -> Task<> {
                    co_await crashEntry(co_await errorOf(fails));
                    released = true;
                });
                co_await until([&] { return console.packets(u"entry"_s).size() == 1; });
                session.quitRootTask(); // this task, at its next checkpoint
                nursery.cancel();
                console.tellAll(u"entry"_s, "granted");
                try {
                    co_await checkpoint();
                } catch (const DebuggerQuit &) {
                }
            });
        });
        QVERIFY(released);
        QCOMPARE(console.packets(u"standing"_s).size(), 1);
    }

    void consoleDies_data()
    {
        QTest::addColumn<QByteArray>("atEntry");
        QTest::addColumn<QByteArray>("atStanding");
        QTest::newRow("queued, console") << QByteArray(ScriptedConsole::death) << QByteArray();
        QTest::newRow("queued, connection") << QByteArray(ScriptedConsole::hangUp) << QByteArray();
        QTest::newRow("at the prompt, console") << QByteArray("granted") << QByteArray(ScriptedConsole::death);
        QTest::newRow("at the prompt, connection") << QByteArray("granted") << QByteArray(ScriptedConsole::hangUp);
    }
    void consoleDies()
    {
        QFETCH(QByteArray, atEntry);
        QFETCH(QByteArray, atStanding);
        ScriptedConsole console;
        console.onEntry = [&](const QJsonObject &) { return atEntry; };
        console.onStanding = [&](const QJsonObject &) { return atStanding; };
        console.start();
        bool wentOn = false;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            co_await crashEntry(co_await errorOf(fails));
            wentOn = true;
        });
        QVERIFY(wentOn);
    }

    void withoutAConsoleItReports()
    {
        bool wentOn = false;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            co_await crashEntry(co_await errorOf(fails));
            wentOn = true;
        });
        QVERIFY(wentOn);
    }

    void postMortemByHandThenTheRuntimes()
    {
        ScriptedConsole console;
        console.start();
        int byHand = 0;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            const auto work = [&]() -> Task<> {
                try {
                    co_await fails();
                } catch (...) {
                    byHand = __LINE__ + 1;
                    postMortem();
                    throw;
                }
            };
            co_await crashEntry(co_await errorOf(work));
        });
        const QList<QJsonObject> entries = console.packets(u"entry"_s);
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries[0]["kind"_L1].toString(), u"postMortem"_s);
        QCOMPARE(entries[0]["line"_L1].toInt(), byHand);
        QCOMPARE(entries[1]["kind"_L1].toString(), u"crash"_s);
        QCOMPARE(entries[1]["line"_L1].toInt(), line);
        QVERIFY(entries[0]["copy"_L1].toInteger() > 0);
        QCOMPARE(entries[0]["copy"_L1], entries[1]["copy"_L1]);
        QCOMPARE(entries[0]["error"_L1]["id"_L1], entries[1]["error"_L1]["id"_L1]);
    }

    void postMortemNeverReplacesTheError()
    {
        QVERIFY_THROWS_EXCEPTION(std::logic_error, postMortem());
        postMortem({.error = thrown(NameError())}); // no session
        runInSession(debugMode, [](DebugSession &) -> Task<> { // no console
            postMortem({.error = thrown(NameError())});
            co_await postMortem(thrown(NameError()));
        });
        ScriptedConsole console;
        console.start();
        bool cancelled = false;
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                scope.cancel();
                try {
                    postMortem({.error = thrown(NameError())});
                } catch (const Cancelled &) {
                    cancelled = true;
                }
                postMortem({.error = thrown(NameError()), .shield = true});
                co_await postMortem(thrown(NameError()), {.shield = true});
                throw Cancelled();
            });
        });
        QVERIFY(cancelled);
        QCOMPARE(console.packets(u"entry"_s).size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestCrashEntry)
#include "tst_crashentry.moc"

// Coroutines are named without their namespace in the debug information; the runtime's are known by their file.
#line 1 "/usr/include/furrow/portal.h"
static furrow::Task<> furrow::hiddenCall(BoxedError error)
{
    co_await checkpoint();
    throw RemoteActorError(error);
}
