// SPDX-License-Identifier: MIT
#include "debug/keptsignals.h"

#include <QTest>

#include <csignal>
#include <dlfcn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace furrow::debug;

namespace {

volatile sig_atomic_t ours, theirs;

void countOurs(int, siginfo_t *, void *)
{
    ours = ours + 1;
}

void countTheirs(int)
{
    theirs = theirs + 1;
}

struct sigaction runtimes()
{
    struct sigaction action{};
    action.sa_sigaction = countOurs;
    action.sa_flags = SA_SIGINFO;
    return action;
}

sighandler_t handlerOf(int number)
{
    struct sigaction action;
    ::sigaction(number, nullptr, &action);
    return action.sa_handler;
}

/// Past everybody who stands before the C library.
int setUnseen(int number, sighandler_t handler)
{
    using SigAction = int (*)(int, const struct sigaction *, struct sigaction *);
    const auto real = reinterpret_cast<SigAction>(::dlsym(::dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), "sigaction"));
    struct sigaction action{};
    action.sa_handler = handler;
    return real(number, &action, nullptr);
}

} // namespace

class TestKeptSignals : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        ours = 0;
        theirs = 0;
    }
    void cleanup()
    {
        letGoOfSignal(SIGUSR2);
        ::signal(SIGUSR2, SIG_DFL);
    }

    void whatComesLaterFollows()
    {
        QVERIFY(keepSignal(SIGUSR2, runtimes()));
        QVERIFY(!handlerCameLater(SIGUSR2));
        QVERIFY(::signal(SIGUSR2, countTheirs) == SIG_DFL);
        QVERIFY(handlerOf(SIGUSR2) == countTheirs);
        QVERIFY(handlerCameLater(SIGUSR2));
        ::raise(SIGUSR2);
        QCOMPARE(int(ours), 1);
        QCOMPARE(int(theirs), 0);
        QVERIFY(programsAction(SIGUSR2).sa_handler == countTheirs);
        letGoOfSignal(SIGUSR2);
        ::raise(SIGUSR2);
        QCOMPARE(int(theirs), 1);
    }

    void whoPutsBackWhatHeFoundPutsBackHisOwn()
    {
        ::signal(SIGUSR2, countTheirs);
        keepSignal(SIGUSR2, runtimes());
        struct sigaction other{}, found;
        other.sa_handler = SIG_IGN;
        QCOMPARE(::sigaction(SIGUSR2, &other, &found), 0);
        QVERIFY(found.sa_handler == countTheirs);
        QCOMPARE(::sigaction(SIGUSR2, &found, nullptr), 0);
        letGoOfSignal(SIGUSR2);
        QVERIFY(handlerOf(SIGUSR2) == countTheirs);
    }

    void givenUpItIsTheSystems()
    {
        keepSignal(SIGUSR2, runtimes());
        struct sigaction action{};
        action.sa_handler = countTheirs;
        giveUpSignal(SIGUSR2, action);
        ::raise(SIGUSR2);
        QCOMPARE(int(theirs), 1);
        ::signal(SIGUSR2, SIG_IGN);
        ::raise(SIGUSR2);
        QCOMPARE(int(theirs), 1);
    }

    void defaultsAloneAreKept()
    {
        keepSignal(SIGUSR2, runtimes(), Keeps::Defaults);
        ::signal(SIGUSR2, countTheirs);
        ::raise(SIGUSR2);
        QCOMPARE(int(theirs), 1);
        ::signal(SIGUSR2, SIG_DFL);
        ::raise(SIGUSR2);
        QCOMPARE(int(ours), 1);
        // Who asks sees that there is one, and puts it back.
        struct sigaction other{}, found;
        other.sa_handler = countTheirs;
        QCOMPARE(::sigaction(SIGUSR2, &other, &found), 0);
        QVERIFY(found.sa_sigaction == countOurs);
        ::sigaction(SIGUSR2, &found, nullptr);
        ::raise(SIGUSR2);
        QCOMPARE(int(ours), 2);
        letGoOfSignal(SIGUSR2);
        QVERIFY(handlerOf(SIGUSR2) == SIG_DFL);
    }

    void whoCameUnseenHasWhatFollows()
    {
        keepSignal(SIGUSR2, runtimes());
        QCOMPARE(setUnseen(SIGUSR2, countTheirs), 0);
        ::raise(SIGUSR2);
        QCOMPARE(int(theirs), 1);
        QVERIFY(::signal(SIGUSR2, SIG_IGN) == countTheirs);
        ::raise(SIGUSR2);
        QCOMPARE(int(theirs), 1);
        QCOMPARE(int(ours), 0);
    }

    void aForkedProcessHasItsOwn()
    {
        keepSignal(SIGUSR2, runtimes());
        const pid_t forked = ::fork();
        if (forked == 0) {
            ::signal(SIGUSR2, countTheirs);
            ::raise(SIGUSR2);
            ::_exit(theirs == 1 && ours == 0 ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(forked, &status, 0), forked);
        QCOMPARE(status, 0);
        QVERIFY(!handlerCameLater(SIGUSR2));
    }

    void manyThreadsSetIt()
    {
        keepSignal(SIGUSR2, runtimes());
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([] {
                for (int n = 0; n < 1000; ++n)
                    ::signal(SIGUSR2, n % 2 ? countTheirs : SIG_IGN);
            });
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(handlerOf(SIGUSR2) == countTheirs || handlerOf(SIGUSR2) == SIG_IGN);
        ::raise(SIGUSR2);
        QCOMPARE(int(ours), 1);
    }
};

QTEST_GUILESS_MAIN(TestKeptSignals)
#include "tst_keptsignals.moc"
