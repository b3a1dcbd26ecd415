// SPDX-License-Identifier: MIT
#pragma once

#include "breakpoint.h"

#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace furrow::ui {

/// One line of a backtrace: a native frame, a coroutine that awaits, or the actor that called.
struct Frame
{
    enum class Kind { Native, Await, Caller };
    Kind kind = Kind::Native;
    int level = -1;            ///< gdb's number; -1 for frames that are not native
    QString function{};
    QString file{};            ///< absolute where gdb knows it
    int line = 0;
    bool hidden = false;       ///< of the runtime, Qt's loop or the coroutine machinery
    int first = 0;             ///< first line of the function to show (the sticky view); 0: the lines around `line`
    int last = 0;              ///< last line of it
    bool current = false;      ///< in a backtrace: the prompt stands on it
    quint64 await = 0;         ///< of a coroutine that awaits: the debugger's number of it, for `select`
};

/// A variable of the frame at the prompt, or a part of one. Plain value.
struct Variable
{
    QString name{};
    QString value{};           ///< one line, at most 200 characters
    QString type{};            ///< empty where a printer has made the value up
    QString expression{};      ///< by which the prompt knows it; empty: it has no name there (a shadowed one, of a coroutine that waits)
    bool hasChildren = false;
    bool assignable = false;
    bool failed = false;       ///< the value is the reason why there is none
    quint64 reference = 0;     ///< for its children and for setting it, until the process goes on; never used again
};

/// What the debugger has to say of variables.
struct Variables
{
    QList<Variable> list{};
    bool more = false;         ///< there are further ones behind these
    QString function{};        ///< whose variables they are
    QString failure{};         ///< one sentence; empty: none
    bool interrupted = false;  ///< something more urgent came: ask again
};

/// A thread of the process at the prompt. Plain value.
struct ThreadInfo
{
    qint64 tid = 0;
    QString name{};
    QString function{};        ///< of the user's newest frame, or where it waits; empty: it runs
    QString file{};
    int line = 0;
    bool current = false;      ///< the prompt stands in it
};

struct Threads
{
    QList<ThreadInfo> list{};
    QString failure{};         ///< one sentence; empty: none
    bool interrupted = false;
};

/// Where a process stands, and why it stopped.
struct StopInfo
{
    enum class Reason { Attached, Stepped, Breakpoint, TaskEnded, Exited, Signalled };
    Reason reason = Reason::Attached;
    qint64 pid = 0;
    qint64 tid = 0;
    QString threadName;
    QString taskName;          ///< of the task that runs in that thread, or empty
    Frame frame;               ///< the user's frame the prompt stands on
    QString detail;            ///< e.g. "Breakpoint 1", "exited with code 1", "killed by SIGKILL"
};

/// What the engine is to look at for one entry.
struct AttachRequest
{
    qint64 pid = 0;            ///< the process gdb attaches to: the actor, or its frozen copy
    qint64 tid = 0;            ///< the thread that stands at the entry; 0: the main thread
    QString file;              ///< where the entry says the user stands; empty: newest frame that is not hidden
    int line = 0;
    bool frozenCopy = false;   ///< post-mortem: commands that run the process are refused
    QString dyingOf{};           ///< a signal that ends the process as soon as it runs: they are refused as well
    bool showsRuntime = false; ///< the runtime's own frames are not hidden, and the prompt stands on the newest
    bool breakIn = false;      ///< it runs, and knows nothing of this: where it waits is shown if no function of the user's runs
    bool endsStep = false;     ///< a step of this process that is under way has come to this entry: it is over
};

/// A candidate of completion.
struct Completion
{
    QString text;              ///< the whole word that replaces the one being typed
    QString kind;              ///< "command", "symbol", "file", ... where gdb knows it; may be empty
};

enum class StepKind { Next, Step, Finish, Until };

