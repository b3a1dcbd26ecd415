// SPDX-License-Identifier: MIT
#include "lastwords.h"

#include "trace.h"

#include <csignal>
#include <cstring>
#include <link.h>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

constexpr std::size_t size = sizeof(LastWords);

QString text(const char *bytes, std::size_t room)
{
    return QString::fromUtf8(bytes, qsizetype(::strnlen(bytes, room)));
}

struct Wanted
{
    const char *module;
    bool sameProgram;
    std::uintptr_t base = 0;
    bool found = false;
    bool first = true;
};

// Where this process has the module, if it has it.
int findModule(dl_phdr_info *info, std::size_t, void *data)
{
    auto *wanted = static_cast<Wanted *>(data);
    const bool isProgram = std::exchange(wanted->first, false);
    if (*wanted->module ? std::strcmp(info->dlpi_name, wanted->module) != 0 : !isProgram)
        return 0;
    if (!*wanted->module && !wanted->sameProgram)
        return 1;
    wanted->base = info->dlpi_addr;
    wanted->found = true;
    return 1;
}

QString traceReadHere(const LastWords &words, bool sameProgram)
{
    std::vector<std::uintptr_t> addresses;
    for (int i = 0; i < std::clamp(int(words.depth), 0, LastWords::maxFrames); ++i) {
        const LastWords::Frame &frame = words.frames[i];
        if (frame.module < 0 || frame.module >= LastWords::maxModules)
            continue;
        char name[sizeof words.modules[0] + 1] = {};
        std::memcpy(name, words.modules[frame.module], sizeof words.modules[0]);
        Wanted wanted{name, sameProgram};
        ::dl_iterate_phdr(findModule, &wanted);
        if (wanted.found)
            addresses.push_back(wanted.base + frame.offset);
    }
    return renderTrace(symbolize(addresses));
}

bool opensPrompts(int signal)
{
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL || signal == SIGABRT;
}

} // namespace

void copyText(char *to, std::size_t room, const char *from)
{
    const std::size_t length = ::strnlen(from, room - 1);
    std::memcpy(to, from, length);
    to[length] = '\0';
}

int makeLastWords()
{
    const int fd = ::memfd_create("furrow-last-words", MFD_CLOEXEC);
    if (fd >= 0 && ::ftruncate(fd, size) < 0) {
        ::close(fd);
        return -1;
    }
    return fd;
}

LastWords *mapLastWords(int fd)
{
    void *memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
    if (fd >= 0)
        ::close(fd);
    // Not constructed: it begins as zeroes, and is to cost nothing as long as nothing happens.
    return memory == MAP_FAILED ? nullptr : static_cast<LastWords *>(memory);
}

BoxedError boxDeath(const ActorId &dead, int signal, int status, int fd, bool sameProgram, bool debugged)
{
    // Read, not mapped: a file that was made shorter would be a signal of our own.
    const auto words = std::make_unique<LastWords>();
    const bool left = fd >= 0 && ::pread(fd, static_cast<void *>(words.get()), size, 0) == ssize_t(size)
                      && words->signal != 0 && (words->signal == std::uint32_t(signal) || (!signal && status));
    if (!left && !signal)
        return {};
    BoxedError boxed = boxSignal(dead, left ? int(words->signal.load()) : signal);
    if (!left) {
        if (debugged && opensPrompts(signal))
            boxed.message += u"; no prompt opened there: the program has a handler of its own for it or blocks it, or the thread had no "
                             "stack left to run one on"_s;
        return boxed;
    }
    boxed.id = text(words->id, sizeof words->id);
    boxed.message = text(words->message, sizeof words->message);
    if (!signal)
        boxed.message += u"; then the program's own handler ended it with status %1"_s.arg(status);
    boxed.trace = text(words->trace, sizeof words->trace);
    if (boxed.trace.isEmpty())
        boxed.trace = traceReadHere(*words, sameProgram);
    return boxed;
}

} // namespace furrow::debug
