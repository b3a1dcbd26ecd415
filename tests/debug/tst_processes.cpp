// SPDX-License-Identifier: MIT
// Sessions in real processes. This executable plays every part: the test, an actor, a console.
#include "sessionfixture.h"

#include "debug/interrupts.h"
#include "debug/ownconsole.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

using namespace furrow;
using namespace furrow::debug;

constexpr int flood = 300'000; // several times what a pipe holds

static void writeAll(int fd, QByteArrayView text)
{
    while (!text.isEmpty()) {
        const ssize_t n = ::write(fd, text.data(), size_t(text.size()));
        if (n < 0 && errno != EINTR)
            ::_exit(9);
        text = text.sliced(std::max<ssize_t>(n, 0));
    }
}

/// A console that takes everything and reads nothing of the output.
static int deafConsole()
{
    FakeConsole console;
    std::printf("%s\n", console.path().constData());
    std::fflush(stdout);
    for (;;)
        console.accept(100000);
}

/// What `furrow --headless --attach-root` is to the root: shows output with `C:` before each line.
static int headlessConsole(const QStringList &arguments)
{
    const QByteArray mode = qgetenv("FAKE_CONSOLE");
    if (mode == "dies")
        return 3;
    if (mode == "silent")
        ::pause();
    const auto option = [&](const QString &name) { return arguments.value(arguments.indexOf(name) + 1); };
    const int listening = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, QFile::encodeName(option(u"--socket"_s)).constData(), sizeof address.sun_path);
    if (::bind(listening, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0 || ::listen(listening, 64) < 0)
        return 4;
    writeAll(option(u"--ready-fd"_s).toInt(), "1");
    const int control = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
    QList<int> outputs;
    std::map<int, QByteArray> rests;
    bool open = true;
    while (open || !outputs.isEmpty()) {
        std::vector<pollfd> wait{{open ? control : -1, POLLIN, 0}};
        for (const int fd : std::as_const(outputs))
            wait.push_back({fd, POLLIN, 0});
        ::poll(wait.data(), wait.size(), -1);
        for (std::size_t i = 1; i < wait.size(); ++i) {
            if (!wait[i].revents)
                continue;
            char text[4096];
            const ssize_t n = ::read(wait[i].fd, text, sizeof text);
            QByteArray &rest = rests[wait[i].fd];
            rest.append(text, std::max<ssize_t>(n, 0));
            for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
                writeAll(1, "C:" + rest.left(end + 1));
                rest.remove(0, end + 1);
            }
            if (n <= 0)
                outputs.removeAll(wait[i].fd);
        }
        if (wait[0].revents) {
            const QJsonObject packet = FakeConsole::read(control, &outputs);
            open = !packet.isEmpty();
            if (packet["type"_L1].toString() == u"ending")
                FakeConsole::say(control, R"({"type":"farewell","copies":[]})");
        }
    }
    ::unlink(address.sun_path);
    return 0;
}

static int actor(const QStringList &arguments)
{
    const QString mode = arguments.value(2);
    DebugSession session;
    if (mode == "flood"_L1 || mode == "later"_L1) {
        session.start({.self = {u"actor"_s, QUuid::createUuid()}, .parent = {u"root"_s, QUuid::createUuid()}});
        writeAll(1, "begin\n");
        if (mode == "later"_L1) {
            QEventLoop loop;
            QObject::connect(&session, &DebugSession::consoleGone, &loop, &QEventLoop::quit);
            QFile(arguments.value(3)).open(QFile::WriteOnly);
            loop.exec();
            writeAll(1, "later\n");
            return 0;
        }
        QFile(arguments.value(3)).open(QFile::WriteOnly);
        writeAll(1, QByteArray(flood, 'x'));
        writeAll(1, "\ndone\n");
        return 0;
    }
    if (mode == "interrupts"_L1 || mode == "blocked"_L1) {
        session.start({.self = {u"root"_s, QUuid::createUuid()}, .isRoot = true, .debugMode = true, .startConsole = false});
        QObject::connect(&session, &DebugSession::cancelRequested, [](const QString &why) { writeAll(1, "cancel " + why.toUtf8() + '\n'); });
        QObject::connect(&session, &DebugSession::hurryRequested, [] { writeAll(1, "hurry\n"); });
        writeAll(1, "ready\n");
        if (mode == "blocked"_L1) {
            for (;;)
                ::pause();
        }
        return QCoreApplication::exec();
    }
    // A root in debug mode that nobody's console has started.
    const auto root = [&]() -> Task<> {
        session.start({.self = {u"root"_s, QUuid::createUuid()}, .isRoot = true, .debugMode = true});
        std::printf("routed\n");
        std::fflush(stdout);
        if (mode == "orphan"_L1) {
            std::printf("%lld\n", qEnvironmentVariable("FURROW_CONSOLE_PID").toLongLong());
            std::fflush(stdout);
            co_await until([&] { return !session.hasConsole(); });
            std::printf("alone\n");
        }
        co_await session.close();
        std::printf("direct\n");
    };
    return detail::runUntilDone(root(), "main") ? 1 : 0;
}

