// SPDX-License-Identifier: MIT
// What can go wrong with signals; the argument says which.
#include <furrow/furrow.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <map>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

void say(const char *text)
{
    std::fputs(text, stdout);
    std::fflush(stdout);
}

void touch(volatile int *what)
{
    *what = 42; // the fault
}

void ownHandler(int number, siginfo_t *info, void *)
{
    char text[96];
    const int length = std::snprintf(text, sizeof text, "the program's own handler has signal %d at %p\n", number, info->si_addr);
    if (::write(STDOUT_FILENO, text, std::size_t(length)) != length)
        ::_exit(3);
    std::signal(number, SIG_DFL); // and the fault happens again
}

void install()
{
    struct sigaction action{};
    action.sa_sigaction = ownHandler;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSEGV, &action, nullptr);
}

// Past everybody who stands before the C library.
void installUnseen()
{
    struct sigaction action{};
    action.sa_sigaction = ownHandler;
    action.sa_flags = SA_SIGINFO;
    using SigAction = int (*)(int, const struct sigaction *, struct sigaction *);
    const auto real = reinterpret_cast<SigAction>(::dlsym(::dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), "sigaction"));
    if (!real || real(SIGSEGV, &action, nullptr) < 0)
        std::exit(3);
}

void blockAll()
{
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

void resume(int number, siginfo_t *, void *)
{
    static bool first = true;
    if (std::exchange(first, false)) {
        // As a garbage collector or a virtual machine does: the page is there when the instruction runs again.
        ::mmap(reinterpret_cast<void *>(0x10000), 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        return;
    }
    std::signal(number, SIG_DFL);
}

void faultAndGoOn()
{
    struct sigaction action{}, former;
    action.sa_sigaction = resume;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSEGV, &action, nullptr);
    ::sigaction(SIGSEGV, nullptr, &former);
    if (former.sa_sigaction != resume)
        std::exit(3);
    touch(reinterpret_cast<int *>(0x10000));
    say("past it\n");
}

void smash(int by)
{
    // Return addresses and saved frame pointers of everybody above.
    volatile char here[16] = {};
    for (int i = 0; i < by; ++i)
        const_cast<volatile char *>(here)[i] = 0x41;
    touch(nullptr);
}

// A debugger of somebody else's, in a process of its own.
void traceMyself()
{
    int ready[2];
    if (::pipe(ready) < 0)
        std::exit(3);
    const pid_t traced = ::getpid();
    if (::fork() == 0) {
        if (::ptrace(PTRACE_SEIZE, traced, nullptr, nullptr) < 0)
            ::_exit(3);
        if (::write(ready[1], "x", 1) != 1)
            ::_exit(3);
        for (int status;;) {
            const pid_t who = ::waitpid(-1, &status, __WALL);
            if (who < 0 || WIFEXITED(status) || WIFSIGNALED(status))
                ::_exit(0);
            ::ptrace(PTRACE_CONT, who, nullptr, WIFSTOPPED(status) ? WSTOPSIG(status) : 0);
        }
    }
    char byte;
    if (::read(ready[0], &byte, 1) != 1)
        std::exit(3);
}

void smallStack()
{
    static char memory[16 * 1024];
    stack_t own{};
    own.ss_sp = memory;
    own.ss_size = sizeof memory;
    if (::sigaltstack(&own, nullptr) < 0)
        std::exit(3);
}

void noStack()
{
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    if (::sigaltstack(&none, nullptr) < 0)
        std::exit(3);
}

long recurse(long depth)
{
    volatile char room[512] = {char(depth)};
    return depth < 0 ? room[0] : 1 + recurse(depth + 1);
}

void manyThreads(int count, void (*last)())
{
    static std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([] { ::pause(); });
    threads.emplace_back(last);
}

#define CHECK(condition) do { if (!(condition)) ::raise(SIGTRAP); } while (false)

void macro()
{
    const int answer = 41;
    CHECK(answer == 42); // somebody's break macro
    say("past it\n");
}

void instruction()
{
    const int mark = 42;
#if defined(__x86_64__)
    asm volatile("int3"); // one instruction
#else
    __builtin_trap();
#endif
    std::printf("past it with %d\n", mark);
    std::fflush(stdout);
}

void forkAndCrash()
{
    const pid_t forked = ::fork();
    if (forked == 0) {
        touch(nullptr);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(forked, &status, 0);
    std::printf("the forked process died of signal %d\n", WTERMSIG(status));
    std::fflush(stdout);
}

const std::map<QString, void (*)()> ways{
    {u"chained"_s, [] { touch(nullptr); }},
    {u"stolen"_s, [] { install(); touch(nullptr); }},
    {u"unseen"_s, [] { installUnseen(); touch(nullptr); }},
    {u"goes-on"_s, faultAndGoOn},
    {u"blocked"_s, [] { blockAll(); manyThreads(0, [] { touch(nullptr); }); }},
    {u"no-stack"_s, [] { noStack(); touch(nullptr); }},
    {u"no-stack-overflow"_s, [] { noStack(); recurse(0); }},
    {u"trap-handler"_s, [] { std::signal(SIGTRAP, [](int) { say("the program's own handler has the trap\n"); }); macro(); }},
    {u"small-stack"_s, [] { smallStack(); touch(nullptr); }},
    {u"smashed"_s, [] { smash(4096); }},
    {u"traced"_s, [] { traceMyself(); touch(nullptr); }},
    {u"traced-breakpoint"_s, [] { traceMyself(); macro(); }},
    {u"threads"_s, [] { manyThreads(500, [] { touch(nullptr); }); }},
    {u"at-once"_s, [] { for (int i = 0; i < 8; ++i) manyThreads(0, [] { touch(nullptr); }); }},
    {u"segv"_s, [] { touch(nullptr); }},
    {u"macro"_s, macro},
    {u"int3"_s, instruction},
    {u"thread-int3"_s, [] { std::thread(instruction).join(); }},
    {u"fork"_s, forkAndCrash},
};

furrow::Task<> child(QString way)
{
    if (way == "call"_L1) {
        co_await furrow::pause();
        co_return;
    }
    ways.at(way)();
    if (way == "threads"_L1 || way == "at-once"_L1 || way == "blocked"_L1)
        co_await furrow::sleepForever();
    co_await furrow::sleep(std::chrono::milliseconds(1));
}

int main(int argc, char **argv)
{
    const QString way = QString::fromLocal8Bit(argc > 1 ? argv[1] : "");
    if (way == "chained"_L1)
        install();
    return furrow::run(
        argc, argv,
        [way]() -> furrow::Task<> {
            co_await furrow::openActorNursery({}, [way](furrow::ActorNursery &an) -> furrow::Task<> {
                auto portal = co_await an.runInActor<&child>({.arguments = {way}}, way);
                co_await portal.waitForResult();
            });
        },
        {.debugMode = true, .breakpointHook = argc < 3});
}
