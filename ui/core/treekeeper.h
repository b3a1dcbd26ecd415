// SPDX-License-Identifier: MIT
#pragma once

#include "actortree.h"
#include "entry.h"

#include <QJsonObject>
#include <QObject>

#include <optional>

namespace furrow::ui {

class Dialogue;
class OutputRouter;

/// Holds the control connections and keeps the tree by what they say. An actor's own state (running, crashed, ...) and what its
/// entries make of it (waiting, at its prompt) are kept apart, so that the first comes back when the second is over.
/// Thread: that of the QObject.
class TreeKeeper : public QObject
{
    Q_OBJECT
public:
    TreeKeeper(ActorTree *tree, OutputRouter *router, QObject *parent = nullptr);

    void add(Dialogue *dialogue, const QJsonObject &hello);
    ActorId root() const { return m_root; }
    bool rootIsConnected() const { return m_connections.contains(m_root.uuid); }
    /// False when the actor is not connected.
    bool send(const ActorId &actor, const QJsonObject &packet);
    void sendToAll(const QJsonObject &packet);
    bool sendToRoot(const QJsonObject &packet) { return send(m_root, packet); }
    /// The root's process has ended: so has whatever nobody else will tell the end of.
    void rootEnded(int status, int signal = 0);

    /// An entry speaks of an actor that nobody has announced.
    void ensure(const ActorId &actor, qint64 pid);
    ActorId actorOf(qint64 pid) const;
    /// What its entries make of it; none: its own state again.
    void setEntryState(const ActorId &actor, std::optional<ActorInfo::State> state);
    void setWhere(const ActorId &actor, const QString &where);
    void markError(const ActorId &actor, const QString &error, const QString &errorId, bool crashed);

Q_SIGNALS:
    void connected(const furrow::ActorId &actor, qint64 pid, bool waits); ///< `waits`: for `go`
    void rootConnected(const furrow::ActorId &root, qint64 pid);
    void rootClosed();                ///< its control connection is gone
    void interruptAsked();            ///< SIGINT by kill reached the root
    void endingAsked();               ///< the root's runtime closes and awaits the farewell
    void copyEnded(qint64 pid);       ///< its owner has reaped it
    void raised(const furrow::ui::RaisedError &raised);
    void actorEnded(const furrow::ActorId &actor);
    void orphaned(qint64 pid);        ///< its parent is gone, and so cannot reap it
    void malformed(const QString &sentence);

private:
    void received(const ActorId &from, Dialogue *dialogue, const QJsonObject &packet);
    void closed(const ActorId &actor);
    void setOwnState(const QUuid &uuid, ActorInfo::State state);
    void end(const QUuid &uuid, const std::function<void(ActorInfo &)> &how);

    ActorTree *m_tree;
    OutputRouter *m_router;
    ActorId m_root;
    QHash<QUuid, Dialogue *> m_connections;
    QHash<QUuid, ActorInfo::State> m_own;
    QHash<QUuid, ActorInfo::State> m_entry;
    QHash<qint64, QUuid> m_byPid;
};

} // namespace furrow::ui
