// SPDX-License-Identifier: MIT
#include "sessionfixture.h"

#include "debug/frozencopy.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>

using namespace furrow;
using namespace furrow::debug;

static const DebugSession::Options debugMode{.isRoot = true, .debugMode = true};

static qsizetype threads()
{
    return QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
}

class TestDebugSession : public QObject
{
    Q_OBJECT
    const ActorId child{u"child"_s, QUuid::createUuid()};

private Q_SLOTS:
    void cleanup() { QVERIFY(noChildren()); }

    void nothingWithoutAConsole()
    {
        const qsizetype before = threads(); // QtTest has one of its own
        QElapsedTimer time;
        time.start();
        runInSession({.isRoot = true}, [&](DebugSession &session) -> Task<> {
            QProcessEnvironment environment;
            const ChildIo io = session.prepareChild(child, environment);
            session.childSpawned(child, 1, u"x"_s, true);
            session.childEnded(child, 1, 0, 0);
            session.raised({}, true);
            co_await session.awaitQuiet(child);
            if (threads() != before || !environment.isEmpty() || session.hasConsole())
                qFatal("something was started");
        });
        QVERIFY(time.elapsed() < 1000);
    }

    void saysEverythingInOrder()
    {
        ScriptedConsole console;
        console.start();
        const ActorId parent{u"parent"_s, QUuid::createUuid()};
        runInSession({.parent = parent, .debugMode = true}, [&](DebugSession &session) -> Task<> {
            session.setState(DebugSession::State::Running);
            session.childSpawned(child, 77, u"/x"_s, false);
            session.childEnded(child, 77, 0, 9, u"killed"_s);
            co_await until([&] { return console.packets(u"ended"_s).size() == 1; });
            co_await until([&] { return console.openConnections(u"copy"_s) == 1; });
            console.tellAll(u"copy"_s, "end"); // below the root nobody says farewell
            const pid_t copy = pid_t(console.packets(u"copy"_s).value(0)["pid"_L1].toInteger());
            console.tell(QStringLiteral(R"({"type":"reap","pid":%1})").arg(copy).toUtf8());
            co_await until([&] { return console.packets(u"leaseEnded"_s).size() == 1; });
        });
        const QJsonObject hello = console.packets(u"hello"_s).value(0), spawned = console.packets(u"spawned"_s).value(0),
                          ended = console.packets(u"ended"_s).value(0), copy = console.packets(u"copy"_s).value(0);
        QCOMPARE(hello["parent"_L1]["name"_L1].toString(), u"parent"_s);
        QCOMPARE(hello["pid"_L1].toInteger(), qint64(::getpid()));
        QVERIFY(!hello["root"_L1].toBool(true));
        QVERIFY(hello["executable"_L1].toString().endsWith("tst_debugsession"_L1));
        QCOMPARE(spawned["parent"_L1]["name"_L1].toString(), u"actor"_s);
        QVERIFY(!spawned["debug"_L1].toBool(true));
        QCOMPARE(ended["signal"_L1].toInt(), 9);
        QVERIFY(ended["status"_L1].isNull());
        QVERIFY(copy["reference"_L1].toBool());
        QCOMPARE(copy["actor"_L1], hello["actor"_L1]);
    }

    void oneReferenceForEachExecutable()
    {
        ScriptedConsole console;
        console.start();
        qputenv("FURROW_REFERENCES", QFile::encodeName(QFile::symLinkTarget(u"/proc/self/exe"_s)));
        runInSession({.debugMode = true}, [](DebugSession &) -> Task<> { co_return; });
        QCOMPARE(console.packets(u"copy"_s).size(), 0);
        QVERIFY(!qEnvironmentVariableIsSet("FURROW_REFERENCES"));
    }

    void farewellReapsTheCopies()
    {
        ScriptedConsole console;
        console.start();
        runInSession(debugMode, [&](DebugSession &) -> Task<> {
            co_await until([&] { return console.openConnections(u"copy"_s) == 1; });
        });
        QCOMPARE(console.packets(u"ending"_s).size(), 1);
    }

    void consoleDiesAtTheEnd()
    {
        ScriptedConsole console;
        console.answersEnding = false;
        console.start();
        QElapsedTimer time;
        time.start();
        std::thread killer([&] {
            while (console.packets(u"ending"_s).isEmpty())
                std::this_thread::sleep_for(1ms);
            console.die();
        });
        runInSession(debugMode, [](DebugSession &) -> Task<> { co_return; });
        killer.join();
        QVERIFY(time.elapsed() < 4000); // not the deadline of a console that is silent
        QVERIFY(noChildren());
    }

    void silentConsoleDelaysTheEndOnly()
    {
        ScriptedConsole console;
        console.answersEnding = false;
        console.start();
        DebugSession::Options options = debugMode;
        options.farewellDeadline = 50ms;
        runInSession(options, [](DebugSession &) -> Task<> { co_return; });
        // The reference copy belongs to the console, and lives as long as that does.
        QVERIFY(!noChildren());
        console.die();
        QTRY_VERIFY(noChildren());
    }

    void cancelAndQuiet()
    {
        ScriptedConsole console;
        console.onQuiet = [](const QJsonObject &) { return ScriptedConsole::silence; };
        console.start();
        QString reason;
        runInSession(debugMode, [&](DebugSession &session) -> Task<> {
            connect(&session, &DebugSession::cancelRequested, &session, [&](const QString &why) { reason = why; });
            co_await until([&] { return console.packets(u"hello"_s).size() == 1; });
            console.tell(R"({"type":"cancel","reason":"ctrl-c"})");
            co_await until([&] { return !reason.isEmpty(); });
            bool quiet = false;
            co_await openNursery([&](Nursery &nursery) -> Task<> {
                nursery.start([&]() -> Task<> {
                    co_await session.awaitQuiet(child);
                    quiet = true;
                });
                co_await until([&] { return console.packets(u"awaitQuiet"_s).size() == 1; });
                nursery.cancel(); // does not hurry it
                const auto later = [&](CancelScope &) -> Task<> { co_await furrow::sleep(20ms); };
                co_await openCancelScope(later, {.shield = true});
                if (quiet)
                    qFatal("nobody has said so");
                console.tellAll(u"awaitQuiet"_s, "quiet");
            });
            if (!quiet)
                qFatal("it was told");
            console.onQuiet = [](const QJsonObject &) { return ScriptedConsole::death; };
            co_await session.awaitQuiet(child);
        });
        QCOMPARE(reason, u"ctrl-c"_s);
    }

    void unusableConsoleIsGoneOnWithout()
    {
        qputenv("FURROW_CONSOLE", "/nowhere/at/all");
        runInSession(debugMode, [](DebugSession &session) -> Task<> {
            if (session.hasConsole())
                qFatal("there is none");
            co_return;
        });
        QVERIFY(!qEnvironmentVariableIsSet("FURROW_CONSOLE"));
    }

    void restarts()
    {
        for (int i = 0; i < 3; ++i) {
            ScriptedConsole console;
            console.start();
            runInSession(debugMode, [](DebugSession &) -> Task<> { co_return; });
            QCOMPARE(console.packets(u"hello"_s).size(), 1);
            QVERIFY(!DebugSession::instance());
        }
    }
};

QTEST_GUILESS_MAIN(TestDebugSession)
#include "tst_debugsession.moc"
