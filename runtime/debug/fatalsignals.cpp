// SPDX-License-Identifier: MIT
#include "fatalsignals.h"

#include "crashtrace.h"
#include "keptsignals.h"
#include "outputrouting.h"
#include "protocol.h"
#include "signalentry.h"
#include "signalstack.h"
#include "throwsite.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <exception>
#include <new>
#include <poll.h>
#include <unistd.h>
#include <unwind.h>
#include <utility>

namespace furrow::debug {
namespace {

constexpr int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

sigset_t blocked; // by the program, of these
bool installed = false;
std::terminate_handler formerTerminate = nullptr;

/// The thread whose crash is handled. Never reset: a process crashes once.
std::atomic<pid_t> crashing{0};
char packetBuffer[protocol::maxPacket];

const char *meaning(int number, int code)
{
    switch (number) {
    case SIGSEGV:
        return code == SEGV_MAPERR ? "nothing is mapped there" : code == SEGV_ACCERR ? "no permission for that"
             : code == SI_KERNEL   ? "no address that can be" : "";
    case SIGBUS:
        return code == BUS_ADRALN ? "wrong alignment" : code == BUS_ADRERR ? "no memory behind it, as in a file that was made shorter" : "";
    case SIGFPE:
        return code == FPE_INTDIV ? "integer division by zero" : code == FPE_INTOVF ? "integer overflow"
             : code == FPE_FLTDIV ? "division by zero" : code == FPE_FLTINV ? "invalid operation" : "";
    case SIGILL:
        return code == ILL_ILLOPN || code == ILL_ILLOPC ? "illegal instruction, as of __builtin_trap()" : "";
    default:
        return "";
    }
}

class Text
{
public:
    Text(char *buffer, std::size_t size) : m_to(buffer), m_left(size) { *m_to = '\0'; }
    Text &operator<<(const char *text)
    {
        copyText(m_to, m_left, text);
        const std::size_t length = std::strlen(m_to);
        m_to += length;
        m_left -= length;
        return *this;
    }
    Text &number(std::uint64_t value, unsigned base)
    {
        char digits[24];
        char *at = digits + sizeof digits - 1;
        *at = '\0';
        do {
            *--at = "0123456789abcdef"[value % base];
            value /= base;
        } while (value);
        return *this << at;
    }

private:
    char *m_to;
    std::size_t m_left;
};

void describe(LastWords &words, int number, const siginfo_t *info, const ucontext_t *context)
{
    words.code = info ? info->si_code : 0;
    // Of the kernel's own, only a fault has an address; and not one of a pointer that is no address at all.
    words.hasAddress = info && info->si_code > 0 && info->si_code != SI_KERNEL && number != SIGABRT;
    words.address = words.hasAddress ? reinterpret_cast<std::uint64_t>(info->si_addr) : 0;
    const char *name = ::sigdescr_np(number);
    Text text(words.message, sizeof words.message);
    text << (name ? name : "Signal");
    if (words.hasAddress)
        (text << " at address 0x").number(words.address, 16);
    // A fault just beyond the stack pointer; memory that is there never faults.
    constexpr std::uint64_t near = 128 * 1024;
    if (number == SIGSEGV && words.hasAddress && context && stackPointer(*context)
        && words.address + near > stackPointer(*context) && words.address < stackPointer(*context) + near)
        text << ": stack overflow";
    else if (const char *why = info ? meaning(number, info->si_code) : ""; *why)
        text << ": " << why;
    else if (info && info->si_code <= 0 && info->si_pid != ::getpid() && info->si_pid > 0)
        (text << ", sent by process ").number(std::uint64_t(info->si_pid), 10);
}

/// The prompt, and what is left for the parent or said at the root's end.
void open(const SignalTarget &target, int number, const siginfo_t *info, const ucontext_t *context, Ending ending, pid_t copy)
{
    LastWords &words = *target.words;
    describe(words, number, info, context);
    copyText(words.id, sizeof words.id, target.errorId);
    traceInCopy(words, context, ending);
    words.signal = std::uint32_t(number);

    SignalEntry entry;
    entry.number = number;
    entry.hasAddress = words.hasAddress;
    entry.address = words.address;
    entry.words = &words;
    entry.copy = copy;
    SignalEntry::Release release = SignalEntry::Release::Skipped;
    if (const pid_t tracer = foreignTracer(target))
        (Text(entry.reason, sizeof entry.reason) << "another debugger has it, process ").number(std::uint64_t(tracer), 10);
    else
        release = entry.stand(target, packetBuffer, sizeof packetBuffer);
    char name[32];
    signalName(number, name, sizeof name);
    if (release == SignalEntry::Release::NoConsole)
        OutputRouting::awaitPutBack(); // or this dies with what it says in a pipe that nobody reads
    if (release == SignalEntry::Release::NoConsole || release == SignalEntry::Release::Skipped)
        reportRaw({"no REPL for the crash in ", target.actor, ": ", entry.reason, "; it dies of ", name, ": ", words.message}, words.trace);
    else if (target.isRoot)
        reportRaw({target.actor, " dies of ", name, ": ", words.message}, words.trace);
}

/// This thread's crash is the one to be handled. Of another that comes later nothing becomes: it ends with the process.
bool isFirst()
{
    pid_t other = 0;
    const pid_t self = ::gettid();
    if (crashing.compare_exchange_strong(other, self))
        return true;
    while (other != self)
        ::poll(nullptr, 0, -1);
    return false;
}

void handler(int number, siginfo_t *info, void *context)
{
    const int keptErrno = errno;
    const struct sigaction next = programsAction(number);
    const bool ignored = !(next.sa_flags & SA_SIGINFO) && next.sa_handler == SIG_IGN && info->si_code <= 0;
    const SignalTarget *target = SignalTarget::current();
    if (!ignored) {
        if (target && isFirst())
            open(*target, number, info, static_cast<ucontext_t *>(context), number == SIGABRT ? Ending::Abort : Ending::Signal, 0);
        deliverAgain(number, info, next);
    }
    errno = keptErrno;
}

void onTerminate()
{
    const SignalTarget *target = SignalTarget::current();
    if (target && isFirst()) {
        sigset_t all, present;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &present);
        // One that was thrown again shows here no more where it was raised; its first throw's copy does.
        open(*target, SIGABRT, nullptr, nullptr, Ending::Terminate, copyOf(std::current_exception()));
        ::pthread_sigmask(SIG_SETMASK, &present, nullptr);
    }
    formerTerminate();
    std::abort();
}

// Where the object is mapped that holds this; without a lock, and quick.
const void *objectAt(const void *address)
{
    dl_find_object object;
    return ::_dl_find_object(const_cast<void *>(address), &object) == 0 ? object.dlfo_map_start : nullptr;
}

struct Outwards
{
    const void *object;
    std::uintptr_t from;
    void *end;
    bool only = true;
};

_Unwind_Reason_Code look(_Unwind_Context *context, void *data)
{
    auto *outwards = static_cast<Outwards *>(data);
    if (_Unwind_GetCFA(context) < outwards->from)
        return _URC_NO_REASON;
    if (reinterpret_cast<void *>(_Unwind_GetRegionStart(context)) == outwards->end)
        return _URC_END_OF_STACK;
    outwards->only = objectAt(reinterpret_cast<void *>(_Unwind_GetIP(context))) == outwards->object;
    return outwards->only ? _URC_NO_REASON : _URC_END_OF_STACK;
}

// Qt's library, if it is one of its own.
const void *qtObject()
{
    static const void *const object = [] {
        const void *qt = objectAt(::dlsym(RTLD_DEFAULT, "qVersion"));
        return qt == objectAt(reinterpret_cast<void *>(&installFatalSignals)) ? nullptr : qt;
    }();
    return object;
}

} // namespace

