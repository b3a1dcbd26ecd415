// SPDX-License-Identifier: MIT
#include "treekeeper.h"

#include "debug/protocol.h"
#include "dialogue.h"
#include "outputrouter.h"
#include "packets.h"

using namespace Qt::StringLiterals;
namespace protocol = furrow::debug::protocol;

namespace furrow::ui {

using State = ActorInfo::State;

TreeKeeper::TreeKeeper(ActorTree *tree, OutputRouter *router, QObject *parent)
    : QObject(parent), m_tree(tree), m_router(router)
{
}

void TreeKeeper::add(Dialogue *dialogue, const QJsonObject &hello)
{
    const ActorId id = *packets::actor(hello["actor"_L1]);
    if (m_connections.contains(id.uuid)) {
        Q_EMIT malformed(u"%1 said hello twice; the second connection was closed"_s.arg(id.toString()));
        dialogue->close();
        dialogue->deleteLater();
        return;
    }
    const ActorInfo *known = m_tree->find(id.uuid);
    ActorInfo info = known ? *known : ActorInfo();
    info.id = id;
    if (const auto parent = packets::actor(hello["parent"_L1]))
        info.parent = *parent;
    info.pid = packets::pid(hello["pid"_L1]);
    info.executable = hello["executable"_L1].toString();
    info.debug = true;
    m_byPid[info.pid] = id.uuid;
    m_connections[id.uuid] = dialogue;
    m_tree->insert(info);
    setOwnState(id.uuid, State::Running);
    connect(dialogue, &Dialogue::received, this,
            [this, id, dialogue](const QJsonObject &packet) { received(id, dialogue, packet); });
    connect(dialogue, &Dialogue::closed, this, [this, id] { closed(id); });
    // A program may open one root actor after another.
    if (hello["root"_L1].toBool() && !rootIsConnected()) {
        m_root = id;
        m_router->nameUnknown(id);
        Q_EMIT rootConnected(id, info.pid);
    }
    Q_EMIT connected(id, info.pid, hello["waits"_L1].toBool());
}

void TreeKeeper::received(const ActorId &from, Dialogue *dialogue, const QJsonObject &packet)
{
    const QString type = packet["type"_L1].toString();
    const bool isRoot = from == m_root;
    if (type == QLatin1StringView(protocol::interrupt))
        return isRoot ? Q_EMIT interruptAsked() : void();
    if (type == QLatin1StringView(protocol::ending))
        return isRoot ? Q_EMIT endingAsked() : void();
    if (type == QLatin1StringView(protocol::lease))
        return; // the copy's own connection and the entry say it all
    if (type == QLatin1StringView(protocol::leaseEnded))
        return Q_EMIT copyEnded(packets::pid(packet["pid"_L1]));

    const auto actor = packets::actor(packet["actor"_L1]);
    if (!actor) {
        Q_EMIT malformed(u"the control connection of %1 was closed: its packet '%2' names no actor"_s.arg(
            from.toString(), type.left(40)));
        dialogue->close();
        dialogue->deleteLater();
        return closed(from);
    }
    if (type == QLatin1StringView(protocol::output)) {
        const QList<int> fds = dialogue->takeFds();
        for (qsizetype i = 0; i < fds.size(); ++i)
            m_router->add(fds.at(i), *actor, i > 0);
    } else if (type == QLatin1StringView(protocol::spawned)) {
        const ActorInfo *known = m_tree->find(actor->uuid);
        ActorInfo info = known ? *known : ActorInfo();
        info.id = *actor;
        info.parent = packets::actor(packet["parent"_L1]).value_or(from);
        info.pid = packets::pid(packet["pid"_L1]);
        info.executable = packet["executable"_L1].toString();
        info.debug = packet["debug"_L1].toBool(true);
        if (info.pid)
            m_byPid[info.pid] = actor->uuid;
        m_tree->insert(info);
        if (!known)
            m_own[actor->uuid] = State::Starting;
    } else if (type == QLatin1StringView(protocol::state)) {
        setOwnState(actor->uuid, packet["state"_L1].toString() == "running"_L1 ? State::Running : State::Cancelling);
    } else if (type == QLatin1StringView(protocol::ended)) {
        end(actor->uuid, [&packet](ActorInfo &info) {
            info.exitStatus = packet["status"_L1].toInt(-1);
            info.signal = packet["signal"_L1].toInt();
            if (info.error.isEmpty())
                info.error = packet["error"_L1].toString();
        });
    } else if (type == QLatin1StringView(protocol::raised)) {
        const RaisedError what = *packets::raised(packet);
        markError(*actor, what.error.type + u": "_s + what.error.message, what.error.id, true);
        Q_EMIT raised(what);
    }
    // A packet of a later version is no fault.
}

void TreeKeeper::closed(const ActorId &actor)
{
    m_connections.remove(actor.uuid);
    const ActorInfo *info = m_tree->find(actor.uuid);
    if (!info)
        return;
    if (actor == m_root)
        return Q_EMIT rootClosed();
    const ActorInfo *parent = m_tree->find(info->parent.uuid);
    if (!parent || parent->state == State::Ended)
        end(actor.uuid, [](ActorInfo &) {});
}

void TreeKeeper::end(const QUuid &uuid, const std::function<void(ActorInfo &)> &how)
{
    QList<QUuid> ending{uuid};
    for (qsizetype i = 0; i < ending.size(); ++i) {
        const ActorInfo *info = m_tree->find(ending.at(i));
        if (!info)
            continue;
        const bool first = info->state != State::Ended;
        m_own[info->id.uuid] = State::Ended;
        m_entry.remove(info->id.uuid);
        m_tree->update(info->id.uuid, [&](ActorInfo &changed) {
            changed.state = State::Ended;
            if (i == 0)
                how(changed);
        });
        if (first) {
            const ActorInfo *parent = m_tree->find(info->parent.uuid);
            if (parent && parent->state == State::Ended && info->pid)
                Q_EMIT orphaned(info->pid);
            Q_EMIT actorEnded(ActorId(info->id));
        }
        // Nobody else will tell of those that it spawned; what is still connected does so by closing.
        const QList<QUuid> children = m_tree->childrenOf(ending.at(i));
        for (const QUuid &child : children) {
            const ActorInfo *known = m_tree->find(child);
            if (known && known->state != State::Ended && !m_connections.contains(child))
                ending.append(child);
        }
    }
}

void TreeKeeper::rootEnded(int status, int signal)
{
    if (m_root.isNull())
        return;
    end(m_root.uuid, [status, signal](ActorInfo &info) {
        info.exitStatus = signal ? -1 : status;
        info.signal = signal;
    });
}

bool TreeKeeper::send(const ActorId &actor, const QJsonObject &packet)
{
    Dialogue *dialogue = m_connections.value(actor.uuid);
    if (!dialogue || !dialogue->isOpen())
        return false;
    dialogue->send(packet);
    return true;
}

void TreeKeeper::sendToAll(const QJsonObject &packet)
{
    for (Dialogue *dialogue : std::as_const(m_connections)) {
        if (dialogue->isOpen())
            dialogue->send(packet);
    }
}

void TreeKeeper::ensure(const ActorId &actor, qint64 pid)
{
    if (m_tree->find(actor.uuid))
        return;
    ActorInfo info;
    info.id = actor;
    info.pid = pid;
    info.state = State::Running;
    m_own[actor.uuid] = State::Running;
    m_byPid[pid] = actor.uuid;
    m_tree->insert(info);
}

ActorId TreeKeeper::actorOf(qint64 pid) const
{
    const ActorInfo *info = m_tree->find(m_byPid.value(pid));
    return info ? info->id : ActorId();
}

void TreeKeeper::setOwnState(const QUuid &uuid, State state)
{
    if (m_own.value(uuid) == State::Ended)
        return;
    m_own[uuid] = state;
    m_tree->update(uuid, [&](ActorInfo &info) { info.state = m_entry.value(uuid, state); });
}

void TreeKeeper::setEntryState(const ActorId &actor, std::optional<State> state)
{
    const State own = m_own.value(actor.uuid, State::Running);
    if (own == State::Ended)
        return;
    if (state)
        m_entry[actor.uuid] = *state;
    else
        m_entry.remove(actor.uuid);
    m_tree->update(actor.uuid, [&](ActorInfo &info) { info.state = state.value_or(own); });
}

void TreeKeeper::setWhere(const ActorId &actor, const QString &where)
{
    m_tree->update(actor.uuid, [&](ActorInfo &info) { info.where = where; });
}

void TreeKeeper::markError(const ActorId &actor, const QString &error, const QString &errorId, bool crashed)
{
    m_tree->update(actor.uuid, [&](ActorInfo &info) {
        info.error = error;
        info.errorId = errorId;
    });
    if (crashed)
        setOwnState(actor.uuid, State::Crashed);
}

} // namespace furrow::ui
