// SPDX-License-Identifier: MIT
// Crashes of real processes, at a console that answers by itself. This executable plays both the test and the actor that crashes.
#include "sessionfixture.h"

#include "debug/lastwords.h"
#include "debug/signalentry.h"

#include <QProcess>

#include <csignal>
#include <fcntl.h>
#include <pthread.h>
#include <thread>

using namespace furrow;
using namespace furrow::debug;

namespace {

[[gnu::noinline]] void touch(volatile int *what)
{
    *what = 42;
}

int actor(const QString &way, int words)
{
    if (way == "ignored"_L1)
        ::signal(SIGSEGV, SIG_IGN);
    DebugSession session;
    session.start({.self = {u"actor"_s, QUuid::createUuid()}, .debugMode = true, .lastWords = words, .startConsole = false});
    if (way == "ignored"_L1) {
        ::raise(SIGSEGV); // by nobody but the program itself
        return 7;
    }
    if (way == "recursion"_L1) {
        // What the handler writes to is not there.
        auto *target = new SignalTarget(*SignalTarget::current());
        target->words = reinterpret_cast<LastWords *>(8);
        SignalTarget::publish(target);
    }
    touch(nullptr);
    return 0;
}

struct Ended
{
    QProcess::ExitStatus how;
    int status;
    QByteArray said;
    BoxedError boxed;
};

Ended run(const QString &way)
{
    const int words = makeLastWords();
    QProcess process;
    process.setProgram(QCoreApplication::applicationFilePath());
    process.setArguments({u"actor"_s, way, QString::number(words)});
    process.setChildProcessModifier([words] { ::fcntl(words, F_SETFD, 0); });
    process.start();
    if (!process.waitForFinished(20000))
        process.kill();
    process.waitForFinished();
    const Ended ended{process.exitStatus(), process.exitCode(), process.readAllStandardError(),
                      boxDeath({u"actor"_s, QUuid::createUuid()}, process.exitStatus() == QProcess::CrashExit ? process.exitCode() : 0, 0, words, true, true)};
    ::close(words);
    return ended;
}

int mappings()
{
    QFile maps(u"/proc/self/maps"_s);
    return maps.open(QFile::ReadOnly) ? int(maps.readAll().count('\n')) : -1;
}

} // namespace

class TestFatalSignals : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theConsoleIsAskedAndTheParentIsTold()
    {
        ScriptedConsole console;
        console.start();
        const Ended ended = run(u"segv"_s);
        QCOMPARE(ended.how, QProcess::CrashExit);
        QCOMPARE(ended.status, SIGSEGV);
        const QList<QJsonObject> entries = console.packets(u"entry"_s);
        QCOMPARE(entries.size(), 1);
        const QJsonObject entry = entries.first();
        QCOMPARE(entry["kind"_L1].toString(), u"signal"_s);
        QCOMPARE(entry["quit"_L1].toString(), u"none"_s);
        QCOMPARE(entry["signal"_L1]["name"_L1].toString(), u"SIGSEGV"_s);
        QCOMPARE(entry["signal"_L1]["address"_L1].toString(), u"0x0"_s);
        QVERIFY(entry["file"_L1].toString().endsWith("tst_fatalsignals.cpp"_L1));
        QCOMPARE(entry["error"_L1]["type"_L1].toString(), u"SIGSEGV"_s);
        QCOMPARE(ended.boxed.type, u"SIGSEGV"_s);
        QVERIFY(ended.boxed.message.contains("address 0x0"_L1));
        QVERIFY2(ended.boxed.trace.contains("touch"_L1), qPrintable(ended.boxed.trace));
        QCOMPARE(ended.boxed.id, entry["error"_L1]["id"_L1].toString());
        QVERIFY2(ended.said.isEmpty(), ended.said.constData());
    }

    void aRefusedAttachIsReported()
    {
        ScriptedConsole console;
        console.onStanding = [](const QJsonObject &) { return "skip ptrace is not permitted here"; };
        console.start();
        const Ended ended = run(u"segv"_s);
        QCOMPARE(ended.status, SIGSEGV);
        QVERIFY2(ended.said.contains("no REPL for the crash in ('actor', '"), ended.said.constData());
        QVERIFY2(ended.said.contains("ptrace is not permitted here") && ended.said.contains("#0 "), ended.said.constData());
    }

    void aConsoleThatGoesAwayIsReported_data()
    {
        QTest::addColumn<bool>("queued");
        QTest::newRow("in the queue") << true;
        QTest::newRow("at the prompt") << false;
    }
    void aConsoleThatGoesAwayIsReported()
    {
        QFETCH(bool, queued);
        ScriptedConsole console;
        if (queued)
            console.onEntry = [](const QJsonObject &) { return QByteArray(ScriptedConsole::death); };
        else
            console.onStanding = [](const QJsonObject &) { return QByteArray(ScriptedConsole::death); };
        console.start();
        const Ended ended = run(u"segv"_s);
        QCOMPARE(ended.how, QProcess::CrashExit);
        QCOMPARE(ended.status, SIGSEGV);
        QVERIFY2(ended.said.contains(queued ? "the console is gone" : "the console went away while this stood at its prompt"), ended.said.constData());
    }

    void aCrashWithinTheHandlingEndsIt()
    {
        ScriptedConsole console;
        console.start();
        const Ended ended = run(u"recursion"_s);
        QCOMPARE(ended.how, QProcess::CrashExit);
        QCOMPARE(ended.status, SIGSEGV);
        QVERIFY(console.packets(u"entry"_s).isEmpty());
        QVERIFY(ended.boxed.message.contains("no prompt opened there"_L1));
    }

    void whatTheProgramIgnoresOpensNothing()
    {
        ScriptedConsole console;
        console.start();
        const Ended ended = run(u"ignored"_s);
        QCOMPARE(ended.how, QProcess::NormalExit);
        QCOMPARE(ended.status, 7);
        QVERIFY(console.packets(u"entry"_s).isEmpty());
    }

    void everyThreadHasASignalStackAndGivesItBack()
    {
        const auto has = [] {
            stack_t present;
            return ::sigaltstack(nullptr, &present) == 0 && !(present.ss_flags & SS_DISABLE) && present.ss_size >= 64 * 1024;
        };
        bool inThread = false;
        std::thread([&] { inThread = has(); }).join(); // maps what a first thread maps
        QVERIFY(inThread);
        const int before = mappings();
        for (int i = 0; i < 200; ++i) {
            pthread_t thread;
            const auto leaves = +[](void *) -> void * { ::pthread_exit(nullptr); };
            const auto returns = +[](void *) -> void * { return nullptr; };
            QCOMPARE(::pthread_create(&thread, nullptr, i % 2 ? leaves : returns, nullptr), 0);
            ::pthread_join(thread, nullptr);
        }
        QVERIFY2(mappings() <= before + 4, qPrintable(u"%1, before %2"_s.arg(mappings()).arg(before)));
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc > 3 && QByteArrayView(argv[1]) == "actor")
        return actor(QString::fromLatin1(argv[2]), QByteArrayView(argv[3]).toInt());
    TestFatalSignals test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_fatalsignals.moc"
