// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>
#include <furrow/boxederror.h>
#include <furrow/debugfilter.h>
#include <furrow/replfixture.h>
#include <furrow/task.h>

#include <QObject>
#include <QProcessEnvironment>
#include <QString>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>

namespace furrow::debug {

class CopyLeases;
class TaskDumps;

/// What a child process needs for its output; made by `prepareChild`, kept until the child has been started. Movable.
///
/// \code
/// auto io = session.prepareChild(child, environment);
/// process.setProcessEnvironment(environment);
/// process.setChildProcessModifier([&io] { io.applyInChild(); });
/// process.start(); // then let io go
/// \endcode
class ChildIo
{
public:
    ChildIo() = default;
    ChildIo(ChildIo &&other) noexcept;
    ChildIo &operator=(ChildIo &&other) noexcept;
    ~ChildIo();

    /// Between fork and exec: async-signal-safe. Puts the pipes on 1 and 2, and ignores SIGINT until the child's own runtime
    /// tells the terminal's from others. Without a console it does the latter only.
    void applyInChild() const noexcept;
    /// False while the user has breakpoints set: gdb 16 loses the stop of another process that comes while it handles a vfork
    /// (stop_all_threads, made for the one that forks, keeps that event and never looks at it again).
    bool mayVfork() const { return m_mayVfork; }

private:
    friend class DebugSession;
    void closeAll() noexcept;
    int m_write[2] = {-1, -1};
    int m_spare[2] = {-1, -1};
    int m_terminal[2] = {-1, -1};
    bool m_taskDumps = false;
    bool m_mayVfork = true;
};

/// The debugger's side of one actor: its connection to the console, its output, its entries. Everything does nothing when there
/// is no console. One for each process, on the main thread, with a QCoreApplication.
///
/// \code
/// furrow::debug::DebugSession session;
/// session.start({.self = me, .isRoot = true, .debugMode = true});
/// connect(&session, &DebugSession::cancelRequested, root, &Root::cancel);
/// ...
/// co_await session.close();
/// \endcode
class DebugSession : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        ActorId self = {};
        ActorId parent = {};          ///< null for the root
        bool isRoot = false;
        bool debugMode = false;
        bool breakpointHook = false;  ///< breakpoints of the code's own open the prompt
        int lastWords = -1;           ///< of lastwords.h, from the parent; closed here
        DebugFilter filter = {};
        ReplFixture fixture = {};
        bool ownsTerminal = false;    ///< of a root
        bool startConsole = true;     ///< a root in debug mode that finds none starts one, if there is a terminal
        bool handleInterrupts = true; ///< SIGINT
        /// What a root waits, at its end, for a console that says nothing.
        std::chrono::milliseconds farewellDeadline{5000};
    };
    enum class State { Running, Cancelling, Ending };

    explicit DebugSession(QObject *parent = nullptr);
    ~DebugSession() override;
    /// The one that has started and not closed; null when there is none. Any thread may ask, the main thread alone may use it.
    static DebugSession *instance();

    /// Connects to the console of the environment, or starts one; blocks for that (seconds at most, once for a tree).
    /// Never throws: what goes wrong is one sentence on standard error, and the actor goes on without a console.
    void start(const Options &options);
    bool hasStarted() const;
    ActorId self() const;
    bool debugMode() const;
    bool hasConsole() const;
    /// The task that fails with DebuggerQuit after `q` in plain code, and when null nobody's does. Reset it before the task dies.
    void setRootTask(detail::TaskState *task);

    /// Once, after `start`. `ancestors`: processes of the actors above, the nearest first; `enabled`: SIGUSR1 dumps the tasks, as it
    /// does anyway with FURROW_TASK_DUMP=1.
    void openTaskDumps(bool enabled, const QList<qint64> &ancestors);
    /// SIGUSR1 dumps them from now on. False with a sentence.
    bool startTaskDumps(QString *sentence);
    bool hasTaskDumps() const;
    TaskDumps &taskDumps();

    // Of the children, by whoever spawns them.
    /// One that is in debug mode: a root that has no console starts one now, if there is a terminal.
    void expectDebugging();
    ChildIo prepareChild(const ActorId &child, QProcessEnvironment &environment);
    void childSpawned(const ActorId &child, qint64 pid, const QString &executable, bool debugMode);
    /// Once it has been reaped: `status` or `signal` (0: none), and what is known of its error.
    void childEnded(const ActorId &child, qint64 pid, int status, int signal, const QString &error = {});

    // Of this actor.
    void setState(State state);
    /// An error reached this actor. `passed`: no REPL opens for it here. `more`: further members of the packet.
    void raised(const BoxedError &error, bool passed, const QJsonObject &more = {});

    /// Returns when no REPL is live and no crash entry queued in the subtree of that actor, itself included; at once without a
    /// console or when the console dies. Never throws Cancelled: a parent that is being cancelled asks.
    Task<> awaitQuiet(ActorId subtree);
    /// The last thing of all. The root: the console ends its leases, copies are reaped, a console of our own is waited for,
    /// descriptors and terminal are as they were. Never throws.
    Task<> close();

Q_SIGNALS:
    /// The whole tree is to be cancelled: ctrl-c, as the console or a signal says. The root's; of an actor below it only for a
    /// SIGINT that somebody sent to that actor.
    void cancelRequested(const QString &reason);
    /// ctrl-c once more, with no console: terminate what is below.
    void hurryRequested();
    void consoleGone();

public:
    // For the entries of this room.
    CopyLeases &leases();
    bool admits(const std::exception_ptr &error, const ErrorContext &context) const;
    void quitRootTask();
    /// True the first time for each error of this process.
    bool isNews(const std::exception_ptr &error);
    void leased(qint64 copy, const QString &errorId);

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// To be awaited when an error leaves the root task or an exposed call, before the scope cancels its children: tells the
/// console, and in debug mode opens the crash REPL, standing on the copy that was taken at the throw. Opens nothing for
/// Cancelled, groups of it, a DebuggerQuit raised in this actor, what the filter passes, and what has been shown in this actor
/// already. Without a console in debug mode the full report goes to standard error. Shielded from cancellation; never throws.
Task<> crashEntry(std::exception_ptr error);

} // namespace furrow::debug
