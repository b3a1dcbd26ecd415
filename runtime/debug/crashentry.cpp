// SPDX-License-Identifier: MIT
#include "crashentry.h"

#include "copyleases.h"
#include "debugsession.h"
#include "report.h"
#include "shieldedwait.h"
#include "throwsite.h"

#include <furrow/cancelled.h>
#include <furrow/debuggerquit.h>
#include <furrow/exceptiongroup.h>
#include <furrow/log.h>
#include <furrow/remoteactorerror.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

constexpr qsizetype longest = 8 * 1024; // characters; each may take six bytes in a packet of 128 KiB

void shorten(QString &text)
{
    if (text.size() > longest) {
        text.truncate(longest);
        text += u"\n..."_s;
    }
}

void reportUnseen(const EntryInfo &info, const std::exception_ptr &error, const QString &why)
{
    report(u"%1 opens no REPL: %2\n%3"_s.arg(describe(info), why, renderError(error)));
}

Task<> openCrashEntry(const EntryGate &gate, DebugSession &session, const std::exception_ptr &error, const BoxedError &boxed)
{
    const std::exception_ptr shown = shownPartOf(error);
    EntryInfo info = entryHere(gate, EntryInfo::Kind::Crash, {});
    info.quit = EntryInfo::Quit::None;
    info.shield = true;
    info.function.clear();
    info.file.clear();
    if (const QList<TraceFrame> trace = recordedTrace(shown); !trace.isEmpty()) {
        info.function = trace.first().function;
        info.file = trace.first().file;
        info.line = trace.first().line;
    }
    if (gate.socketPath.isEmpty())
        co_return reportUnseen(info, error, gate.whyNoConsole);
    info.error = forPacket(boxed);
    info.copy = session.leases().lease(shown);
    if (info.copy)
        session.leased(info.copy, boxed.id);
    EntryRequest request;
    bool granted = request.ask(gate.socketPath, info);
    if (granted) {
        co_await shieldedReadable(request.fd());
        granted = request.waitForGrant();
    }
    if (!granted)
        co_return reportUnseen(info, error, u"the console went away before it was its turn"_s);
    standAt(request, describe(info));
}

} // namespace

bool neverOpens(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const Cancelled &) {
        return true;
    } catch (const DebuggerQuit &) {
        return true;
    } catch (const ExceptionGroup &group) {
        return std::ranges::all_of(group.errors(), neverOpens);
    } catch (...) {
        return false;
    }
}

BoxedError seenHere(const std::exception_ptr &error, const ActorId &self)
{
    try {
        std::rethrow_exception(error);
    } catch (const RemoteActorError &remote) {
        return remote.boxed();
    } catch (...) {
        return box(error, self);
    }
}

QJsonObject forPacket(BoxedError error)
{
    constexpr qsizetype longestPath = 100;
    shorten(error.type);
    shorten(error.message);
    shorten(error.trace);
    if (error.relayPath.size() > longestPath)
        error.relayPath.resize(longestPath);
    return error.toJson();
}

std::exception_ptr shownPartOf(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const ExceptionGroup &group) {
        const auto &leaves = group.errors();
        const auto withCopy = std::ranges::find_if(leaves, [](const auto &leaf) { return copyOf(leaf) != 0; });
        const auto opens = std::ranges::find_if_not(leaves, neverOpens);
        return withCopy != leaves.end() ? *withCopy : opens != leaves.end() ? *opens : leaves.front();
    } catch (...) {
        return error;
    }
}

Task<> crashEntry(std::exception_ptr error)
{
    DebugSession *session = DebugSession::instance();
    const std::shared_ptr<const EntryGate> gate = EntryGate::current();
    if (!session || !gate || !error || (!gate->debugMode && !session->hasConsole()))
        co_return;
    try {
        if (isCancelled(error))
            co_return;
        noteEscaped(error);
        if (!session->isNews(error))
            co_return;
        const bool opens = gate->debugMode && !neverOpens(error) && session->admits(error);
        const BoxedError boxed = seenHere(error, gate->self);
        session->raised(boxed, !opens);
        if (opens)
            co_await openCrashEntry(*gate, *session, error, boxed);
    } catch (const std::exception &failure) {
        report(u"no crash REPL in %1: %2"_s.arg(gate->self.toString(), QString::fromUtf8(failure.what())));
    }
}

} // namespace furrow::debug
