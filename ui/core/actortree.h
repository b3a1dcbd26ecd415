// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <QHash>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace furrow::ui {

/// What the console knows of one actor.
struct ActorInfo
{
    enum class State { Starting, Running, WaitingForConsole, AtPrompt, Crashed, Cancelling, Ended };
    ActorId id;
    ActorId parent;             ///< null for the root
    qint64 pid = 0;
    QString executable;
    bool debug = true;          ///< false: spawned outside debug mode, so it never opens a REPL
    State state = State::Starting;
    QString where;              ///< "function at file:line" of its newest entry, or empty
    QString error;              ///< "NameError: name 'doggypants' is not defined" once an error reached it
    QString errorId;            ///< the same for every hop of one climb
    int exitStatus = -1;        ///< valid when ended and signal == 0
    int signal = 0;
};

/// The tree of actors, live. A crash marks each actor it climbs through (`error`, `errorId`).
class ActorTree : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    const ActorInfo *find(const QUuid &uuid) const;
    QList<ActorInfo> all() const;                    ///< parents before children, siblings in order of birth
    QList<QUuid> childrenOf(const QUuid &uuid) const; ///< null QUuid: the roots
    bool isInSubtree(const QUuid &uuid, const QUuid &ofRoot) const;

    void insert(ActorInfo info);                     ///< or update what is known of it
    void update(const QUuid &uuid, const std::function<void(ActorInfo &)> &change);

Q_SIGNALS:
    void inserted(const QUuid &uuid);
    void changed(const QUuid &uuid);

private:
    QHash<QUuid, ActorInfo> m_actors;
    QHash<QUuid, QList<QUuid>> m_children;
};

} // namespace furrow::ui
