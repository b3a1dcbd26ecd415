// SPDX-License-Identifier: MIT
// A child that does to its own process what a debugger cannot like; the argument says what.
#include <furrow/furrow.h>

#include <QCoreApplication>

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <map>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

void say(const char *text)
{
    std::fputs(text, stdout);
    std::fflush(stdout);
}

/// From now on these system calls do nothing but fail, or end the process, in this one and in those that it starts.
void deny(std::initializer_list<int> calls, unsigned how = SECCOMP_RET_ERRNO | EPERM)
{
    std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    for (const int call : calls) {
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, unsigned(call), 0, 1));
        program.push_back(BPF_STMT(BPF_RET | BPF_K, how));
    }
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0)
        std::exit(3);
}

#if defined(__x86_64__)
#define FORKS SYS_clone, SYS_fork, SYS_vfork, SYS_clone3
#else
#define FORKS SYS_clone, SYS_clone3
#endif

void fail()
{
    const int mark = 42;
    throw std::runtime_error("nobody wants " + std::to_string(mark)); // here it is thrown
}

void touch(volatile int *what)
{
    const int mark = 42;
    *what = mark; // the fault
}

struct Unspeakable : std::exception
{
    const char *what() const noexcept override
    {
        touch(nullptr);
        return "";
    }
};

void stop()
{
    furrow::pause(); // in plain code
}

void replace(std::initializer_list<const char *> words)
{
    std::vector<char *> arguments;
    for (const char *word : words)
        arguments.push_back(const_cast<char *>(word));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    std::exit(3);
}

