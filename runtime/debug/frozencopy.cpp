// SPDX-License-Identifier: MIT
#include "frozencopy.h"

#include "debugchannel.h"
#include "protocol.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace furrow::debug {
namespace {

// Only system calls from here on: the copy has one thread, and any lock of the process may be held by one that is not in it.
[[noreturn]] void liveAsCopy(const CopyTarget &target, pid_t owner, int readyFd, bool reference) noexcept
{
    // The pipe moves to 0 so that one call closes everything else: a copy that kept a descriptor of the program's would keep
    // pipes and sockets open that others wait to see closed.
    if (readyFd != 0) {
        if (::syscall(SYS_dup3, readyFd, 0, O_CLOEXEC) < 0)
            ::syscall(SYS_exit_group, 1);
    }
    ::syscall(SYS_close_range, 1U, ~0U, 0U);
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
    const char ready = 1;
    while (::write(0, &ready, 1) < 0 && errno == EINTR) {
    }
    ::close(0);

    // A debugger's attach interrupts nothing here that is not restarted.
    for (;;) {
        if (channel.receive(buffer, sizeof buffer) <= 0 || std::strcmp(buffer, protocol::wordEnd) == 0)
            break;
    }
    ::syscall(SYS_exit_group, 0);
    __builtin_unreachable();
}

} // namespace

pid_t makeCopy(const CopyTarget &target, bool reference) noexcept
{
    if (!target.socketPath || !*target.socketPath)
        return 0;
    int ready[2];
    if (::pipe2(ready, O_CLOEXEC) < 0)
        return 0;
    sigset_t all, former;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &former);
    const pid_t owner = ::getpid();
    // No exit signal, no shared memory, no pthread_atfork handlers: what fork() would do around it is for the living. Untraced:
    // a debugger that holds this process in a step would take a child without an exit signal for a new thread of it.
    const long copy = ::syscall(SYS_clone, static_cast<unsigned long>(CLONE_UNTRACED), nullptr, nullptr, nullptr, 0UL);
    if (copy == 0)
        liveAsCopy(target, owner, ready[1], reference);
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
    ::close(ready[1]);
    if (copy < 0) {
        ::close(ready[0]);
        return 0;
    }
    // Wait for its word: an entry that names it must find it connected and open to the tracer.
    char byte = 0;
    ssize_t got;
    do {
        got = ::read(ready[0], &byte, 1);
    } while (got < 0 && errno == EINTR);
    ::close(ready[0]);
    if (got != 1) {
        endCopy(pid_t(copy));
        return 0;
    }
    return pid_t(copy);
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
