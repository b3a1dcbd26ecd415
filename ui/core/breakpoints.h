// SPDX-License-Identifier: MIT
#pragma once

#include "actortree.h"
#include "../engine/breakpoint.h"

#include <QObject>
#include <QSet>

namespace furrow::ui {

class DebugEngine;
class TreeKeeper;

/// The user's breakpoints, in every actor of the programs in which they have code: those that run are held by gdb as long as there are
/// any, and those that are born meanwhile begin only when gdb has them. gdb keeps the list, whoever set one; what a gdb that died had is
/// set again.
///
/// \code
/// connect(console->breakpoints(), &Breakpoints::changed, pane, [=] { pane->setBreakpoints(console->breakpoints()->list()); });
/// console->breakpoints()->toggle(file, line);
/// \endcode
/// Thread: that of the QObject.
class Breakpoints : public QObject
{
    Q_OBJECT
public:
    Breakpoints(DebugEngine *engine, ActorTree *tree, TreeKeeper *keeper, QObject *parent = nullptr);

    const QList<Breakpoint> &list() const { return m_list; }
    /// The one on that line, or null.
    const Breakpoint *at(const QString &file, int line) const;

    void toggle(const QString &file, int line);
    /// Sets one at its place, or gives the one there its condition, its trace and whether it is enabled.
    void set(const Breakpoint &breakpoint);
    void setEnabled(int number, bool enabled);
    void remove(int number);
    /// Before the program starts: what it had when it ran last.
    void restore(const QList<Breakpoint> &breakpoints);
    /// Whoever is born now is to be held until gdb has it.
    bool holdsNewborn() const;

Q_SIGNALS:
    void changed();
    void refused(const QString &sentence);

private:
    void told(const QList<Breakpoint> &list);
    void engineReady();
    void engineDied();
    void connected(const ActorId &actor, qint64 pid, bool waits);
    void follow(const QUuid &uuid);
    void followAll();
    bool concerns(const QString &executable) const;
    std::function<void(QString)> answer();

    DebugEngine *m_engine;
    ActorTree *m_tree;
    TreeKeeper *m_keeper;
    QList<Breakpoint> m_list;
    QList<Breakpoint> m_again; ///< to be set by the next gdb
    QSet<qint64> m_followed;
    int m_asked = 0;           ///< that gdb has not answered
    bool m_held = false;       ///< the spawners have been told so
    bool m_broken = false;     ///< gdb has ended, and perhaps there is no other
};

} // namespace furrow::ui
