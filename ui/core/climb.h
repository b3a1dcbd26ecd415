// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <algorithm>

namespace furrow::ui {

/// An actor that an error came through, and what it did there. Plain value.
struct ClimbHop
{
    enum class Repl {
        Expected, ///< the error is there; its entry has not been heard of yet
        Waiting,  ///< its entry waits for the console
        Open,
        WasOpen,
        None,     ///< none opened: `why`
    };
    enum class Why {
        Unknown,
        Filter,       ///< the program's debugFilter let it pass
        Kind,         ///< such an error never opens one: cancellation, DebuggerQuit
        NotDebugging, ///< the actor is not in debug mode
        Silent,       ///< only those above tell that it came this way
        InGroup,      ///< the group that it became a part of has the REPL
        Withdrawn,    ///< its entry went away while it waited
        Skipped,      ///< the console could not open it: `detail`
        Ended,        ///< its process ended before
    };

    ActorId actor;
    qint64 pid = 0;
    bool relayed = false;      ///< it came up from another actor; else it was raised here
    QString type;              ///< of the error as it is known there
    QString message;
    QString function;          ///< where it was raised or awaited; empty: not known
    QString file;
    int line = 0;
    QDateTime time;            ///< when the console heard of it
    Repl repl = Repl::Expected;
    Why why = Why::Unknown;
    QString detail;
    qint64 copy = 0;           ///< the frozen copy of its throw, or 0
    bool copyAlive = false;
    quint64 entry = 0;         ///< its newest entry, or 0

    bool isLive() const { return repl == Repl::Expected || repl == Repl::Waiting || repl == Repl::Open; }
};

/// The way of one error up the tree of actors: where it was raised first, then each actor that it reached. Plain value.
///
/// Several errors that meet in one nursery go on as a group. Its climb begins there; theirs are its `branches`, and `group` names it in each.
struct Climb
{
    QString errorId;
    QString type;
    QString message;
    QString trace;             ///< rendered, as it was recorded at the throw
    ActorId source;
    QList<ClimbHop> hops;      ///< the one that raised it first
    QStringList branches;      ///< of a group: its errors, by id
    QString group;             ///< the error that this one has become a part of, or empty

    bool isLive() const { return std::ranges::any_of(hops, &ClimbHop::isLive); }
    const ClimbHop *hopOf(const QUuid &actor) const
    {
        const auto found = std::ranges::find_if(hops, [&](const ClimbHop &hop) { return hop.actor.uuid == actor; });
        return found == hops.end() ? nullptr : &*found;
    }
};

} // namespace furrow::ui
