// SPDX-License-Identifier: MIT
#pragma once

#include "entry.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>

#include <functional>

namespace furrow::ui {

class ActorTree;
class Dialogue;

/// The frozen copies that look at the console, and how long each is needed: a leased one until the hop above its actor is done.
/// Thread: that of the QObject.
class CopyLeases : public QObject
{
    Q_OBJECT
public:
    explicit CopyLeases(const ActorTree *tree, QObject *parent = nullptr) : QObject(parent), m_tree(tree) {}

    void add(Dialogue *dialogue, const QJsonObject &packet);
    bool contains(qint64 pid) const;
    QList<qint64> references() const;
    qsizetype leased() const; ///< copies that an entry has named

    /// The entry looks at its copy; it is needed until the hop above is done.
    void lease(const Entry &entry);
    void entryClosed(const Entry &entry);
    /// The error reached `actor`; `passed`: no REPL opens for it there.
    void raised(const ActorId &actor, const QString &errorId, bool passed);
    void actorEnded(const ActorId &actor);
    /// Its owner has ended it, or asks to.
    void end(qint64 pid);
    /// The tree is going: every copy ends. Their pids.
    QList<qint64> endAll();

    static constexpr qsizetype limit = 16;

Q_SIGNALS:
    void referenceAdded(qint64 pid);
    void changed(qint64 pid); ///< this copy looks at the console now, or no longer does
    void letGo(qint64 pid, const furrow::ActorId &owner); ///< its connection is closed; somebody has to reap it

private:
    struct Copy
    {
        qint64 pid = 0;
        ActorId owner;
        bool reference = false;
        Dialogue *dialogue = nullptr;
        quint64 entry = 0;   ///< that leased it
        bool open = false;   ///< the entry is not closed yet
        QString errorId;
        QUuid hop;           ///< whose entry ends it; null: none above
    };
    void climb(const ActorId &actor, const QString &errorId);
    void remove(qsizetype index, bool tell);
    void removeIf(const std::function<bool(const Copy &)> &done);
    QUuid parentOf(const QUuid &actor) const;

    const ActorTree *m_tree;
    QList<Copy> m_copies; ///< oldest first
    QHash<qint64, Entry> m_expected; ///< entries whose copy has not been heard of yet: two sockets keep no order
};

} // namespace furrow::ui
