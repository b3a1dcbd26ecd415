// SPDX-License-Identifier: MIT
#include <furrow/pause.h>

#include "entrygate.h"
#include "report.h"

#include <furrow/cancelscope.h>
#include <furrow/debuggerquit.h>

#include <QSocketNotifier>

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

constexpr char awaitedForm[] = "co_await furrow::pause({.shield = true})";
constexpr char plainForm[] = "furrow::pauseFromSync({.shield = true})";

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

} // namespace

struct pause::Private
{
    PauseOptions options;
    std::source_location where;
    EntryInfo info = {};
    EntryRequest request = {};
    QSocketNotifier *notifier = nullptr;
    std::exception_ptr error = {};
    bool granted = false;
    bool lost = false; // the console, while queued

    void dropNotifier()
    {
        if (notifier) {
            notifier->setEnabled(false);
            std::exchange(notifier, nullptr)->deleteLater();
        }
    }
};

pause::pause(PauseOptions options, std::source_location where)
    : Wait(!options.shield), d(new Private{.options = options, .where = where})
{
}

pause::~pause()
{
    d->dropNotifier();
}

bool pause::await_ready()
{
    if (!detail::currentTask())
        throw std::logic_error("furrow::pause() was awaited outside of any task; furrow::pauseFromSync() works everywhere");
    const auto gate = EntryGate::current();
    if (!gate || !gate->debugMode)
        throwNoDebugMode();
    const bool ready = Wait::await_ready();
    d->info = entryHere(*gate, EntryInfo::Kind::Pause, d->where);
    d->info.shield = d->options.shield;
    if (ready && !d->options.shield && currentlyCancelled())
        debug::hintShield(d->info, awaitedForm);
    return ready;
}

bool pause::begin()
{
    if (debug::standsAlready())
        return false;
    const auto gate = EntryGate::current();
    if (!gate)
        throwNoDebugMode(); // the session closed meanwhile
    if (gate->socketPath.isEmpty() || !d->request.ask(gate->socketPath, d->info)) {
        d->error = noConsole(d->info, gate->socketPath.isEmpty() ? gate->whyNoConsole : wentAway());
        return false;
    }
    d->notifier = new QSocketNotifier(d->request.fd(), QSocketNotifier::Read);
    QObject::connect(d->notifier, &QSocketNotifier::activated, d->notifier, [this] {
        d->dropNotifier();
        d->granted = d->request.waitForGrant();
        d->lost = !d->granted;
        wake();
        detail::runScheduled();
    });
    return true;
}

void pause::withdraw() noexcept
{
    d->dropNotifier();
    d->request.withdraw();
}

// Out of line: it is the frame between the prompt and the user's coroutine, and the first that the debugger hides.
void pause::await_resume()
{
    resumed();
    if (d->lost)
        d->error = noConsole(d->info, wentAway());
    if (d->error)
        std::rethrow_exception(d->error);
    if (!d->granted)
        return;
    if (debug::standAt(d->request, debug::describe(d->info)) == Release::Quit)
        throw DebuggerQuit();
}

void pauseFromSync(PauseOptions options, std::source_location where)
{
    const auto gate = EntryGate::current();
    if (!gate || !gate->debugMode)
        throwNoDebugMode();
    if (debug::standsAlready())
        return;
    EntryInfo info = entryHere(*gate, EntryInfo::Kind::Pause, where);
    info.quit = EntryInfo::Quit::Later;
    info.shield = true; // it blocks its thread: nothing can withdraw it
    const bool inTask = ::gettid() == ::getpid() && detail::currentTask();
    if (inTask && !options.shield && currentlyCancelled()) {
        debug::hintShield(info, plainForm);
        throw Cancelled();
    }
    EntryRequest request;
    const bool asked = !gate->socketPath.isEmpty() && request.ask(gate->socketPath, info);
    if (!asked || !request.waitForGrant())
        std::rethrow_exception(noConsole(info, gate->socketPath.isEmpty() ? gate->whyNoConsole : wentAway()));
    if (debug::standAt(request, debug::describe(info)) == Release::Quit)
        debug::quitLater();
}

} // namespace furrow