void installFatalSignals()
{
    if (std::exchange(installed, true))
        return;
    struct sigaction action{};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    // A fault in the handler ends the process at once: the kernel does not call a handler whose signal is blocked.
    ::sigfillset(&action.sa_mask);
    for (const int number : numbers)
        keepSignal(number, action);
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    unblockFaults();
    formerTerminate = std::set_terminate(onTerminate);
    // Of this thread; others get theirs as they begin.
    static const SignalStack stack;
}

void unblockFaults() noexcept
{
    sigset_t faults;
    ::sigemptyset(&faults);
    for (const int number : numbers)
        ::sigaddset(&faults, number);
    ::pthread_sigmask(SIG_UNBLOCK, &faults, nullptr);
}

void removeFatalSignals()
{
    if (!std::exchange(installed, false))
        return;
    for (const int number : numbers)
        letGoOfSignal(number);
    sigset_t again;
    ::sigemptyset(&again);
    for (const int number : numbers) {
        if (::sigismember(&blocked, number) == 1)
            ::sigaddset(&again, number);
    }
    ::pthread_sigmask(SIG_BLOCK, &again, nullptr);
    if (std::get_terminate() == onTerminate)
        std::set_terminate(formerTerminate);
}

bool endsInTerminate(unsigned long landingPad, void *region, unsigned long frame)
{
    // Nearly every throw ends here, and is to cost what it cost without this.
    const ThreadEntry &entry = threadEntry();
    if (landingPad) {
        const void *qt = entry.function ? qtObject() : nullptr;
        if (!qt || objectAt(region) != qt || objectAt(entry.function) != qt)
            return false;
        // QThread catches everything, to terminate; so do its pools, to throw it again.
        Outwards outwards{qt, frame, entry.caller};
        _Unwind_Backtrace(look, &outwards);
        if (!outwards.only)
            return false;
    }
    // Without a landing pad it is a noexcept function: there is nothing to go to.
    return !crashing.load(std::memory_order_relaxed) && SignalTarget::current();
}

} // namespace furrow::debug
