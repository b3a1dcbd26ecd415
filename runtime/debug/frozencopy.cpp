// SPDX-License-Identifier: MIT
#include "frozencopy.h"

#include "debugchannel.h"
#include "procfile.h"
#include "protocol.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <linux/close_range.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace furrow::debug {
namespace {

using Sign = std::atomic<std::uint32_t>;
static_assert(sizeof(Sign) == sizeof(std::uint32_t) && Sign::is_always_lock_free);
constexpr std::uint32_t unused = 0, pending = 1, connected = 2;

// One page that every copy shares with us, and with us alone.
struct Signs
{
    static constexpr std::size_t count = 1024;
    std::array<Sign, count> each;
};
constinit std::atomic<Signs *> signs{nullptr};
constinit std::atomic<pid_t> signsOwner{0};

// A process that was made by fork() has its parent's page; its copies need one of their own.
Signs *ownSigns() noexcept
{
    const pid_t self = ::getpid();
    if (signsOwner.load(std::memory_order_acquire) == self)
        return signs.load(std::memory_order_relaxed);
    static_assert(sizeof(Signs) == 4096);
    void *page = ::mmap(nullptr, sizeof(Signs), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return nullptr;
    // Two threads at once: one of the two pages serves the one copy alone.
    signs.store(static_cast<Signs *>(page), std::memory_order_relaxed);
    signsOwner.store(self, std::memory_order_release);
    return static_cast<Signs *>(page);
}

Sign *takeSign() noexcept
{
    Signs *all = ownSigns();
    if (!all)
        return nullptr;
    for (Sign &sign : all->each) {
        std::uint32_t state = unused;
        if (sign.compare_exchange_strong(state, pending))
            return &sign;
    }
    return nullptr;
}

// Only system calls from here on: the copy has one thread, and any lock of the process may be held by one that is not in it.
[[noreturn]] void liveAsCopy(const CopyTarget &target, pid_t owner, Sign *sign, bool reference) noexcept
{
    // The first thing of all: until now the table of descriptors is the process's own. Not one of the program's may be held here, since
    // others wait to see pipes and sockets closed.
    if (::syscall(SYS_close_range, 0U, ~0U, unsigned(CLOSE_RANGE_UNSHARE)) < 0)
        ::syscall(SYS_exit_group, 1);
    ::syscall(SYS_setpgid, 0, 0);
    ::prctl(PR_SET_NAME, reference ? "furrow-ref" : "furrow-copy");
    if (target.consolePid > 0)
        ::prctl(PR_SET_PTRACER, static_cast<unsigned long>(target.consolePid), 0, 0, 0);

    DebugChannel channel;
    char buffer[1024];
    const std::size_t length = PacketWriter(buffer, sizeof buffer)
                                   .text("type", protocol::copy)
                                   .number("pid", ::syscall(SYS_getpid))
                                   .number("owner", owner)
                                   .raw("actor", target.actorJson)
                                   .boolean("reference", reference)
                                   .finish();
    if (!length || !channel.open(target.socketPath) || !channel.send(buffer, length))
        ::syscall(SYS_exit_group, 1);
    sign->store(connected, std::memory_order_release);
    ::syscall(SYS_futex, reinterpret_cast<std::uint32_t *>(sign), FUTEX_WAKE, 1, nullptr, nullptr, 0);

    // A debugger's attach interrupts nothing here that is not restarted.
    for (;;) {
        if (channel.receive(buffer, sizeof buffer) <= 0 || std::strcmp(buffer, protocol::wordEnd) == 0)
            break;
    }
    ::syscall(SYS_exit_group, 0);
    __builtin_unreachable();
}

bool isTraced(pid_t process) noexcept
{
    char path[32];
    std::snprintf(path, sizeof path, "/proc/%d/status", process);
    return ProcFile(path).after("TracerPid:") > 0;
}

} // namespace

NewCopy beginCopy(const CopyTarget &target, bool reference) noexcept
{
    if (!target.socketPath || !*target.socketPath)
        return {};
    Sign *sign = takeSign();
    if (!sign)
        return {};
    sigset_t all, former;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &former);
    const pid_t owner = ::getpid();
    // No exit signal, no shared memory, no pthread_atfork handlers: what fork() would do around it is for the living. Untraced:
    // a debugger that holds this process in a step would take a child without an exit signal for a new thread of it. The table
    // of descriptors is shared, until the copy leaves it: a copied one would hold what this process closes meanwhile.
    const long copy = ::syscall(SYS_clone, static_cast<unsigned long>(CLONE_UNTRACED | CLONE_FILES), nullptr, nullptr, nullptr, 0UL);
    if (copy == 0)
        liveAsCopy(target, owner, sign, reference);
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
    if (copy < 0) {
        sign->store(unused, std::memory_order_release);
        return {};
    }
    return {pid_t(copy), sign};
}

pid_t connectedCopy(NewCopy copy) noexcept
{
    if (copy.pid <= 0)
        return 0;
    while (copy.sign->load(std::memory_order_acquire) == pending) {
        // No event tells of the end of one that is refused as well as of the sign.
        constexpr timespec patience{0, 5'000'000};
        if (::syscall(SYS_futex, reinterpret_cast<std::uint32_t *>(copy.sign), FUTEX_WAIT, std::uint32_t(pending), &patience, nullptr, 0) == 0
            || errno != ETIMEDOUT)
            continue;
        if (reapCopy(copy.pid)) {
            copy.sign->store(unused, std::memory_order_release);
            return 0;
        }
        // The console has told its debugger already, which stopped it before it could give its sign; it may give that yet, so that no
        // other copy may have it.
        if (isTraced(copy.pid))
            return copy.pid;
    }
    copy.sign->store(unused, std::memory_order_release);
    return copy.pid;
}

pid_t makeCopy(const CopyTarget &target, bool reference) noexcept
{
    return connectedCopy(beginCopy(target, reference));
}

void endCopy(pid_t copy) noexcept
{
    if (copy <= 0)
        return;
    ::kill(copy, SIGKILL);
    int status;
    while (::waitpid(copy, &status, __WALL) < 0 && errno == EINTR) {
    }
}

void endCopy(NewCopy copy) noexcept
{
    endCopy(copy.pid);
    if (copy.sign)
        copy.sign->store(unused, std::memory_order_release);
}

bool reapCopy(pid_t copy) noexcept
{
    int status;
    pid_t got;
    do {
        got = ::waitpid(copy, &status, __WALL | WNOHANG);
    } while (got < 0 && errno == EINTR);
    return got == copy || (got < 0 && errno == ECHILD);
}

} // namespace furrow::debug
