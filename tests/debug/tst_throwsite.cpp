// SPDX-License-Identifier: MIT
#include "fakeconsole.h"

#include "debug/frozencopy.h"
#include "debug/throwsite.h"
#include "debug/trace.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

using namespace furrow::debug;

namespace {

[[gnu::noinline]] int raiseHere(int deep)
{
    volatile int doggypants = 4711 + deep;
    if (doggypants > 0)
        throw std::runtime_error("name 'doggypants' is not defined");
    return doggypants;
}

/// One place that catches, as users write it. How many copies there are meanwhile.
[[gnu::noinline]] int caughtByUser()
{
    try {
        raiseHere(0);
    } catch (const std::exception &) {
        return ownedCopies();
    }
    return 0;
}

/// What a coroutine's body does: stores it.
[[gnu::noinline]] std::exception_ptr stored()
{
    try {
        raiseHere(1);
    } catch (...) {
        const std::exception_ptr error = std::current_exception();
        noteEscaped(error);
        return error;
    }
    return {};
}

[[gnu::noinline]] std::exception_ptr storedAgain(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (...) {
        return std::current_exception();
    }
}

std::atomic<int> childSignals;

} // namespace

class TestThrowSite : public QObject
{
    Q_OBJECT
    std::unique_ptr<FakeConsole> m_console;

    pid_t acceptCopy(int *fd)
    {
        *fd = m_console->accept();
        return *fd < 0 ? 0 : pid_t(FakeConsole::read(*fd)[QStringLiteral("pid")].toInteger());
    }

private Q_SLOTS:
    void init()
    {
        m_console = std::make_unique<FakeConsole>();
        enableCopies({m_console->path().constData(), ::getpid(), R"({"name":"test","uuid":"0"})"}, 4);
    }
    void cleanup()
    {
        disableCopies();
        QCOMPARE(ownedCopies(), 0);
        // None of them is left, dead or alive.
        QVERIFY(::waitpid(-1, nullptr, __WALL | WNOHANG) < 0);
        QCOMPARE(errno, ECHILD);
    }

    void caughtExceptionCopiesOnceOnly()
    {
        QCOMPARE(caughtByUser(), 1); // the landing pad is unknown
        QCOMPARE(ownedCopies(), 0);  // it died with its exception
        for (int i = 0; i < 100; ++i)
            QCOMPARE(caughtByUser(), 0);
    }

    void whatTheProgramClosesIsClosed()
    {
        // Nobody waits for a copy, and yet no end of a pipe is kept open by one that has not got far.
        for (int i = 0; i < 20; ++i) {
            int ends[2];
            QCOMPARE(::pipe2(ends, O_CLOEXEC), 0);
            const std::exception_ptr error = stored();
            QCOMPARE(ownedCopies(), 1);
            ::close(ends[1]);
            pollfd end{ends[0], POLLIN, 0};
            QCOMPARE(::poll(&end, 1, 0), 1);
            QVERIFY(end.revents & POLLHUP);
            ::close(ends[0]);
        }
    }

    void copyThatIsKilledAtOnceIsNone()
    {
        // A sign that never comes: as when the system kills it on its way to the console.
        const NewCopy copy = beginCopy({m_console->path().constData(), ::getpid(), R"({"name":"test","uuid":"0"})"});
        QVERIFY(copy.pid > 0);
        ::kill(copy.pid, SIGKILL);
        const pid_t left = connectedCopy(copy); // it may have been quick
        if (left)
            endCopy(left);
        QCOMPARE(::kill(copy.pid, 0), -1);
    }

