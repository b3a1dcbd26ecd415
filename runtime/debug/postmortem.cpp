// SPDX-License-Identifier: MIT
#include <furrow/postmortem.h>

#include "callsite.h"
#include "copyleases.h"
#include "crashentry.h"
#include "debugsession.h"
#include "entrygate.h"
#include "report.h"
#include "shieldedwait.h"
#include "throwsite.h"

#include <furrow/cancelscope.h>
#include <furrow/sleep.h>

#include <exception>
#include <stdexcept>
#include <utility>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow {
namespace {

using namespace debug;

const QString gone = u"the console went away before it was its turn"_s;

/// Null, with a report, when nothing can open: without debug mode; and when this is called from an open prompt.
std::shared_ptr<const EntryGate> gateFor(const std::source_location &where)
{
    std::shared_ptr<const EntryGate> gate = EntryGate::current();
    if (gate && gate->debugMode)
        return gate;
    report(u"the post-mortem at %1:%2 opens nothing: there is no debug mode"_s.arg(QString::fromUtf8(where.file_name())).arg(where.line()));
    return nullptr;
}

EntryInfo postMortemInfo(const EntryGate &gate, const PostMortemOptions &options, const std::source_location &where)
{
    EntryInfo info = entryHere(gate, EntryInfo::Kind::PostMortem, where);
    info.quit = EntryInfo::Quit::None;
    info.shield = options.shield;
    info.hideRuntime = options.hideRuntime;
    return info;
}

/// Queues it. False when there is nobody to ask, which has been reported.
bool ask(const EntryGate &gate, const std::exception_ptr &error, EntryInfo &info, EntryRequest &request)
{
    if (gate.socketPath.isEmpty()) {
        reportUnseen(info, error, gate.whyNoConsole);
        return false;
    }
    describeError(info, gate, error, seenHere(error, gate.self));
    if (request.ask(gate.socketPath, info))
        return true;
    reportUnseen(info, error, gone);
    return false;
}

/// What both forms do before they wait.
struct Asked
{
    EntryInfo info;
    EntryRequest request;
};
bool ask(Asked &asked, PostMortemOptions &options, const std::source_location &where, const char *shieldedForm)
{
    if (!options.error)
        options.error = std::current_exception();
    if (!options.error)
        throw std::logic_error("furrow::postMortem() found no error: call it in a catch block, or name one");
    const auto gate = gateFor(where);
    if (!gate || standsAlready() || callsite().fromPrompt)
        return false;
    asked.info = postMortemInfo(*gate, options, where);
    if (::gettid() == ::getpid() && !options.shield && currentlyCancelled()) {
        hintShield(asked.info, shieldedForm);
        throw Cancelled();
    }
    return ask(*gate, options.error, asked.info, asked.request);
}

} // namespace

void postMortem(PostMortemOptions options, std::source_location where)
{
    Asked asked;
    if (!ask(asked, options, where, "furrow::postMortem({.shield = true})"))
        return;
    if (::gettid() == ::getpid())
        letLoopEntriesPass();
    if (!asked.request.waitForGrant())
        return reportUnseen(asked.info, options.error, gone);
    standAt(asked.request, describe(asked.info), options.replFixture);
}

Task<> postMortem(std::exception_ptr error, PostMortemOptions options, std::source_location where)
{
    options.error = std::move(error);
    Asked asked;
    if (!ask(asked, options, where, "co_await furrow::postMortem(error, {.shield = true})"))
        co_return;
    do {
        asked.request.waitsWithLoop();
        if (options.shield)
            co_await shieldedReadable(asked.request.fd());
        else
            co_await readable(asked.request.fd());
    } while (asked.request.askedAnew());
    if (!asked.request.waitForGrant())
        co_return reportUnseen(asked.info, options.error, gone);
    standAt(asked.request, describe(asked.info), options.replFixture);
}

} // namespace furrow