class TestProcesses : public QObject
{
    Q_OBJECT
    static QString self() { return QCoreApplication::applicationFilePath(); }

    static QByteArray readToEnd(int fd)
    {
        QByteArray text;
        char buffer[65536];
        for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR);)
            text.append(buffer, std::max<ssize_t>(n, 0));
        return text;
    }

    /// The real SIGINT of a terminal, to this process: only to oneself may one send what looks like the kernel's.
    static void terminalInterrupt()
    {
        siginfo_t info{};
        info.si_signo = SIGINT;
        info.si_code = SI_KERNEL;
        QCOMPARE(::syscall(SYS_rt_sigqueueinfo, ::getpid(), SIGINT, &info), 0L);
    }

private Q_SLOTS:
    void cleanup() { QVERIFY(noChildren()); }

    void killedConsoleGivesTheOutputBack_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<bool>("stopped");
        QTest::newRow("idle") << u"later"_s << false;
        QTest::newRow("in a blocked write") << u"flood"_s << false;
        QTest::newRow("in a blocked write, console stopped before") << u"flood"_s << true;
    }
    void killedConsoleGivesTheOutputBack()
    {
        QFETCH(QString, mode);
        QFETCH(bool, stopped);
        QTemporaryDir folder;
        QProcess console;
        console.start(self(), {u"--deaf-console"_s});
        QVERIFY(console.waitForReadyRead());
        qputenv("FURROW_CONSOLE", console.readLine().trimmed());
        {
            DebugSession session;
            session.start({.self = {u"root"_s, QUuid::createUuid()}, .isRoot = true, .handleInterrupts = false});
            qunsetenv("FURROW_CONSOLE");
            QVERIFY(session.hasConsole());
            // What the child's terminal is: our descriptor 1 for a moment.
            int terminal[2];
            QVERIFY(::pipe2(terminal, O_CLOEXEC) == 0);
            const int kept = ::fcntl(1, F_DUPFD_CLOEXEC, 10);
            ::dup2(terminal[1], 1);
            QProcess child;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            {
                const ChildIo io = session.prepareChild({u"actor"_s, QUuid::createUuid()}, environment);
                ::dup2(kept, 1);
                ::close(kept);
                ::close(terminal[1]);
                child.setProcessEnvironment(environment);
                child.setChildProcessModifier([&io] { io.applyInChild(); });
                child.start(self(), {u"--actor"_s, mode, folder.filePath(u"begun"_s)});
                QVERIFY(child.waitForStarted());
            }
            QTRY_VERIFY(QFile::exists(folder.filePath(u"begun"_s)));
            if (stopped)
                ::kill(pid_t(console.processId()), SIGSTOP);
            console.kill();
            console.waitForFinished();
            const QByteArray text = readToEnd(terminal[0]);
            ::close(terminal[0]);
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.exitCode(), 0);
            QVERIFY(text.startsWith("begin\n"));
            if (mode == "flood"_L1) {
                QCOMPARE(text.count('x'), flood);
                QVERIFY(text.contains("\ndone\n"));
            } else {
                QCOMPARE(text, "begin\nlater\n"_ba);
            }
        }
    }

    void interruptsWithoutAConsole()
    {
        QProcess root;
        root.start(self(), {u"--actor"_s, u"interrupts"_s});
        const auto line = [&] {
            while (!root.canReadLine()) {
                if (!root.waitForReadyRead(5000))
                    return "nothing came"_ba;
            }
            return root.readLine().trimmed();
        };
        QCOMPARE(line(), "ready"_ba);
        ::kill(pid_t(root.processId()), SIGINT);
        QCOMPARE(line(), "cancel ctrl-c"_ba);
        ::kill(pid_t(root.processId()), SIGINT);
        QCOMPARE(line(), "hurry"_ba);
        ::kill(pid_t(root.processId()), SIGINT);
        QVERIFY(root.waitForFinished());
        QCOMPARE(root.exitStatus(), QProcess::NormalExit);
        QCOMPARE(root.exitCode(), 130);
        const QByteArrayList said = root.readAllStandardError().trimmed().split('\n');
        QCOMPARE(said.size(), 3);
        QVERIFY2(said.at(0).contains("cancel") && said.at(0).contains("once more terminates"), said.at(0).constData());
        QVERIFY2(said.at(1).contains("terminated (SIGTERM)") && said.at(1).contains("once more kills"), said.at(1).constData());
        QVERIFY2(said.at(2).contains("killed"), said.at(2).constData());
    }

    void thirdInterruptEndsABlockedRoot()
    {
        QProcess root;
        root.start(self(), {u"--actor"_s, u"blocked"_s});
        QVERIFY(root.waitForReadyRead());
        for (int i = 0; i < 3; ++i) {
            ::kill(pid_t(root.processId()), SIGINT);
            // Two that are pending at once are one.
            QFile status(u"/proc/%1/status"_s.arg(root.processId()));
            QTRY_VERIFY(!status.open(QFile::ReadOnly) || [&] {
                const QByteArray text = status.readAll();
                status.close();
                return text.contains("ShdPnd:\t0000000000000000");
            }());
        }
        QVERIFY(root.state() == QProcess::NotRunning || root.waitForFinished()); // waiting for its last SIGINT may have seen the end
        QCOMPARE(root.exitCode(), 130);
    }

    void terminalsInterruptIsTheConsolesOrTheRoots()
    {
        struct sigaction qtTests;
        ::sigaction(SIGINT, nullptr, &qtTests);
        const auto putBack = qScopeGuard([&] { ::sigaction(SIGINT, &qtTests, nullptr); });
        ::signal(SIGINT, SIG_DFL);
        ScriptedConsole console;
        console.start();
        int cancelled = 0;
        const auto countCancels = [&](DebugSession &session) {
            connect(&session, &DebugSession::cancelRequested, &session, [&] { ++cancelled; });
        };
        runInSession({.isRoot = true}, [&](DebugSession &session) -> Task<> {
            countCancels(session);
            terminalInterrupt(); // the console's business
            ::kill(::getpid(), SIGINT);
            co_await until([&] { return console.packets(u"interrupt"_s).size() == 1; });
            console.die();
            co_await until([&] { return !session.hasConsole(); });
            terminalInterrupt();
            co_await until([&] { return cancelled == 1; });
        });
        QCOMPARE(console.packets(u"interrupt"_s).size(), 1);
        cancelled = 0;
        ::signal(SIGINT, SIG_IGN); // as in a child at birth
        runInSession({.parent = {u"root"_s, QUuid::createUuid()}}, [&](DebugSession &session) -> Task<> {
            countCancels(session);
            terminalInterrupt();
            terminalInterrupt();
            ::kill(::getpid(), SIGINT);
            co_await until([&] { return cancelled == 1; });
        });
        QCOMPARE(cancelled, 1);
        QVERIFY(::signal(SIGINT, SIG_DFL) == SIG_IGN); // as it was
    }

    void rootStartsItsOwnConsole()
    {
        QTemporaryDir runtimeFolder;
        QProcess root;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"FURROW_EXECUTABLE"_s, self());
        environment.insert(u"XDG_RUNTIME_DIR"_s, runtimeFolder.path());
        root.setProcessEnvironment(environment);
        root.start(self(), {u"--actor"_s, u"own"_s});
        QVERIFY(root.waitForFinished());
        QCOMPARE(root.exitCode(), 0);
        QCOMPARE(root.readAllStandardOutput(), "C:routed\ndirect\n"_ba);
        QCOMPARE(root.readAllStandardError(), QByteArray());
        QVERIFY(QDir(runtimeFolder.path()).isEmpty());
    }

    void ownConsoleIsKilled()
    {
        QTemporaryDir runtimeFolder;
        QProcess root;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"FURROW_EXECUTABLE"_s, self());
        environment.insert(u"XDG_RUNTIME_DIR"_s, runtimeFolder.path());
        root.setProcessEnvironment(environment);
        root.start(self(), {u"--actor"_s, u"orphan"_s});
        QByteArray text;
        while (text.count('\n') < 2) {
            QVERIFY(root.waitForReadyRead());
            text += root.readAllStandardOutput();
        }
        const pid_t console = text.split('\n').at(1).mid(2).toInt();
        QVERIFY(console > 0);
        ::kill(console, SIGKILL);
        QVERIFY(root.waitForFinished());
        QCOMPARE(root.exitCode(), 0);
        QCOMPARE(root.readAllStandardOutput(), "alone\ndirect\n"_ba);
        QVERIFY(root.readAllStandardError().startsWith("furrow: the console is gone"));
        QVERIFY(QDir(runtimeFolder.path()).isEmpty());
    }

    void consoleThatDoesNotStart_data()
    {
        QTest::addColumn<QString>("executable");
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("missing") << u"/nowhere/furrow"_s << ""_ba << u"could not be started"_s;
        QTest::newRow("ends") << self() << "dies"_ba << u"ended with status 3"_s;
        QTest::newRow("silent") << self() << "silent"_ba << u"did not listen within 0.3 s"_s;
    }
    void consoleThatDoesNotStart()
    {
        QFETCH(QString, executable);
        QFETCH(QByteArray, mode);
        QFETCH(QString, sentence);
        QTemporaryDir runtimeFolder;
        qputenv("XDG_RUNTIME_DIR", QFile::encodeName(runtimeFolder.path()));
        qputenv("FURROW_EXECUTABLE", QFile::encodeName(executable));
        qputenv("FAKE_CONSOLE", mode);
        OwnConsole console;
        QString said;
        QVERIFY(!console.start(&said, mode == "silent" ? 300 : 5000));
        QVERIFY2(said.contains(sentence), qPrintable(said));
        qunsetenv("FURROW_EXECUTABLE");
        qunsetenv("FAKE_CONSOLE");
        QVERIFY(QDir(runtimeFolder.path()).isEmpty());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--deaf-console"_L1)
        return deafConsole();
    if (arguments.value(1) == "--headless"_L1)
        return headlessConsole(arguments);
    if (arguments.value(1) == "--actor"_L1)
        return actor(arguments);
    TestProcesses test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_processes.moc"
