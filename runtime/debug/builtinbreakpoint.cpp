// SPDX-License-Identifier: MIT
#include "builtinbreakpoint.h"

#include "crashtrace.h"
#include "entrygate.h"
#include "fixtureguard.h"
#include "keptsignals.h"
#include "leftoverbreakpoint.h"
#include "signalentry.h"

#include <furrow/detail/taskstate.h>

#include <QSocketNotifier>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace furrow::debug {
namespace {

// What the handler reads; valid before and after the object.
std::atomic<int> wake{-1};
std::atomic<furrow::detail::TaskState *> rootTask{nullptr};
std::atomic<bool> refused{false};
constinit thread_local bool standing = false;

bool isBreakpoint(const siginfo_t *info)
{
    switch (info->si_code) {
#if defined(__x86_64__)
    case SI_KERNEL: // int3
#endif
    case TRAP_BRKPT:
    case SI_USER:
    case SI_TKILL:
    case SI_QUEUE:
        return true;
    default:
        return false; // a debugger's single step or watchpoint
    }
}

void quit()
{
    reportRaw({"quit: the actor's root task fails with DebuggerQuit at its next checkpoint"});
    furrow::detail::TaskState *root = rootTask;
    if (root && ::gettid() == ::getpid() && furrow_debug_current_task == root) {
        furrow_debug_quit_task = root;
        return;
    }
    const eventfd_t one = 1;
    while (::write(wake, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void stand(const SignalTarget &target, [[maybe_unused]] const siginfo_t *info, [[maybe_unused]] ucontext_t *context)
{
#if defined(__x86_64__)
    // An int3 has been run, and the next line may begin behind it; while somebody looks, the thread stands on it.
    const bool behind = info->si_code == SI_KERNEL;
    if (behind)
        setProgramCounter(*context, programCounter(*context) - 1);
#endif
    SignalEntry entry;
    entry.kind = "breakpoint";
    entry.quit = "later";
    entry.number = SIGTRAP;
    // Unlike a fault it comes where the code called for it, so that the program's own may run here as in any function.
    const bool called = info->si_code > 0 || info->si_pid == ::getpid();
    const std::shared_ptr<const EntryGate> gate = called ? EntryGate::current() : nullptr;
    std::optional<FixtureGuard> fixture;
    if (gate && gate->fixture)
        entry.fixture = &fixture.emplace(gate->fixture, QStringLiteral("the breakpoint in %1").arg(gate->self.toString()));
    char buffer[2048];
    const SignalEntry::Release release = entry.stand(target, buffer, sizeof buffer);
#if defined(__x86_64__)
    if (behind)
        setProgramCounter(*context, programCounter(*context) + 1);
#endif
    if (release == SignalEntry::Release::Quit)
        quit();
    else if (release != SignalEntry::Release::Continue)
        reportRaw({"the breakpoint in ", target.actor, " opens no REPL: ", entry.reason, "; it goes on as with 'continue'"});
}

void refuse(const SignalTarget &target, siginfo_t *info, ucontext_t *context)
{
    // Two threads at once: one sentence is enough.
    if (!refused.exchange(true)) {
        LastWords &words = *target.words;
        copyText(words.id, sizeof words.id, target.errorId);
        copyText(words.message, sizeof words.message, "Trace/breakpoint trap: a breakpoint of the code's own, refused without the breakpoint hook");
        words.code = info->si_code;
        traceInCopy(words, context, Ending::Signal);
        words.signal = SIGTRAP;
        reportRaw({"a breakpoint of the code's own (SIGTRAP) in ", target.actor,
                   " is refused: to have it open the REPL, set .breakpointHook = true in the options of the root actor or of this one"},
                  words.trace);
    }
    struct sigaction standard{};
    standard.sa_handler = SIG_DFL;
    deliverAgain(SIGTRAP, info, standard);
}

bool trapped(siginfo_t *info, void *context)
{
    const SignalTarget *target = SignalTarget::current();
    if (!target || !isBreakpoint(info) || foreignTracer(*target))
        return false;
    if (standing)
        return true; // of a function called from this very prompt
    if (!target->breakpointHook) {
        if (handlerCameLater(SIGTRAP))
            return false; // the program means to deal with it
        refuse(*target, info, static_cast<ucontext_t *>(context));
        return true;
    }
    standing = true;
    stand(*target, info, static_cast<ucontext_t *>(context));
    standing = false;
    return true;
}

} // namespace

BuiltinBreakpoint::BuiltinBreakpoint(QObject *parent) : QObject(parent) {}

BuiltinBreakpoint::~BuiltinBreakpoint()
{
    remove();
}

void BuiltinBreakpoint::install()
{
    if (m_notifier)
        return;
    const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd >= 0) {
        wake = fd;
        m_notifier = new QSocketNotifier(fd, QSocketNotifier::Read, this);
        connect(m_notifier, &QSocketNotifier::activated, this, &BuiltinBreakpoint::read);
    }
    refused = false;
    setTrapHook(trapped);
    installLeftoverBreakpointHandler();
}

void BuiltinBreakpoint::remove()
{
    removeLeftoverBreakpointHandler();
    setTrapHook(nullptr);
    rootTask = nullptr;
    if (!m_notifier)
        return;
    delete std::exchange(m_notifier, nullptr);
    ::close(wake.exchange(-1));
}

void BuiltinBreakpoint::setRootTask(detail::TaskState *task)
{
    rootTask = task;
}

void BuiltinBreakpoint::read()
{
    eventfd_t times = 0;
    if (::eventfd_read(wake, &times) == 0)
        Q_EMIT quitAsked();
}

} // namespace furrow::debug