/// The narrow interface between the console and a debugger. Everything is asynchronous; nothing here ever blocks the caller's
/// event loop. One instance serves every process of the tree. Thread: that of the QObject.
///
/// States: not ready -> ready -> (attaching -> attached pid is *current*) -> executing a command / stepping -> ...
/// Several processes may be attached (a stepping one runs while another stands at the prompt); one is current.
class DebugEngine : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Starts the debugger; `ready()` or `died()` follows.
    virtual void start() = 0;
    virtual bool isReady() const = 0;
    /// Nobody needs it for now: if it holds nothing but frozen copies it may end, at once and without a word. It starts again by itself
    /// with the next request.
    virtual void rest() {}
    /// Keeps `pid` (a frozen copy made for this) attached, so that the symbols of its executable stay loaded.
    virtual void addReference(qint64 pid) = 0;
    /// Attaches and makes it current; `attached()` or `attachFailed()` follows. Queued until `ready()`. A process that is
    /// attached already (it stopped after a step or at a breakpoint) is only made current.
    virtual void attach(const AttachRequest &request) = 0;
    /// Runs one line at the current process as if typed at gdb's prompt; `output()` any number of times, then `executed()`.
    virtual void execute(const QString &line) = 0;
    /// Whether the stack goes on in another process below the newest frame or above the oldest one: `down` and `up` past the user's
    /// last frame tell `borderReached` then, before `executed`.
    virtual void setBorders(bool below, bool above) = 0;
    /// Lets the current process run until the user's next line; `stepping()` once it runs (or `executed(false)`: refused, with output), `stopped()` later.
    virtual void step(StepKind kind) = 0;
    /// Detaches (or, while the user has breakpoints set, lets it run attached); `released()` follows.
    /// `quitTask`: the current task is first told to throw DebuggerQuit at its next checkpoint.
    virtual void release(qint64 pid, bool quitTask = false) = 0;
    /// gdb's own completion of `line` up to `cursor` (UTF-16 units).
    virtual void complete(const QString &line, int cursor, std::function<void(QList<Completion>)> done) = 0;
    /// The whole stack: native frames, awaits, calling actor.
    virtual void backtrace(std::function<void(QList<Frame>)> done) = 0;
    /// Sets one at its file and line, with its condition and trace. `done` gets nothing, or one sentence why that cannot be. `mayWait`: no
    /// process of the program is known yet.
    virtual void setBreakpoint(const Breakpoint &breakpoint, bool mayWait, std::function<void(QString)> done) = 0;
    /// Gives the one of that number the condition, the trace, and whether it is enabled. A tracepoint gets a new number.
    virtual void changeBreakpoint(const Breakpoint &breakpoint, std::function<void(QString)> done) = 0;
    virtual void removeBreakpoint(int number) = 0;
    /// Holds a process that goes on at once, so that it comes to the user's breakpoints. `done` once it does, or it cannot be held.
    virtual void follow(qint64 pid, std::function<void()> done) = 0;
    /// Lets go of what is held for breakpoints alone, if there are none any more.
    virtual void unfollow() = 0;
    /// \name Looking at the current process beside the commands
    /// They print nothing, take three seconds at most, and are put off (`interrupted`) by what is asked for after them and more urgent: a
    /// command, a completion, a step, a release. `done` is called once, also when the debugger dies.
    /// @{
    /// Arguments and locals of the selected frame, from the innermost block outwards.
    virtual void variables(std::function<void(Variables)> done) = 0;
    /// `count` parts of a variable from number `from` on, at most 1000. None is read that is not among them, but for those before.
    virtual void children(quint64 reference, int from, int count, std::function<void(Variables)> done) = 0;
    /// Sets a variable to what the expression is at the prompt; the answer is the variable as it is then, or why it was not set.
    virtual void assign(quint64 reference, const QString &expression, std::function<void(Variables)> done) = 0;
    virtual void threads(std::function<void(Threads)> done) = 0;
    /// Selects a frame of `backtrace()`, a native one or a coroutine that awaits. Empty, or why not; `frameSelected()` comes before.
    virtual void select(const Frame &frame, std::function<void(QString)> done) = 0;
    virtual void selectThread(qint64 tid, std::function<void(QString)> done) = 0;
    /// @}
    /// Stops a running command (ctrl-c at a live prompt while gdb works), or else what looks at the process.
    virtual void interrupt() = 0;
    virtual qint64 debuggerPid() const = 0;

Q_SIGNALS:
    void ready();
    void died(const QString &reason);                ///< gdb ended unasked; every attach is gone; it may be started again
    void attached(const furrow::ui::StopInfo &stop);
    void attachFailed(qint64 pid, const QString &reason);
    void complained(const QString &sentence);        ///< a line of the user's own start file is wrong, or a process was lost
    void output(const QString &text);                ///< of the running command, in pieces
    void executed(bool ok);
    void printed(qint64 pid, const QString &text);   ///< by the `commands` of a breakpoint that this process has come to
    void breakpointsChanged(const QList<furrow::ui::Breakpoint> &breakpoints); ///< all of the user's, whoever changed one
    void stepping(qint64 pid);
    void stopped(const furrow::ui::StopInfo &stop);  ///< a step ended, a breakpoint was hit, or an attached process ended
    void released(qint64 pid);
    void borderReached(bool down);
    void frameChanged(const furrow::ui::Frame &frame); ///< up, down, frame N: the prompt stands elsewhere now
    void frameSelected(qint64 tid, const furrow::ui::Frame &frame); ///< the same, by `select` or `selectThread`
};

} // namespace furrow::ui
