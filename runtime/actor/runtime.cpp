// SPDX-License-Identifier: MIT
#include "actor/runtime.h"

#include <furrow/log.h>
#include <furrow/boxederror.h>
#include <furrow/detail/foreignloop.h>
#include <furrow/exceptiongroup.h>
#include <furrow/run.h>

#include "actor/birth.h"
#include "actor/childactor.h"
#include "actor/peer.h"

#include <stdexcept>

namespace furrow {
namespace detail {
namespace {

Runtime *theRuntime = nullptr;

} // namespace

Runtime::Runtime()
{
    theRuntime = this;
}

Runtime::~Runtime()
{
    theRuntime = nullptr;
}

Runtime *Runtime::instance()
{
    return theRuntime;
}

bool Runtime::openRoot(const RootOptions &options)
{
    if (isOpen())
        return false;
    if (options.infectAsio && !runsOnAsio)
        throw std::logic_error("infectAsio belongs into the options of furrow::run(): the event loop is chosen before it runs");
    m_self = {options.name, QUuid::createUuid()};
    m_isRoot = true;
    m_debugMode = options.debugMode.value_or(qEnvironmentVariableIsSet("FURROW_CONSOLE") || qgetenv("FURROW_DEBUG") == "1");
    m_breakpointHook = options.breakpointHook;
    m_grace = options.grace;
    m_taskDumps = options.taskDumpOnSignal;
    m_logLevel = options.logLevel;
    if (m_logLevel)
        setLogLevel(*m_logLevel);
    startSession({}, true, options);
    return true;
}

void Runtime::openSubactor(const Birth &birth)
{
    m_self = birth.self;
    m_isRoot = false;
    m_debugMode = birth.debugMode;
    m_breakpointHook = birth.breakpointHook;
    m_lastWords = birth.lastWords;
    m_grace = birth.grace;
    m_ancestors = birth.ancestors;
    m_taskDumps = birth.taskDumps;
    m_logLevel = birth.logLevel;
    if (m_logLevel)
        setLogLevel(*m_logLevel);
    RootOptions options;
    if (!birth.debugFilter.isEmpty()) {
        const NamedDebugFilter named(birth.debugFilter);
        options.debugFilter = DebugFilter(named);
        if (!options.debugFilter)
            qCWarning(lcFurrow).noquote() << "this program has no debugFilter" << birth.debugFilter << "that its parent named: every crash REPL opens";
    }
    startSession(birth.parent, false, options);
}

void Runtime::startSession(const ActorId &parent, bool isRoot, const RootOptions &options)
{
    setLogActor(m_self.name);
    installLogHandler();
    m_session = std::make_unique<debug::DebugSession>();
    m_debugFilter = options.debugFilter.named();
    m_session->start({.self = m_self, .parent = parent, .isRoot = isRoot, .debugMode = m_debugMode,
                      .breakpointHook = m_breakpointHook, .lastWords = std::exchange(m_lastWords, -1), .filter = options.debugFilter,
                      .fixture = options.replFixture, .ownsTerminal = options.ownsTerminal});
    if (m_isRoot && m_mainTask)
        m_session->setRootTask(m_mainTask); // opened by a nursery, within it
    m_session->openTaskDumps(m_taskDumps, m_ancestors);
    connect(m_session.get(), &debug::DebugSession::cancelRequested, this, &Runtime::interrupt);
    connect(m_session.get(), &debug::DebugSession::hurryRequested, this, [this] {
        const QList<ChildActor *> all = children;
        for (ChildActor *child : all)
            child->terminate();
    });
    qCInfo(lcRuntime).noquote() << "actor" << m_self.toString() << "runs" << (m_debugMode ? "in debug mode" : "");
}

void Runtime::interrupt(const QString &reason)
{
    qCInfo(lcCancel).noquote() << "cancelling everything:" << reason;
    m_interrupted = true;
    if (m_session)
        m_session->setState(debug::DebugSession::State::Cancelling);
    if (m_scope)
        m_scope->cancel(reason);
    runScheduled();
}

void Runtime::fail(std::exception_ptr error)
{
    if (m_failure || !m_scope || isCancelled(error)) {
        if (!isCancelled(error))
            qCWarning(lcRuntime).noquote() << "one more failure while the actor ends:" << renderError(error);
        return;
    }
    m_failure = error;
    m_service->start([this, error]() -> Task<> {
        co_await debug::crashEntry(error);
        if (m_scope)
            m_scope->cancel(QStringLiteral("the actor failed"));
    }, "failure");
}

void failActor(std::exception_ptr error)
{
    if (Runtime *runtime = Runtime::instance(); runtime && runtime->isOpen())
        runtime->fail(std::move(error));
    else
        std::rethrow_exception(error);
}

Task<> Runtime::close()
{
    if (!m_session)
        co_return;
    qCInfo(lcRuntime).noquote() << "actor" << m_self.toString() << "ends";
    m_session->setState(debug::DebugSession::State::Ending);
    m_session->setRootTask(nullptr);
    co_await m_session->close();
    m_session.reset();
    restoreLogHandler();
    setLogActor({});
    m_self = {};
}

void Runtime::announceGrace(std::chrono::milliseconds time)
{
    if (m_parentPeer)
        m_parentPeer->send(FrameKind::Grace, 0, wire::encode(qint64(time.count())));
}

Task<int> Runtime::runMain(std::function<Task<int>()> main, std::exception_ptr &error)
{
    TaskState *task = currentTask();
    Nursery service;
    service.open(task);
    service.cancelScope().setKind("runtime's own nursery");
    m_service = &service;
    CancelScope scope(CancelScope::Options{});
    scope.setKind("runtime's scope of the whole actor");
    scope.enter(task);
    m_scope = &scope;
    m_mainTask = task;
    if (m_session && m_isRoot)
        m_session->setRootTask(task);

    int status = 0;
    try {
        status = co_await main();
    } catch (...) {
        error = std::current_exception();
    }
    if (error && m_session)
        co_await debug::crashEntry(error);
    m_scope = nullptr;
    m_mainTask = nullptr;
    error = scope.leave(task, std::move(error));
    if (m_failure && (!error || isCancelled(error)))
        error = m_failure;
    co_await service.close(nullptr); // the last actors are reaped by its tasks
    m_service = nullptr;
    co_await close();
    co_return status;
}

bool openRoot(const RootOptions &options)
{
    Runtime *runtime = Runtime::instance();
    if (!runtime)
        throw std::logic_error("actors need furrow::run(): call it in main()");
    return runtime->openRoot(options);
}

Task<> closeRoot()
{
    co_await Runtime::instance()->close();
}

} // namespace detail

ActorId currentActor()
{
    const detail::Runtime *runtime = detail::Runtime::instance();
    return runtime ? runtime->self() : ActorId();
}

} // namespace furrow
