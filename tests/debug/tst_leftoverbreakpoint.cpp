// SPDX-License-Identifier: MIT
#include "debug/leftoverbreakpoint.h"

#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace furrow::debug;

namespace {

[[gnu::noinline, gnu::noipa]] int answer(int x)
{
    return x * 2 + 40;
}

bool plantBreakpoint(int (*function)(int))
{
    const int memory = ::open("/proc/self/mem", O_RDWR | O_CLOEXEC);
    const unsigned char int3 = 0xcc;
    const bool done = ::pwrite(memory, &int3, 1, off_t(reinterpret_cast<quintptr>(function))) == 1;
    ::close(memory);
    return done;
}

volatile sig_atomic_t seen;

} // namespace

class TestLeftoverBreakpoint : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void leftoverIsPutBack()
    {
        installLeftoverBreakpointHandler();
        for (int i = 0; i < 3; ++i) {
            QVERIFY(plantBreakpoint(&answer));
            QCOMPARE(*reinterpret_cast<const unsigned char *>(&answer), static_cast<unsigned char>(0xcc));
            QCOMPARE(answer(1), 42);
            QVERIFY(*reinterpret_cast<const unsigned char *>(&answer) != 0xcc);
        }
        removeLeftoverBreakpointHandler();
    }

    void programsOwnTrapsGoToItsHandler()
    {
        struct sigaction own{}, before, after;
        own.sa_handler = [](int) { seen = seen + 1; };
        ::sigaction(SIGTRAP, &own, &before);
        installLeftoverBreakpointHandler();
        seen = 0;
        asm volatile("int3"); // the file holds it too
        QCOMPARE(int(seen), 1);
        ::raise(SIGTRAP);
        QCOMPARE(int(seen), 2);
        removeLeftoverBreakpointHandler();
        ::sigaction(SIGTRAP, &before, &after);
        QVERIFY(after.sa_handler == own.sa_handler);
    }

    void withoutHandlerATrapStillKills()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGTRAP, SIG_DFL);
            installLeftoverBreakpointHandler();
            asm volatile("int3");
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        QCOMPARE(WTERMSIG(status), SIGTRAP);
    }
};

QTEST_GUILESS_MAIN(TestLeftoverBreakpoint)
#include "tst_leftoverbreakpoint.moc"
