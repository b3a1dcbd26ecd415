// SPDX-License-Identifier: MIT
#include "entrygate.h"

#include "debugsession.h"
#include "fixtureguard.h"
#include "report.h"
#include "trace.h"

#include <furrow/detail/standstill.h>
#include <furrow/detail/taskstate.h>
#include <furrow/log.h>

#include <QCoreApplication>

#include <mutex>
#include <utility>

#include <pthread.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

std::mutex mutex;
std::shared_ptr<const EntryGate> gateNow;
thread_local bool standing = false;

bool isMainThread()
{
    return ::gettid() == ::getpid();
}

QString threadName()
{
    if (isMainThread())
        return u"main"_s;
    char name[64] = "";
    ::pthread_getname_np(::pthread_self(), name, sizeof name);
    return QString::fromLocal8Bit(name);
}

} // namespace

std::shared_ptr<const EntryGate> EntryGate::current()
{
    std::lock_guard lock(mutex);
    return gateNow;
}

void EntryGate::open(std::shared_ptr<const EntryGate> gate)
{
    std::lock_guard lock(mutex);
    gateNow = std::move(gate);
}

EntryInfo entryHere(const EntryGate &gate, EntryInfo::Kind kind, const std::source_location &where)
{
    EntryInfo info;
    info.kind = kind;
    info.actor = gate.self;
    info.thread = threadName();
    if (isMainThread())
        info.task = QString::fromUtf8(currentTaskName());
    info.file = QString::fromUtf8(where.file_name());
    info.line = int(where.line());
    info.function = shownFunction(QString::fromUtf8(where.function_name()));
    return info;
}

bool standsAlready()
{
    return standing;
}

EntryRequest::Release standAt(EntryRequest &request, const QString &what, const ReplFixture &fixture)
{
    const std::shared_ptr<const EntryGate> gate = EntryGate::current();
    FixtureGuard guard(fixture || !gate ? fixture : gate->fixture, what);
    if (!guard.enter()) {
        request.withdraw();
        return EntryRequest::Release::Continue;
    }
    standing = true;
    const EntryRequest::Release release = [&request] {
        const furrow::detail::StandStill still;
        return request.stand();
    }();
    standing = false;
    guard.leave();
    if (release == EntryRequest::Release::Skipped)
        qCWarning(lcConsole).noquote() << u"%1 was skipped: %2"_s.arg(what, request.reason());
    else if (release == EntryRequest::Release::ConsoleGone)
        report(u"the console went away while this stood at its prompt: %1 goes on as with 'continue'"_s.arg(what));
    return release;
}

void quitLater()
{
    report(u"quit: the actor's root task fails with DebuggerQuit at its next checkpoint"_s);
    const auto ask = [] {
        if (DebugSession *session = DebugSession::instance())
            session->quitRootTask();
    };
    if (isMainThread())
        ask();
    else if (QCoreApplication *application = QCoreApplication::instance())
        QMetaObject::invokeMethod(application, ask, Qt::QueuedConnection);
}

QString describe(const EntryInfo &info)
{
    const QLatin1StringView kind = info.kind == EntryInfo::Kind::Pause        ? "pause"_L1
                                   : info.kind == EntryInfo::Kind::PostMortem ? "post-mortem"_L1
                                                                              : "crash"_L1;
    return info.file.isEmpty() ? u"the %1 in %2"_s.arg(kind, info.actor.toString())
                               : u"the %1 in %2 at %3:%4"_s.arg(kind, info.actor.toString(), info.file).arg(info.line);
}

void hintShield(const EntryInfo &info, const char *example)
{
    report(u"%1 opens nothing, since its scope is cancelled; to stop there all the same, pass shield: %2"_s.arg(
        describe(info), QString::fromLatin1(example)));
}

} // namespace furrow::debug
