// SPDX-License-Identifier: MIT
#include <furrow/crashhandler.h>

#include "crashentry.h"
#include "debugsession.h"
#include "report.h"
#include "throwsite.h"

#include <furrow/detail/runloop.h>
#include <furrow/detail/taskstate.h>

#include <QCoreApplication>
#include <QFileInfo>

#include <csignal>
#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

namespace furrow {
namespace debug {
namespace {

QString programName()
{
    return QFileInfo(QFile::symLinkTarget(u"/proc/self/exe"_s)).fileName();
}

/// A debug session around plain code, unless an actor's is open.
class PlainSession
{
public:
    PlainSession()
    {
        if (DebugSession::instance())
            return;
        if (!QCoreApplication::instance()) {
            m_arguments[0] = m_name;
            m_application = std::make_unique<QCoreApplication>(m_argumentCount, m_arguments);
        }
        m_session.emplace();
        m_session->start({.self = {programName(), QUuid::createUuid()}, .isRoot = true, .debugMode = true, .handleInterrupts = false});
    }
    ~PlainSession()
    {
        if (m_session)
            furrow::detail::runUntilDone(m_session->close(), "crash handler");
    }
    bool isOwn() const { return m_session.has_value(); }

private:
    char m_name[7] = "furrow";
    char *m_arguments[2] = {nullptr, nullptr};
    int m_argumentCount = 1;
    std::unique_ptr<QCoreApplication> m_application;
    std::optional<DebugSession> m_session;
};

/// ctrl-c at the prompt is the console's; the terminal sends it to this process as well.
class WithoutInterrupts
{
public:
    WithoutInterrupts()
    {
        struct sigaction ignore = {};
        ignore.sa_handler = SIG_IGN;
        ::sigaction(SIGINT, &ignore, &m_former);
    }
    ~WithoutInterrupts() { ::sigaction(SIGINT, &m_former, nullptr); }

private:
    struct sigaction m_former = {};
};

/// Nothing may be thrown further up than here, by a pause that is quit.
class PlainStack
{
public:
    explicit PlainStack(void *frame)
    {
        if (!furrow::detail::taskStack)
            m_former = std::exchange(furrow::detail::taskStack, frame);
    }
    ~PlainStack()
    {
        if (!furrow::detail::currentTask())
            furrow::detail::taskStack = m_former;
    }

private:
    void *m_former = nullptr;
};

} // namespace
} // namespace debug

CrashBox detail::runWithCrashHandler(const std::function<void()> &body, const CrashHandlerOptions &options)
{
    std::exception_ptr error;
    {
        debug::PlainSession session;
        const debug::PlainStack stack(__builtin_frame_address(0));
        try {
            body();
            return {};
        } catch (...) {
            error = std::current_exception();
        }
        debug::noteEscaped(error); // this handler is none of the user's own
        const bool opens = (options.catches.isEmpty() || options.catches.contains(error)) && !options.ignores.contains(error)
                           && !debug::neverOpens(error);
        if (opens) {
            std::optional<debug::WithoutInterrupts> quiet;
            if (session.isOwn())
                quiet.emplace();
            debug::crashEntryFromSync(error, options.replFixture);
            if (!options.raiseOnExit)
                return {error};
        }
    }
    std::rethrow_exception(error);
}

} // namespace furrow