    void copyThatADebuggerStopsEarlyIsNotWaitedFor()
    {
        // The console tells gdb of a copy that has written its name, and gdb stops it before it has given its sign. Here it never comes to
        // the console: the queue is full.
        const QByteArray path = m_console->path() + "-full";
        const int listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), first = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        ::strcpy(address.sun_path, path.constData());
        QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
        QCOMPARE(::listen(listener, 0), 0);
        QCOMPARE(::connect(first, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
        const NewCopy copy = beginCopy({path.constData(), ::getpid(), R"({"name":"test","uuid":"0"})"});
        QVERIFY(copy.pid > 0);
        QCOMPARE(::ptrace(PTRACE_SEIZE, copy.pid, nullptr, nullptr), 0);
        QCOMPARE(connectedCopy(copy), copy.pid);
        endCopy(copy.pid);
        ::close(first);
        ::close(listener);
        ::unlink(path.constData());
    }

    void forkedProcessHasCopiesOfItsOwn()
    {
        const std::exception_ptr error = stored();
        const pid_t child = ::fork();
        if (child == 0) {
            const std::exception_ptr own = stored();
            ::_exit(copyOf(own) > 0 ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
        QVERIFY(copyOf(error) > 0);
    }

    void escapingExceptionCopiesEveryTime()
    {
        for (int i = 0; i < 3; ++i) {
            std::exception_ptr error = stored();
            int fd;
            const pid_t copy = acceptCopy(&fd);
            QVERIFY(copy > 0);
            QCOMPARE(copyOf(error), copy);
            error = nullptr;
            QCOMPARE(ownedCopies(), 0);
            QCOMPARE(::kill(copy, 0), -1);
            ::close(fd);
        }
    }

    void rethrowsShareOneCopy()
    {
        std::exception_ptr error = stored();
        const pid_t copy = copyOf(error);
        QVERIFY(copy > 0);
        for (int i = 0; i < 10; ++i)
            error = storedAgain(error);
        QCOMPARE(copyOf(error), copy);
        QCOMPARE(ownedCopies(), 1);
        int fd;
        QCOMPARE(acceptCopy(&fd), copy);
        QCOMPARE(m_console->accept(0), -1);
        ::close(fd);
    }

    void programNeverSeesTheCopy()
    {
        struct sigaction action{}, former;
        action.sa_handler = [](int) { ++childSignals; };
        ::sigaction(SIGCHLD, &action, &former);
        {
            const std::exception_ptr error = stored();
            QVERIFY(copyOf(error) > 0);
            QCOMPARE(::waitpid(-1, nullptr, WNOHANG), -1);
            QCOMPARE(errno, ECHILD);
        }
        ::sigaction(SIGCHLD, &former, nullptr);
        QCOMPARE(childSignals.load(), 0);
    }

    void leasedCopyOutlivesItsExceptionAndEndsWithTheConsole()
    {
        std::exception_ptr error = stored();
        int fd;
        const pid_t copy = acceptCopy(&fd);
        QCOMPARE(leaseCopy(error), copy);
        error = nullptr;
        QVERIFY(!reapCopy(copy));
        ::close(fd);
        QCOMPARE(::waitpid(copy, nullptr, __WALL), copy);
        leasedCopyEnded();
    }

    void copiesAreBounded()
    {
        std::vector<std::exception_ptr> errors;
        for (int i = 0; i < 6; ++i)
            errors.push_back(stored());
        QCOMPARE(ownedCopies(), 4);
        QCOMPARE(copyOf(errors.back()), 0);
        QVERIFY(!recordedTrace(errors.back()).isEmpty()); // the fallback
    }

    void leasedCopiesCountToo()
    {
        enableCopies({m_console->path().constData(), ::getpid(), R"({"name":"test","uuid":"0"})"}, 2);
        std::exception_ptr first = stored();
        const pid_t copy = leaseCopy(first);
        QVERIFY(copy > 0);
        QVERIFY(whyNoCopy(first).isEmpty());
        first = nullptr;
        const std::exception_ptr second = stored();
        const std::exception_ptr third = stored();
        QVERIFY(copyOf(second) > 0);
        QCOMPARE(copyOf(third), 0);
        QVERIFY(whyNoCopy(third).contains(QStringLiteral("as many as are allowed")));
        endCopy(copy);
        leasedCopyEnded();
        const std::exception_ptr fourth = stored();
        QVERIFY(copyOf(fourth) > 0);
    }

    void usersHandlerThatLooksOnceIsKeptAgain()
    {
        // Inlined, each call would have a handler of its own.
        const auto caught = [](bool looks) __attribute__((noinline)) {
            try {
                raiseHere(2);
            } catch (...) {
                const std::exception_ptr error = std::current_exception();
                const pid_t copy = copyOf(error);
                if (looks)
                    qInfo("%s", qPrintable(whyNoCopy(error)));
                return copy;
            }
            return 0;
        };
        caught(false);
        QCOMPARE(caught(false), 0);
        QCOMPARE(caught(true), 0); // asks for it
        QVERIFY(caught(false) > 0);
    }

    void noCopyWithoutConsole()
    {
        m_console->close();
        const std::exception_ptr error = stored();
        QCOMPARE(copyOf(error), 0);
    }

    void traceNamesTheThrow()
    {
        const QList<TraceFrame> trace = recordedTrace(stored());
        QVERIFY(trace.size() >= 2);
        QVERIFY2(trace[0].function.contains(QStringLiteral("raiseHere")), qPrintable(trace[0].toString()));
        QVERIFY2(trace[0].file.endsWith(QStringLiteral("tst_throwsite.cpp")), qPrintable(trace[0].toString()));
        QVERIFY(trace[0].line > 0);
        QVERIFY2(trace[1].function.contains(QStringLiteral("stored")), qPrintable(trace[1].toString()));
    }

    void gdbSeesTheThrow()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("gdb")).isEmpty())
            QSKIP("gdb is not here");
        const std::exception_ptr error = stored();
        QProcess gdb;
        gdb.start(QStringLiteral("gdb"),
                  {QStringLiteral("-nx"), QStringLiteral("-q"), QStringLiteral("-batch"), QStringLiteral("-p"),
                   QString::number(copyOf(error)), QStringLiteral("-ex"), QStringLiteral("bt full")});
        QVERIFY(gdb.waitForFinished(60000));
        const QByteArray seen = gdb.readAllStandardOutput();
        QVERIFY2(seen.contains("raiseHere"), seen.constData());
        QVERIFY2(seen.contains("doggypants = 4712"), seen.constData());
    }

    void plainNames()
    {
        QCOMPARE(plainFunction(QStringLiteral("foo(foo()::_Z3foov.Frame*) [clone .actor]")), QStringLiteral("foo"));
        QCOMPARE(plainFunction(QStringLiteral("foo(foo()::_Z3foov.Frame*)")), QStringLiteral("foo"));
        QCOMPARE(plainFunction(QStringLiteral("bar(int)")), QStringLiteral("bar(int)"));
    }

    void cost()
    {
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10000; ++i)
            caughtByUser();
        qInfo("a throw that the user catches: %.2f us", double(timer.nsecsElapsed()) / 1e7);
        timer.restart();
        for (int i = 0; i < 50; ++i)
            stored();
        qInfo("a throw with a frozen copy, made and reaped: %.2f ms", double(timer.nsecsElapsed()) / 5e7);
    }
};

QTEST_GUILESS_MAIN(TestThrowSite)
#include "tst_throwsite.moc"
