// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actoroptions.h>
#include <furrow/actorid.h>
#include <furrow/cancelscope.h>
#include <furrow/nursery.h>

#include "debug/debugsession.h"

#include <QObject>

#include <memory>
#include <optional>

namespace furrow::detail {

class ChildActor;
class Peer;

/// The actor that this process is, from the beginning of `run()` to its end. Main thread.
class Runtime : public QObject
{
    Q_OBJECT
public:
    Runtime();
    ~Runtime() override;
    /// Null outside of `run()`.
    static Runtime *instance();

    bool isOpen() const { return m_session != nullptr; }
    bool openRoot(const RootOptions &options);
    void openSubactor(const struct Birth &birth);
    /// Ends the root actor or the subactor (a root that failed: when its error has left asyncMain, and the crash REPL with it); the last thing after everything it started has ended. Nothing when none is open.
    Task<> close();
    const ActorId &self() const { return m_self; }
    bool debugMode() const { return m_debugMode; }
    bool breakpointHook() const { return m_breakpointHook; }
    bool isSubactor() const { return isOpen() && !m_isRoot; }
    std::chrono::milliseconds grace() const { return m_grace; }
    std::optional<LogLevel> logLevel() const { return m_logLevel; }
    /// What children inherit: null when it cannot be named.
    const NamedDebugFilter &debugFilter() const { return m_debugFilter; }
    /// Processes of the actors above, the nearest first.
    const QList<qint64> &ancestors() const { return m_ancestors; }
    debug::DebugSession *session() const { return m_session.get(); }
    bool wasInterrupted() const { return m_interrupted; }

    /// Runs `main` as the root task: with a nursery beside it for what the runtime itself has to do.
    Task<int> runMain(std::function<Task<int>()> main, std::exception_ptr &error);
    Nursery &service() { return *m_service; }

    void setParentPeer(Peer *peer) { m_parentPeer = peer; }
    /// Children of this actor will take so long yet: the parent must not lose its patience meanwhile.
    void announceGrace(std::chrono::milliseconds time);
    /// Something of no task failed: opens the crash REPL, cancels everything, and the actor ends with this error.
    void fail(std::exception_ptr error);
    /// What it failed with; null.
    std::exception_ptr failure() const { return m_failure; }
    /// Actors whose processes live.
    QList<ChildActor *> children;

private:
    void startSession(const ActorId &parent, bool isRoot, const RootOptions &options);
    void interrupt(const QString &reason);

    ActorId m_self;
    std::unique_ptr<debug::DebugSession> m_session;
    std::chrono::milliseconds m_grace{3000};
    std::optional<LogLevel> m_logLevel;
    QList<qint64> m_ancestors;
    bool m_taskDumps = false;
    NamedDebugFilter m_debugFilter;
    Nursery *m_service = nullptr;
    CancelScope *m_scope = nullptr;
    TaskState *m_mainTask = nullptr; ///< of runMain, while it runs
    std::exception_ptr m_failure;
    Peer *m_parentPeer = nullptr;
    bool m_isRoot = false;
    bool m_debugMode = false;
    bool m_breakpointHook = false;
    int m_lastWords = -1;
    bool m_interrupted = false;
};

} // namespace furrow::detail
