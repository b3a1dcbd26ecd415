// SPDX-License-Identifier: MIT
#pragma once

#include "climb.h"
#include "entry.h"

#include <QHash>
#include <QObject>

namespace furrow::ui {

class ActorTree;
class CopyLeases;

/// Writes down how errors climb, from what the console hears of them. Sockets keep no order between each other, so that an actor may
/// be heard of after the one above it: its place follows from the relay path. Bounded: the oldest that are over go first.
///
/// \code
/// const ClimbKeeper *climbs = console.climbs();
/// connect(climbs, &ClimbKeeper::changed, view, [=](const QString &errorId) { view->show(*climbs->find(errorId)); });
/// \endcode
/// Thread: that of the QObject.
class ClimbKeeper : public QObject
{
    Q_OBJECT
public:
    /// Without tree and leases it only shows what `restore` gives it.
    explicit ClimbKeeper(const ActorTree *tree = nullptr, const CopyLeases *leases = nullptr, QObject *parent = nullptr)
        : QObject(parent), m_tree(tree), m_leases(leases)
    {
    }

    const Climb *find(const QString &errorId) const;
    /// Ids of those that are no part of a group, in the order in which they began.
    QStringList tops() const;
    /// The group that this error has become a part of, and the group of that one; itself if there is none.
    QString topOf(const QString &errorId) const;
    /// Every actor that the error or one of its branches came through; none twice.
    QList<QUuid> actorsOf(const QString &errorId) const;
    /// The climbs of an earlier session instead of all that are there.
    void restore(const QList<Climb> &climbs);
    /// It and its branches, itself first.
    QList<Climb> withBranches(const QString &errorId) const;

    void raised(const RaisedError &raised);
    /// It was asked for, has opened or is over.
    void entryChanged(const Entry &entry);
    void copyChanged(qint64 pid);
    void actorEnded(const ActorId &actor);

    static constexpr qsizetype limit = 256;   ///< climbs
    static constexpr qsizetype hopLimit = 512; ///< of one climb

Q_SIGNALS:
    void added(const QString &errorId);
    void changed(const QString &errorId);
    void removed(const QString &errorId);

private:
    Climb *climbFor(const BoxedError &error);
    ClimbHop *hopFor(Climb *climb, const BoxedError &error, const ActorId &actor);
    void addBranches(Climb *group, const Entry &entry);
    void dropOld();
    void collect(const QString &errorId, QStringList *ids) const;
    ClimbHop *find(Climb *climb, const ActorId &actor) const;
    void lookAtCopy(ClimbHop *hop) const;

    const ActorTree *m_tree;
    const CopyLeases *m_leases;
    QHash<QString, Climb> m_climbs;
    QStringList m_order;
};

} // namespace furrow::ui
