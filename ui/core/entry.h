// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <QDateTime>
#include <QList>
#include <QString>

namespace furrow::ui {

/// An error as it travels: where it was raised, what it says, who relayed it. Plain value.
struct BoxedError
{
    QString id;                 ///< the same at every hop
    QString type;
    QString message;
    QString trace;              ///< rendered, with file and line
    ActorId source;
    QList<ActorId> relayPath;   ///< source first
};

/// An error has reached an actor on its way up. Plain value.
struct RaisedError
{
    ActorId actor;
    BoxedError error;
    bool passed = false;        ///< no REPL opens for it there
    QString why;                ///< of a passed one: "filter", "kind" or "mode" (docs/architecture.md, 4.1); empty: not told
    QString function;           ///< where it is seen there, as far as is known
    QString file;
    int line = 0;
};

/// One request of the console lock: a pause, a crash, a post-mortem. Plain value; `id` is the console's own, never reused.
struct Entry
{
    enum class Kind { Pause, Crash, PostMortem, Signal, Breakpoint, BreakIn };
    enum class State { Queued, Granted, Attaching, AtPrompt, Running, Stepping, Done };
    /// What `q` does here.
    enum class Quit { Throws, Later, None };

    quint64 id = 0;
    Kind kind = Kind::Pause;
    State state = State::Queued;
    ActorId actor;
    qint64 pid = 0;
    qint64 tid = 0;
    QString thread;             ///< "main" or the thread's name
    QString task;               ///< empty in a plain thread
    QString file;
    int line = 0;
    QString function;
    qint64 copy = 0;            ///< frozen copy to look at (of a post-mortem by hand: one `down` away), or 0
    Quit quit = Quit::Throws;
    bool shield = false;
    bool hideRuntime = true;    ///< false: the runtime's own frames are shown too
    bool hasError = false;
    BoxedError error;
    /// One error of a group.
    struct Leaf
    {
        QString errorId;
        qint64 copy = 0;
        QString file;
        int line = 0;
        QString function;
        QString type;
        QString message;
    };
    QList<Leaf> leaves;         ///< of a group of errors
    QString signalName;         ///< "SIGSEGV", or empty
    QString signalAddress;      ///< "0x0", where the signal has one
    QString detail;             ///< a line below the header: "Breakpoint 1" of the user's, why there is no frozen copy
    QDateTime asked;
    bool opened = false;        ///< it has stood at its prompt
    QString end;                ///< how it ended, once done: "continue", "withdrawn", "skipped: no gdb"

    bool isCrash() const { return kind == Kind::Crash || kind == Kind::PostMortem || kind == Kind::Signal; }
};

} // namespace furrow::ui