/// What runs in a process that was forked and never executes anything else.
void inFork(void (*function)(), bool wait = true)
{
    const pid_t forked = ::fork();
    if (forked == 0) {
        function();
        std::exit(5);
    }
    int status = 0;
    if (!wait)
        return;
    ::waitpid(forked, &status, 0);
    std::printf("the forked process %s %d\n", WIFEXITED(status) ? "ended with status" : "died of signal",
                WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    std::fflush(stdout);
}

void becomeLarge()
{
    constexpr std::size_t size = std::size_t(2) << 30;
    auto *memory = static_cast<char *>(std::malloc(size));
    if (!memory)
        std::exit(3);
    std::memset(memory, 1, size);
}

void manyThreads()
{
    static std::vector<std::thread> threads;
    for (int i = 0; i < 500; ++i)
        threads.emplace_back([] { ::pause(); });
}

const std::map<QString, std::function<void()>> ways{
    {u"no-ptrace"_s, [] { deny({SYS_ptrace, SYS_process_vm_readv}); stop(); fail(); }},
    {u"no-fork"_s, [] { deny({FORKS}); stop(); fail(); }},
    {u"no-fork-segv"_s, [] { deny({FORKS}); touch(nullptr); }},
    {u"no-pipe"_s, [] { deny({SYS_pipe2, SYS_memfd_create, SYS_eventfd2}); stop(); fail(); }},
    {u"no-socket"_s, [] { deny({SYS_socket, SYS_connect}); fail(); }},
    {u"no-socket-segv"_s, [] { deny({SYS_socket, SYS_connect}); touch(nullptr); }},
    {u"deadly-socket"_s, [] { deny({SYS_socket, SYS_connect}, SECCOMP_RET_KILL_PROCESS); fail(); }},
    {u"unspeakable"_s, [] { throw Unspeakable(); }},
    {u"exec"_s, [] { replace({"/bin/sh", "-c", "exit 3"}); }},
    {u"exec-stays"_s, [] { replace({"/bin/sleep", "600"}); }},
    {u"daemon"_s, [] { if (::daemon(1, 1) < 0) std::exit(3); }},
    {u"fork-exits"_s, [] { inFork([] {}); stop(); }},
    {u"fork-throws"_s, [] { inFork([] { try { fail(); } catch (const std::exception &) {} }); stop(); }},
    {u"fork-pauses"_s, [] { inFork(stop); }},
    {u"fork-stays"_s, [] { inFork([] { ::prctl(PR_SET_NAME, "stays"); std::signal(SIGHUP, SIG_IGN); for (;;) ::pause(); }, false); }},
    {u"large"_s, [] { becomeLarge(); stop(); fail(); }},
    {u"threads"_s, [] { manyThreads(); stop(); }},
    {u"interrupt"_s, [] { std::signal(SIGINT, SIG_DFL); stop(); }},
    {u"interrupt-handler"_s, [] { std::signal(SIGINT, [](int) { ::_exit(9); }); std::signal(SIGINT, SIG_DFL); stop(); }},
    {u"throws"_s, fail},
    {u"idle"_s, [] {}},
    {u"waits"_s, stop},
    {u"breaks"_s, [] { std::raise(SIGTRAP); }}, // a bare breakpoint
    {u"segv"_s, [] { touch(nullptr); }},
};

bool refuseToDecide(const std::exception_ptr &, const furrow::ErrorContext &)
{
    throw std::runtime_error("the filter has no idea");
}

bool decideLate(const std::exception_ptr &, const furrow::ErrorContext &context)
{
    if (context.actor.name != "root"_L1)
        std::this_thread::sleep_for(2500ms);
    return true;
}

bool decideNever(const std::exception_ptr &, const furrow::ErrorContext &context)
{
    while (context.actor.name != "root"_L1)
        ::pause();
    return true;
}

bool onlyInTheRoot(const std::exception_ptr &, const furrow::ErrorContext &context)
{
    return context.actor.name == "root"_L1;
}

bool nowhere(const std::exception_ptr &, const furrow::ErrorContext &)
{
    return false;
}

furrow::NamedDebugFilter filterBy(const QString &name)
{
    return name == "filter-throws"_L1    ? furrow::debugFilter<&refuseToDecide>()
           : name == "filter-late"_L1    ? furrow::debugFilter<&decideLate>()
           : name == "filter-never"_L1   ? furrow::debugFilter<&decideNever>()
           : name == "filter-root"_L1    ? furrow::debugFilter<&onlyInTheRoot>()
           : name == "filter-nowhere"_L1 ? furrow::debugFilter<&nowhere>()
                                         : furrow::NamedDebugFilter();
}

furrow::Task<> child(QString way)
{
    ways.at(way)();
    co_await furrow::sleep(1ms);
    say("past it\n");
    if (way == "idle"_L1 || way == "waits"_L1 || (way == "daemon"_L1 && furrow::isSubactor())) // its result might come to the root before its end does
        co_await furrow::sleepForever();
}

int main(int argc, char **argv)
{
    const QString way = QString::fromLocal8Bit(argc > 1 ? argv[1] : ""), filter = QString::fromLocal8Bit(argc > 2 ? argv[2] : "");
    furrow::RootOptions options{.debugMode = true, .debugFilter = filterBy(filter), .grace = 1s};
    if (filter == "fixture-never"_L1)
        options.replFixture.enter = [] { for (;;) ::pause(); return true; };
    else if (filter.startsWith("fixture"_L1))
        options.replFixture = {.enter = [filter] { say("put away\n"); return filter != "fixture-skips"_L1; }, .leave = [] { say("brought back\n"); }};
    else if (filter == "interrupt"_L1)
        std::signal(SIGINT, [](int) { say("the program's own handler has it\n"); });
    options.breakpointHook = true;
    return furrow::run(
        argc, argv,
        [way]() -> furrow::Task<> {
            co_await furrow::openActorNursery({}, [way](furrow::ActorNursery &an) -> furrow::Task<> {
                if (way.startsWith("root:"_L1)) {
                    co_await child(way.sliced(5));
                    co_return;
                }
                const bool isParent = way.startsWith("parent:"_L1);
                auto portal = co_await an.runInActor<&child>({}, isParent ? u"idle"_s : way);
                if (isParent)
                    co_await child(way.sliced(7));
                co_await portal.waitForResult();
            });
        },
        options);
}
