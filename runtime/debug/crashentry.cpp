// SPDX-License-Identifier: MIT
#include "crashentry.h"

#include "copyleases.h"
#include "debugsession.h"
#include "longcall.h"
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

/// What the program's filter says.
bool admits(const DebugSession &session, const std::exception_ptr &error, const ErrorContext &context)
{
    const LongCall watched(u"the debugFilter of %1 takes long: the error waits for what it says"_s.arg(context.actor.toString()));
    return session.admits(error, context);
}

constexpr qsizetype mostLeaves = 16; // named one by one in a packet

ErrorContext contextOf(const EntryGate &gate, const std::exception_ptr &error, const BoxedError &boxed)
{
    ErrorContext context;
    context.actor = gate.self;
    context.task = QString::fromUtf8(currentTaskName());
    context.source = boxed.source;
    if (const QList<TraceFrame> trace = recordedTrace(shownPartOf(error)); !trace.isEmpty()) {
        context.function = trace.first().function;
        context.file = trace.first().file;
        context.line = trace.first().line;
    }
    return context;
}

QJsonObject placeOf(const ErrorContext &context)
{
    return {{"function"_L1, context.function}, {"file"_L1, context.file}, {"line"_L1, context.line}};
}

EntryInfo crashInfo(const EntryGate &gate, const ErrorContext &context)
{
    EntryInfo info = entryHere(gate, EntryInfo::Kind::Crash, {});
    info.quit = EntryInfo::Quit::None;
    info.shield = true;
    info.function = context.function;
    info.file = context.file;
    info.line = context.line;
    return info;
}

Task<> openCrashEntry(const EntryGate &gate, const std::exception_ptr &error, const BoxedError &boxed, const ErrorContext &context)
{
    EntryInfo info = crashInfo(gate, context);
    if (gate.socketPath.isEmpty())
        co_return reportUnseen(info, error, gate.whyNoConsole);
    describeError(info, gate, error, boxed);
    EntryRequest request;
    bool granted = request.ask(gate.socketPath, info);
    if (granted) {
        do {
            request.waitsWithLoop();
            co_await shieldedReadable(request.fd());
        } while (request.askedAnew());
        granted = request.waitForGrant();
    }
    if (!granted)
        co_return reportUnseen(info, error, u"the console went away before it was its turn"_s);
    standAt(request, describe(info));
}

} // namespace

void reportUnseen(const EntryInfo &info, const std::exception_ptr &error, const QString &why)
{
    report(u"%1 opens no REPL: %2\n%3"_s.arg(describe(info), why, renderError(error)));
}

void describeError(EntryInfo &info, const EntryGate &gate, const std::exception_ptr &error, const BoxedError &boxed)
{
    DebugSession *session = DebugSession::instance();
    const auto lease = [session](const std::exception_ptr &each, const QString &id) {
        bool isNew = false;
        const pid_t copy = session ? session->leases().lease(each, &isNew) : 0;
        if (isNew)
            session->leased(copy, id);
        return copy;
    };
    const std::exception_ptr shown = shownPartOf(error);
    info.error = forPacket(boxed);
    info.copy = lease(shown, boxed.id);
    if (const QString why = whyNoCopy(shown); !info.copy && !why.isEmpty())
        info.detail = u"no frozen copy was taken at the throw (%1): this is the process itself, after its stack was unwound; the trace "
                      "was recorded at the throw"_s.arg(why);
    if (shown == error)
        return;
    try {
        std::rethrow_exception(error);
    } catch (const ExceptionGroup &group) {
        for (const std::exception_ptr &leaf : group.errors()) {
            if (info.leaves.size() == mostLeaves)
                break;
            const BoxedError each = seenHere(leaf, gate.self);
            QJsonObject object{{"id"_L1, each.id}, {"type"_L1, each.type}, {"message"_L1, each.message.left(1000)},
                               {"copy"_L1, qint64(lease(leaf, each.id))}};
            if (const QList<TraceFrame> trace = recordedTrace(leaf); !trace.isEmpty()) {
                object["function"_L1] = trace.first().function;
                object["file"_L1] = trace.first().file;
                object["line"_L1] = trace.first().line;
            }
            info.leaves.append(object);
        }
    } catch (...) {
    }
}

bool neverOpens(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const Cancelled &) {
        return true;
    } catch (const DebuggerQuit &) {
        return true;
    } catch (const ContextCancelled &) {
        return true;
    } catch (const RemoteActorError &remote) {
        return remote.boxed().type == "ContextCancelled"_L1;
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

void crashEntryFromSync(const std::exception_ptr &error, const ReplFixture &fixture)
{
    const std::shared_ptr<const EntryGate> gate = EntryGate::current();
    if (!gate || !gate->debugMode || standsAlready())
        return;
    const BoxedError boxed = seenHere(error, gate->self);
    EntryInfo info = crashInfo(*gate, contextOf(*gate, error, boxed));
    if (gate->socketPath.isEmpty())
        return reportUnseen(info, error, gate->whyNoConsole);
    if (DebugSession *session = DebugSession::instance())
        session->raised(boxed, false, placeOf(contextOf(*gate, error, boxed)));
    describeError(info, *gate, error, boxed);
    EntryRequest request;
    if (!request.ask(gate->socketPath, info) || !request.waitForGrant())
        return reportUnseen(info, error, u"the console went away before it was its turn"_s);
    standAt(request, describe(info), fixture);
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
        const BoxedError boxed = seenHere(error, gate->self);
        const ErrorContext context = contextOf(*gate, error, boxed);
        const char *whyNot = !gate->debugMode ? "mode" : neverOpens(error) ? "kind" : !admits(*session, error, context) ? "filter" : nullptr;
        const bool opens = !whyNot;
        QJsonObject more = placeOf(context);
        if (whyNot)
            more["why"_L1] = QLatin1StringView(whyNot);
        session->raised(boxed, !opens, more);
        if (opens)
            co_await openCrashEntry(*gate, error, boxed, context);
    } catch (const std::exception &failure) {
        report(u"no crash REPL in %1: %2"_s.arg(gate->self.toString(), QString::fromUtf8(failure.what())));
    }
}

} // namespace furrow::debug
