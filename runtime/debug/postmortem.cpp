// SPDX-License-Identifier: MIT
#include <furrow/postmortem.h>

#include "copyleases.h"
#include "crashentry.h"
#include "debugsession.h"
#include "entrygate.h"
#include "report.h"
#include "shieldedwait.h"

#include <furrow/cancelscope.h>
#include <furrow/sleep.h>

#include <optional>
#include <stdexcept>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow {
namespace {

using namespace debug;

struct Asked
{
    std::shared_ptr<const EntryGate> gate;
    EntryInfo info;
    EntryRequest request;
};

void reportUnseen(const EntryInfo &info, const std::exception_ptr &error, const QString &why)
{
    report(u"%1 opens no REPL: %2\n%3"_s.arg(describe(info), why, renderError(error)));
}

const QString gone = u"the console went away before it was its turn"_s;

/// Queues it; nothing when there is nobody to ask, which has been reported.
std::optional<Asked> ask(const std::exception_ptr &error, bool shield, const std::source_location &where, const char *shieldedForm)
{
    if (!error)
        throw std::logic_error("furrow::postMortem() found no error: call it in a catch block, or name one");
    Asked asked{.gate = EntryGate::current(), .info = {}, .request = {}};
    if (!asked.gate || !asked.gate->debugMode) {
        report(u"the post-mortem at %1:%2 opens nothing: there is no debug mode"_s.arg(QString::fromUtf8(where.file_name())).arg(where.line()));
        return {};
    }
    if (standsAlready())
        return {};
    EntryInfo &info = asked.info = entryHere(*asked.gate, EntryInfo::Kind::PostMortem, where);
    info.quit = EntryInfo::Quit::None;
    info.shield = shield;
    if (::gettid() == ::getpid() && !shield && currentlyCancelled()) {
        hintShield(info, shieldedForm);
        throw Cancelled();
    }
    if (asked.gate->socketPath.isEmpty()) {
        reportUnseen(info, error, asked.gate->whyNoConsole);
        return {};
    }
    const std::exception_ptr shown = shownPartOf(error);
    info.error = forPacket(seenHere(error, asked.gate->self));
    if (DebugSession *session = DebugSession::instance())
        info.copy = session->leases().lease(shown);
    if (!asked.request.ask(asked.gate->socketPath, info)) {
        reportUnseen(info, error, gone);
        return {};
    }
    return asked;
}

} // namespace

void postMortem(PostMortemOptions options, std::source_location where)
{
    const std::exception_ptr error = options.error ? options.error : std::current_exception();
    std::optional<Asked> asked = ask(error, options.shield, where, "furrow::postMortem({.shield = true})");
    if (!asked)
        return;
    if (!asked->request.waitForGrant())
        return reportUnseen(asked->info, error, gone);
    standAt(asked->request, describe(asked->info));
}

Task<> postMortemOf(std::exception_ptr error, bool shield, std::source_location where)
{
    std::optional<Asked> asked = ask(error, shield, where, "co_await furrow::postMortemOf(error, true)");
    if (!asked)
        co_return;
    if (shield)
        co_await shieldedReadable(asked->request.fd());
    else
        co_await readable(asked->request.fd());
    if (!asked->request.waitForGrant())
        co_return reportUnseen(asked->info, error, gone);
    standAt(asked->request, describe(asked->info));
}

} // namespace furrow
