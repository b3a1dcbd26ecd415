// SPDX-License-Identifier: MIT
#include "signalentry.h"

#include "debugchannel.h"
#include "entryrequest.h"
#include "fixtureguard.h"
#include "keptsignals.h"
#include "protocol.h"

#include <furrow/detail/taskstate.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace furrow::debug {
namespace {

std::atomic<const SignalTarget *> published{nullptr};

constexpr std::size_t wordSize = 1024;

bool onMainThread() noexcept
{
    return ::gettid() == ::getpid();
}

// Names are bytes of the program's: what is not ASCII could be half a character.
void plain(char *text) noexcept
{
    for (; *text; ++text) {
        if (static_cast<unsigned char>(*text) >= 0x80)
            *text = '?';
    }
}

std::size_t readFile(const char *path, char *buffer, std::size_t size) noexcept
{
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    std::size_t used = 0;
    while (used + 1 < size) {
        const ssize_t got = ::read(file, buffer + used, size - 1 - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        used += std::size_t(got);
    }
    ::close(file);
    buffer[used] = '\0';
    return used;
}

long numberAt(const char *text) noexcept
{
    while (*text == ' ' || *text == '\t')
        ++text;
    long value = 0;
    for (; *text >= '0' && *text <= '9'; ++text)
        value = value * 10 + (*text - '0');
    return value;
}

pid_t parentOf(pid_t pid) noexcept
{
    char path[32] = "/proc/", digits[16];
    int n = 0;
    for (pid_t rest = pid; rest > 0; rest /= 10)
        digits[n++] = char('0' + rest % 10);
    std::size_t at = std::strlen(path);
    while (n > 0)
        path[at++] = digits[--n];
    std::strcpy(path + at, "/stat");
    char stat[512];
    if (!readFile(path, stat, sizeof stat))
        return 0;
    const char *end = std::strrchr(stat, ')'); // PID (NAME) STATE PPID
    return end && end[1] && end[2] && end[3] ? pid_t(numberAt(end + 4)) : 0;
}

} // namespace

const SignalTarget *SignalTarget::current() noexcept
{
    const SignalTarget *target = published.load(std::memory_order_acquire);
    return target && target->owner == ::getpid() ? target : nullptr;
}

void SignalTarget::publish(const SignalTarget *target) noexcept
{
    published.store(target, std::memory_order_release);
}

void signalName(int number, char *name, std::size_t size) noexcept
{
    const char *known = ::sigabbrev_np(number);
    copyText(name, size, "SIG");
    copyText(name + 3, size - 3, known ? known : "?");
}

SignalEntry::Release SignalEntry::stand(const SignalTarget &target, char *buffer, std::size_t size) noexcept
{
    if (!*target.socketPath) {
        copyText(reason, sizeof reason, target.whyNoConsole);
        return Release::NoConsole;
    }
    char thread[32] = "main", name[32], hex[24] = "0x";
    if (!onMainThread())
        ::prctl(PR_GET_NAME, thread);
    plain(thread);
    signalName(number, name, sizeof name);
    const furrow::detail::TaskState *task = onMainThread() ? furrow_debug_current_task : nullptr;

    char signal[160];
    PacketWriter details(signal, sizeof signal);
    details.number("number", number).text("name", name);
    if (hasAddress) {
        int shift = 60;
        while (shift > 0 && !(address >> shift & 15))
            shift -= 4;
        char *to = hex + 2;
        for (; shift >= 0; shift -= 4)
            *to++ = "0123456789abcdef"[address >> shift & 15];
        *to = '\0';
        details.text("address", hex);
    }
    details.finish();

    PacketWriter packet(buffer, size);
    packet.text("type", protocol::entry).text("kind", kind).raw("actor", target.actorJson);
    packet.number("pid", ::getpid()).number("tid", ::gettid()).text("thread", thread);
    if (task && task->name)
        packet.text("task", task->name);
    else
        packet.null("task");
    packet.text("file", words ? words->file : "").number("line", words ? words->line : 0).text("function", words ? words->function : "");
    if (copy)
        packet.number("copy", copy);
    else
        packet.null("copy");
    packet.raw("signal", signal).text("quit", quit).boolean("shield", true);
    if (words) {
        packet.open("error");
        packet.text("id", words->id).text("type", name).text("message", words->message).text("trace", words->trace);
        packet.list("relayPath", target.actorJson).raw("source", target.actorJson).close();
    } else {
        packet.null("error");
    }
    const std::size_t length = packet.finish();

    DebugChannel channel;
    char word[wordSize];
    const bool asked = length && channel.open(target.socketPath) && channel.send(buffer, length);
    if (::gettid() == ::getpid())
        letLoopEntriesPass();
    const bool granted = asked && channel.receive(word, sizeof word) > 0 && std::strcmp(word, protocol::granted) == 0;
    if (!granted) {
        copyText(reason, sizeof reason, "the console is gone");
        return Release::NoConsole;
    }
    if (fixture && !fixture->enter())
        return Release::Continue; // the channel closes, which withdraws it
    const Release release = standGranted(channel);
    if (fixture)
        fixture->leave();
    return release;
}

SignalEntry::Release SignalEntry::standGranted(DebugChannel &channel) noexcept
{
    char word[wordSize];
    const std::size_t standing = PacketWriter(word, sizeof word).text("type", protocol::standing).number("tid", ::gettid()).finish();
    if (!channel.send(word, standing) || channel.receive(word, sizeof word) <= 0) {
        copyText(reason, sizeof reason, "the console went away while this stood at its prompt");
        return Release::NoConsole;
    }
    if (std::strcmp(word, protocol::wordQuit) == 0)
        return Release::Quit;
    constexpr std::size_t skip = sizeof protocol::wordSkip - 1;
    if (std::strncmp(word, protocol::wordSkip, skip) == 0) {
        copyText(reason, sizeof reason, word[skip] ? word + skip + 1 : "the console says no more");
        return Release::Skipped;
    }
    return Release::Continue;
}

pid_t foreignTracer(const SignalTarget &target) noexcept
{
    char status[1024]; // it stands among the first lines
    if (!readFile("/proc/self/status", status, sizeof status))
        return 0;
    const char *line = std::strstr(status, "\nTracerPid:");
    const pid_t tracer = line ? pid_t(numberAt(line + 11)) : 0;
    if (!tracer || !target.consolePid)
        return tracer;
    return tracer == target.consolePid || parentOf(tracer) == target.consolePid ? 0 : tracer;
}

void reportRaw(std::initializer_list<const char *> parts, const char *trace) noexcept
{
    // One call, so that no line of another process comes between; and little of a stack that may be small.
    constexpr int most = 128;
    iovec text[most];
    int count = 0;
    const auto put = [&](const char *part, std::size_t length) {
        if (count < most - 1 && length)
            text[count++] = {const_cast<char *>(part), length};
    };
    put("furrow: ", 8);
    for (const char *part : parts)
        put(part, std::strlen(part));
    while (*trace) {
        const char *end = std::strchr(trace, '\n');
        const std::size_t length = end ? std::size_t(end - trace) : std::strlen(trace);
        put("\n    ", 5);
        put(trace, length);
        trace += length + (end ? 1 : 0);
    }
    text[count++] = {const_cast<char *>("\n"), 1};
    for (int first = 0; first < count;) {
        const ssize_t wrote = ::writev(STDERR_FILENO, text + first, count - first);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return;
        auto rest = std::size_t(wrote);
        for (; first < count && rest >= text[first].iov_len; ++first)
            rest -= text[first].iov_len;
        if (first < count)
            text[first] = {static_cast<char *>(text[first].iov_base) + rest, text[first].iov_len - rest};
    }
}

void deliverAgain(int number, siginfo_t *info, const struct sigaction &next) noexcept
{
    struct sigaction action = next;
    // The kernel's own signal cannot be ignored, so neither may what stands for it.
    if (!(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN && info->si_code > 0)
        action.sa_handler = SIG_DFL;
    giveUpSignal(number, action);
    if (::syscall(SYS_rt_tgsigqueueinfo, ::getpid(), ::gettid(), number, info) == 0)
        return;
    ::syscall(SYS_tgkill, ::getpid(), ::gettid(), number);
}

} // namespace furrow::debug
