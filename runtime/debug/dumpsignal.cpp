// SPDX-License-Identifier: MIT
#include "dumpsignal.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <unwind.h>

namespace furrow::debug::dumpsignal {
namespace {

constexpr int mostFrames = 256;

// All that the handler touches.
std::atomic<int> wake{-1};
std::atomic<pid_t> owner{0}; // a child between fork and exec has our handler and our descriptors
struct sigaction former{};
std::atomic<bool> installed{false};

struct Stack
{
    std::atomic<std::uint32_t> wanted{0}; ///< number of the request; the handler answers the newest
    std::atomic<std::uint32_t> taken{0};
    std::uintptr_t frames[mostFrames];
    int count = 0;
} stack;

_Unwind_Reason_Code collect(_Unwind_Context *context, void *)
{
    int beforeInstruction = 0;
    const std::uintptr_t address = _Unwind_GetIPInfo(context, &beforeInstruction);
    if (beforeInstruction)
        stack.count = 0; // where the signal came: what is above it is this handler
    if (stack.count == mostFrames || !address)
        return _URC_END_OF_STACK;
    stack.frames[stack.count++] = beforeInstruction ? address : address - 1;
    return _URC_NO_REASON;
}

void handler(int number, siginfo_t *info, void *context)
{
    const int keptErrno = errno;
    if (::getpid() != owner)
        return;
    if (info->si_code == SI_QUEUE && info->si_pid == owner && info->si_value.sival_ptr == &stack) {
        stack.count = 0;
        // The unwinder finds its tables without a lock (glibc 2.35 and GCC 12 on), and was called once before.
        _Unwind_Backtrace(collect, nullptr);
        stack.taken = stack.wanted.load();
        ::syscall(SYS_futex, &stack.taken, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
        errno = keptErrno;
        return;
    }
    const std::uint64_t one = 1;
    while (::write(wake, &one, sizeof one) < 0 && errno == EINTR) {
    }
    errno = keptErrno;
    if (former.sa_flags & SA_SIGINFO)
        former.sa_sigaction(number, info, context);
    else if (former.sa_handler != SIG_DFL && former.sa_handler != SIG_IGN)
        former.sa_handler(number);
}

} // namespace

bool install(int eventFd)
{
    wake = eventFd;
    owner = ::getpid();
    if (installed)
        return true;
    _Unwind_Backtrace(collect, nullptr); // what it does once, it does now
    struct sigaction action{};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    ::sigemptyset(&action.sa_mask);
    installed = ::sigaction(SIGUSR1, &action, &former) == 0;
    return installed;
}

bool isInstalled()
{
    struct sigaction current;
    return installed && ::sigaction(SIGUSR1, nullptr, &current) == 0 && (current.sa_flags & SA_SIGINFO) && current.sa_sigaction == handler;
}

void remove()
{
    if (isInstalled())
        ::sigaction(SIGUSR1, &former, nullptr);
    installed = false;
}

std::vector<std::uintptr_t> mainThreadStack(int milliseconds)
{
    if (!isInstalled())
        return {};
    const std::uint32_t before = stack.taken;
    ++stack.wanted;
    siginfo_t info{};
    info.si_signo = SIGUSR1;
    info.si_code = SI_QUEUE;
    info.si_pid = ::getpid();
    info.si_uid = ::getuid();
    info.si_value.sival_ptr = &stack;
    if (::syscall(SYS_rt_tgsigqueueinfo, ::getpid(), ::getpid(), SIGUSR1, &info) < 0)
        return {};
    timespec deadline;
    ::clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_nsec += milliseconds % 1000 * 1'000'000L;
    deadline.tv_sec += milliseconds / 1000 + deadline.tv_nsec / 1'000'000'000;
    deadline.tv_nsec %= 1'000'000'000;
    while (stack.taken == before) {
        // Absolute time, of CLOCK_MONOTONIC.
        if (::syscall(SYS_futex, &stack.taken, FUTEX_WAIT_BITSET_PRIVATE, before, &deadline, nullptr, FUTEX_BITSET_MATCH_ANY) < 0
            && errno == ETIMEDOUT)
            return {};
    }
    return {stack.frames, stack.frames + stack.count};
}

} // namespace furrow::debug::dumpsignal
