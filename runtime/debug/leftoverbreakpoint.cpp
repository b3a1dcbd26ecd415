// SPDX-License-Identifier: MIT
#include "leftoverbreakpoint.h"

#include "keptsignals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <ucontext.h>
#include <unistd.h>

// Everything below runs in a signal handler: system calls and fixed buffers only.

namespace furrow::debug {
namespace {

bool installed = false;
std::atomic<TrapHook> hook{nullptr};

#if defined(__x86_64__)
constexpr unsigned char int3 = 0xcc;

bool hexDigit(char c, std::uintptr_t &value)
{
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0)
        return false;
    value = value * 16 + std::uintptr_t(digit);
    return true;
}

// One line of /proc/self/maps: `start-end perms offset dev inode   path`.
bool parseMapping(const char *line, std::uintptr_t address, std::uintptr_t &offset, const char *&path)
{
    std::uintptr_t start = 0, end = 0, fileOffset = 0;
    while (hexDigit(*line, start))
        ++line;
    ++line;
    while (hexDigit(*line, end))
        ++line;
    if (address < start || address >= end)
        return false;
    line = std::strchr(line + 1, ' ');
    if (!line)
        return false;
    ++line;
    while (hexDigit(*line, fileOffset))
        ++line;
    path = std::strchr(line, '/');
    offset = fileOffset + (address - start);
    return path != nullptr;
}

// What the file that is mapped at `address` holds there; -1 when no file is, or it cannot be read.
int byteInFile(std::uintptr_t address)
{
    const int maps = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (maps < 0)
        return -1;
    char line[4096];
    std::size_t used = 0;
    int result = -1;
    bool done = false;
    while (!done) {
        char block[1024];
        ssize_t got;
        do {
            got = ::read(maps, block, sizeof block);
        } while (got < 0 && errno == EINTR);
        if (got <= 0)
            break;
        for (ssize_t i = 0; i < got && !done; ++i) {
            if (block[i] != '\n') {
                if (used + 1 < sizeof line)
                    line[used++] = block[i];
                continue;
            }
            line[used] = '\0';
            used = 0;
            std::uintptr_t offset = 0;
            const char *path = nullptr;
            if (!parseMapping(line, address, offset, path))
                continue;
            done = true;
            const int file = ::open(path, O_RDONLY | O_CLOEXEC);
            unsigned char byte;
            if (file >= 0 && ::pread(file, &byte, 1, off_t(offset)) == 1)
                result = byte;
            if (file >= 0)
                ::close(file);
        }
    }
    ::close(maps);
    return result;
}

bool putBack(std::uintptr_t address)
{
    if (*reinterpret_cast<const volatile unsigned char *>(address) != int3)
        return true; // another thread has put it back already
    const int original = byteInFile(address);
    if (original < 0 || original == int3)
        return false;
    const int memory = ::open("/proc/self/mem", O_RDWR | O_CLOEXEC);
    if (memory < 0)
        return false;
    const auto byte = static_cast<unsigned char>(original);
    const bool written = ::pwrite(memory, &byte, 1, off_t(address)) == 1;
    ::close(memory);
    return written;
}
#endif

void handler(int number, siginfo_t *info, void *context)
{
    const int keptErrno = errno;
#if defined(__x86_64__)
    // Only the kernel's own trap stands one byte behind an instruction; a raise(SIGTRAP) has si_code SI_TKILL.
    if (info->si_code == SI_KERNEL || info->si_code == TRAP_BRKPT) {
        auto &pc = static_cast<ucontext_t *>(context)->uc_mcontext.gregs[REG_RIP];
        if (putBack(std::uintptr_t(pc) - 1)) {
            pc -= 1;
            errno = keptErrno;
            return;
        }
    }
#endif
    if (const TrapHook known = hook; known && known(info, context)) {
        errno = keptErrno;
        return;
    }
    errno = keptErrno;
    const struct sigaction former = programsAction(SIGTRAP);
    if (former.sa_flags & SA_SIGINFO) {
        former.sa_sigaction(number, info, context);
    } else if (former.sa_handler != SIG_DFL && former.sa_handler != SIG_IGN) {
        former.sa_handler(number);
    } else if (former.sa_handler == SIG_DFL || info->si_code > 0) {
        // The default action; a trap of the kernel's own cannot be ignored.
        struct sigaction standard{};
        standard.sa_handler = SIG_DFL;
        giveUpSignal(SIGTRAP, standard);
        ::raise(SIGTRAP); // delivered when this handler returns
    }
}

} // namespace

void installLeftoverBreakpointHandler()
{
    if (installed)
        return;
    struct sigaction action{};
    action.sa_sigaction = handler;
    // Not blocked while it is handled: the kernel would take the handler away at a second one, of a function called from a prompt.
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK | SA_NODEFER;
    ::sigemptyset(&action.sa_mask);
    installed = keepSignal(SIGTRAP, action);
}

void setTrapHook(TrapHook next)
{
    hook = next;
}

void removeLeftoverBreakpointHandler()
{
    if (!installed)
        return;
    installed = false;
    letGoOfSignal(SIGTRAP);
}

} // namespace furrow::debug
