// SPDX-License-Identifier: MIT
#include <furrow/pause.h>

#include "callsite.h"
#include "entrygate.h"
#include "queuedentry.h"
#include "report.h"

#include <furrow/cancelscope.h>
#include <furrow/debuggerquit.h>

#include <exception>
#include <stdexcept>
#include <utility>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow {
namespace {

using debug::EntryGate;
using debug::EntryInfo;
using debug::EntryRequest;
using Release = EntryRequest::Release;

[[noreturn]] void throwNoDebugMode()
{
    throw std::logic_error("furrow::pause() needs debug mode: set .debugMode = true in the options of the root actor or of "
                           "openActorNursery, FURROW_DEBUG=1 in the environment, or start the program with furrow");
}

std::exception_ptr noConsole(const EntryInfo &info, const QString &why)
{
    debug::reportWithTrace(u"%1 has nobody to talk to: %2"_s.arg(debug::describe(info), why));
    return std::make_exception_ptr(NoConsole());
}

QString wentAway()
{
    return u"the console went away before it was its turn"_s;
}

EntryInfo pauseInfo(const EntryGate &gate, const PauseOptions &options, const std::source_location &where)
{
    EntryInfo info = entryHere(gate, EntryInfo::Kind::Pause, where);
    info.shield = options.shield;
    info.hideRuntime = options.hideRuntime;
    return info;
}

void pauseHere(const PauseOptions &options, const std::source_location &where, const char *shieldedForm, bool throws = true)
{
    const auto gate = EntryGate::current();
    if (!gate || !gate->debugMode)
        throwNoDebugMode();
    debug::Callsite callsite = debug::callsite();
    callsite.mayThrow = callsite.mayThrow && throws && std::uncaught_exceptions() == 0;
    if (debug::standsAlready() || callsite.fromPrompt)
        return;
    EntryInfo info = pauseInfo(*gate, options, where);
    info.quit = callsite.mayThrow ? EntryInfo::Quit::Throws : EntryInfo::Quit::Later;
    info.shield = true; // it blocks its thread: nothing can withdraw it
    const bool inTask = ::gettid() == ::getpid() && detail::currentTask();
    if (inTask && !options.shield && currentlyCancelled()) {
        debug::hintShield(info, shieldedForm);
        throw Cancelled();
    }
    EntryRequest request;
    const bool asked = !gate->socketPath.isEmpty() && request.ask(gate->socketPath, info);
    if (::gettid() == ::getpid())
        debug::letLoopEntriesPass();
    if (!asked || !request.waitForGrant())
        std::rethrow_exception(noConsole(info, gate->socketPath.isEmpty() ? gate->whyNoConsole : wentAway()));
    if (debug::standAt(request, debug::describe(info), options.replFixture) != Release::Quit)
        return;
    if (info.quit == EntryInfo::Quit::Throws)
        throw DebuggerQuit();
    debug::quitLater();
}

} // namespace

namespace detail {

struct PauseWait::Private
{
    PauseOptions options;
    std::source_location where;
    bool over; // it has paused already, or is awaited
    int unwinding = std::uncaught_exceptions();
    debug::QueuedEntry entry = {};
    std::exception_ptr error = {};
};

PauseWait::PauseWait(PauseOptions options, const std::source_location &where, bool over)
    : Wait(!options.shield), d(new Private{.options = std::move(options), .where = where, .over = over})
{
}

// A coroutine that did not await it. It must not throw: GCC 14 compiles no co_await of an object whose destructor might.
PauseWait::~PauseWait()
{
    if (d->over || std::uncaught_exceptions() != d->unwinding)
        return;
    try {
        pauseHere(d->options, d->where, "furrow::pause({.shield = true})", false);
    } catch (const std::logic_error &error) {
        debug::report(QString::fromUtf8(error.what()));
    } catch (const NoConsole &) { // has been reported
    } catch (const Cancelled &) { // the hint was given, and the next checkpoint throws it
    }
}

bool PauseWait::await_ready()
{
    if (std::exchange(d->over, true))
        return true;
    if (!currentTask())
        throw std::logic_error("furrow::pause() was awaited outside of any task; furrow::pauseFromSync() works everywhere");
    const auto gate = EntryGate::current();
    if (!gate || !gate->debugMode)
        throwNoDebugMode();
    const bool ready = Wait::await_ready();
    d->entry.info = pauseInfo(*gate, d->options, d->where);
    if (ready && !d->options.shield && currentlyCancelled())
        debug::hintShield(d->entry.info, "co_await furrow::pause({.shield = true})");
    return ready;
}

bool PauseWait::begin()
{
    if (debug::standsAlready())
        return false;
    const auto gate = EntryGate::current();
    if (!gate)
        throwNoDebugMode(); // the session closed meanwhile
    if (gate->socketPath.isEmpty() || !d->entry.request.ask(gate->socketPath, d->entry.info)) {
        d->error = noConsole(d->entry.info, gate->socketPath.isEmpty() ? gate->whyNoConsole : wentAway());
        return false;
    }
    d->entry.watch([this] { wake(); });
    return true;
}

void PauseWait::withdraw() noexcept
{
    d->entry.withdraw();
}

// Out of line: it is the frame between the prompt and the user's coroutine, and the first that the debugger hides.
void PauseWait::await_resume()
{
    if (!task())
        return; // it has paused before it was awaited
    resumed();
    if (d->entry.lost)
        d->error = noConsole(d->entry.info, wentAway());
    if (d->error)
        std::rethrow_exception(d->error);
    if (!d->entry.granted)
        return;
    if (debug::standAt(d->entry.request, debug::describe(d->entry.info), d->options.replFixture) == Release::Quit)
        throw DebuggerQuit();
}

} // namespace detail

detail::PauseWait pause(PauseOptions options, std::source_location where)
{
    const bool plain = !debug::isRunningCoroutine(__builtin_return_address(0));
    if (plain)
        pauseHere(options, where, "furrow::pause({.shield = true})");
    return detail::PauseWait(std::move(options), where, plain);
}

void pauseFromSync(PauseOptions options, std::source_location where)
{
    pauseHere(options, where, "furrow::pauseFromSync({.shield = true})");
}

} // namespace furrow
