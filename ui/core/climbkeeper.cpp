// SPDX-License-Identifier: MIT
#include "climbkeeper.h"

#include "actortree.h"
#include "copyleases.h"

using namespace Qt::StringLiterals;

namespace furrow::ui {

using Repl = ClimbHop::Repl;
using Why = ClimbHop::Why;

const Climb *ClimbKeeper::find(const QString &errorId) const
{
    const auto found = m_climbs.constFind(errorId);
    return found == m_climbs.cend() ? nullptr : &*found;
}

QStringList ClimbKeeper::tops() const
{
    QStringList ids;
    for (const QString &id : m_order) {
        if (find(id)->group.isEmpty())
            ids.append(id);
    }
    return ids;
}

QString ClimbKeeper::topOf(const QString &errorId) const
{
    QString id = errorId;
    // Bounded: a client may tell us a circle.
    for (qsizetype steps = 0; steps < m_climbs.size(); ++steps) {
        const Climb *climb = find(id);
        if (!climb || climb->group.isEmpty())
            return id;
        id = climb->group;
    }
    return errorId;
}

void ClimbKeeper::collect(const QString &errorId, QStringList *ids) const
{
    QStringList waiting{errorId};
    while (!waiting.isEmpty()) {
        const QString id = waiting.takeFirst();
        const Climb *climb = find(id);
        if (!climb || ids->contains(id))
            continue;
        ids->append(id);
        waiting += climb->branches;
    }
}

QList<QUuid> ClimbKeeper::actorsOf(const QString &errorId) const
{
    QStringList ids;
    collect(errorId, &ids);
    QList<QUuid> actors;
    for (const QString &id : std::as_const(ids)) {
        for (const ClimbHop &hop : find(id)->hops) {
            if (!actors.contains(hop.actor.uuid))
                actors.append(hop.actor.uuid);
        }
    }
    return actors;
}

QList<Climb> ClimbKeeper::withBranches(const QString &errorId) const
{
    QStringList ids;
    collect(errorId, &ids);
    QList<Climb> climbs;
    for (const QString &id : std::as_const(ids))
        climbs.append(*find(id));
    return climbs;
}

void ClimbKeeper::restore(const QList<Climb> &climbs)
{
    const QStringList old = std::exchange(m_order, {});
    m_climbs.clear();
    for (const QString &id : old)
        Q_EMIT removed(id);
    for (const Climb &climb : climbs) {
        if (climb.errorId.isEmpty() || m_climbs.contains(climb.errorId))
            continue;
        m_climbs.insert(climb.errorId, climb);
        m_order.append(climb.errorId);
    }
    for (const QString &id : std::as_const(m_order))
        Q_EMIT added(id);
}

Climb *ClimbKeeper::climbFor(const BoxedError &error)
{
    if (error.id.isEmpty())
        return nullptr;
    Climb &climb = m_climbs[error.id];
    if (climb.errorId.isEmpty()) {
        climb.errorId = error.id;
        m_order.append(error.id);
    }
    if (climb.trace.isEmpty())
        climb.trace = error.trace;
    if (climb.source.isNull())
        climb.source = error.source;
    if (climb.type.isEmpty()) {
        climb.type = error.type;
        climb.message = error.message;
    }
    return &climb;
}

ClimbHop *ClimbKeeper::find(Climb *climb, const ActorId &actor) const
{
    const auto found = std::ranges::find_if(climb->hops, [&](const ClimbHop &hop) { return hop.actor.uuid == actor.uuid; });
    return found == climb->hops.end() ? nullptr : &*found;
}

/// The hop of that actor; those that the relay path names come before it.
ClimbHop *ClimbKeeper::hopFor(Climb *climb, const BoxedError &error, const ActorId &actor)
{
    qsizetype at = 0; // behind what is known to come before
    const auto place = [&](const ActorId &id) -> ClimbHop * {
        if (ClimbHop *known = find(climb, id)) {
            at = std::max(at, qsizetype(known - climb->hops.data()) + 1);
            return known;
        }
        if (climb->hops.size() >= hopLimit)
            return nullptr;
        ClimbHop hop;
        hop.actor = id;
        hop.time = QDateTime::currentDateTime();
        hop.type = error.type;
        hop.message = error.message;
        hop.relayed = !error.source.isNull() && id.uuid != error.source.uuid;
        const ActorInfo *info = m_tree ? m_tree->find(id.uuid) : nullptr;
        if (info)
            hop.pid = info->pid;
        hop.repl = Repl::None;
        hop.why = info && !info->debug ? Why::NotDebugging : Why::Silent;
        climb->hops.insert(at, hop);
        return &climb->hops[at++];
    };
    for (const ActorId &id : error.relayPath) {
        if (id.uuid != actor.uuid && !id.isNull())
            place(id);
    }
    // Those that it came to later would have named it, so that it is the highest so far.
    if (actor.uuid != error.source.uuid)
        at = climb->hops.size();
    return place(actor);
}

void ClimbKeeper::lookAtCopy(ClimbHop *hop) const
{
    if (m_leases)
        hop->copyAlive = hop->copy && m_leases->contains(hop->copy);
}

void ClimbKeeper::raised(const RaisedError &raised)
{
    const bool isNew = !m_climbs.contains(raised.error.id);
    Climb *climb = climbFor(raised.error);
    ClimbHop *hop = climb ? hopFor(climb, raised.error, raised.actor) : nullptr;
    if (!hop)
        return;
    if (hop->line < 1) {
        hop->function = raised.function;
        hop->file = raised.file;
        hop->line = raised.line;
    }
    if (!hop->entry) {
        static const QHash<QString, Why> reasons{{u"filter"_s, Why::Filter}, {u"kind"_s, Why::Kind}, {u"mode"_s, Why::NotDebugging}};
        hop->repl = raised.passed ? Repl::None : Repl::Expected;
        hop->why = reasons.value(raised.why, Why::Unknown);
    }
    const QString id = climb->errorId;
    if (isNew) {
        Q_EMIT added(id);
        dropOld();
    } else {
        Q_EMIT changed(id);
    }
}

void ClimbKeeper::entryChanged(const Entry &entry)
{
    if (!entry.isCrash())
        return;
    BoxedError error = entry.error;
    if (error.id.isEmpty() && !entry.signalName.isEmpty()) {
        // A signal's error is made by those above; this is the id that they give it.
        error.id = entry.actor.uuid.toString(QUuid::WithoutBraces) + u"-signal"_s;
        error.type = entry.signalName;
        error.source = entry.actor;
    }
    const bool isNew = !m_climbs.contains(error.id);
    // One that was dropped does not begin again as it ends.
    if (isNew && entry.state == Entry::State::Done)
        return;
    Climb *climb = climbFor(error);
    ClimbHop *hop = climb ? hopFor(climb, error, entry.actor) : nullptr;
    if (!hop || entry.id < hop->entry)
        return;
    hop->entry = entry.id;
    hop->pid = entry.pid;
    if (entry.line > 0) {
        hop->function = entry.function;
        hop->file = entry.file;
        hop->line = entry.line;
    }
    if (entry.copy)
        hop->copy = entry.copy;
    lookAtCopy(hop);
    hop->detail.clear();
    if (entry.state != Entry::State::Done) {
        hop->repl = entry.opened ? Repl::Open : Repl::Waiting;
        hop->why = Why::Unknown;
    } else if (entry.opened) {
        hop->repl = Repl::WasOpen;
    } else {
        hop->repl = Repl::None;
        const bool skipped = entry.end.startsWith("skipped: "_L1);
        hop->why = skipped ? Why::Skipped : Why::Withdrawn;
        hop->detail = skipped ? entry.end.sliced(9) : entry.end;
    }
    const QString id = climb->errorId;
    addBranches(climb, entry);
    if (isNew) {
        Q_EMIT added(id);
        dropOld();
    } else {
        Q_EMIT changed(id);
    }
}

/// The errors of a group join it here. One that no other actor has told of was raised by a task of this one.
void ClimbKeeper::addBranches(Climb *group, const Entry &entry)
{
    const QString groupId = group->errorId;
    for (const Entry::Leaf &leaf : entry.leaves) {
        if (leaf.errorId.isEmpty() || leaf.errorId == groupId || topOf(groupId) == leaf.errorId || m_climbs[groupId].branches.contains(leaf.errorId))
            continue;
        m_climbs[groupId].branches.append(leaf.errorId);
        const bool isNew = !m_climbs.contains(leaf.errorId);
        BoxedError error;
        error.id = leaf.errorId;
        error.type = leaf.type;
        error.message = leaf.message;
        Climb *climb = climbFor(error);
        climb->group = groupId;
        if (isNew) {
            climb->source = entry.actor;
            ClimbHop hop;
            hop.actor = entry.actor;
            hop.pid = entry.pid;
            hop.type = leaf.type;
            hop.message = leaf.message;
            hop.function = leaf.function;
            hop.file = leaf.file;
            hop.line = leaf.line;
            hop.time = QDateTime::currentDateTime();
            hop.repl = Repl::None;
            hop.why = Why::InGroup;
            hop.copy = leaf.copy;
            lookAtCopy(&hop);
            climb->hops.append(hop);
            Q_EMIT added(leaf.errorId);
        } else {
            Q_EMIT changed(leaf.errorId);
        }
    }
}

void ClimbKeeper::copyChanged(qint64 pid)
{
    QStringList changes;
    for (Climb &climb : m_climbs) {
        for (ClimbHop &hop : climb.hops) {
            const bool was = hop.copyAlive;
            if (hop.copy != pid)
                continue;
            lookAtCopy(&hop);
            if (hop.copyAlive != was)
                changes.append(climb.errorId);
        }
    }
    for (const QString &id : std::as_const(changes))
        Q_EMIT changed(id);
}

void ClimbKeeper::actorEnded(const ActorId &actor)
{
    QStringList changes;
    for (Climb &climb : m_climbs) {
        ClimbHop *hop = find(&climb, actor);
        if (!hop || hop->repl != Repl::Expected)
            continue;
        hop->repl = Repl::None;
        hop->why = Why::Ended;
        changes.append(climb.errorId);
    }
    for (const QString &id : std::as_const(changes))
        Q_EMIT changed(id);
}

void ClimbKeeper::dropOld()
{
    QStringList old;
    qsizetype left = m_order.size();
    for (const QString &id : std::as_const(m_order)) {
        if (left <= limit)
            break;
        // A group goes with its branches.
        const QString top = topOf(id);
        const QList<Climb> family = withBranches(top);
        if (top != id || id == m_order.last() || std::ranges::any_of(family, &Climb::isLive))
            continue;
        for (const Climb &climb : family)
            old.append(climb.errorId);
        left -= family.size();
    }
    for (const QString &id : std::as_const(old)) {
        m_climbs.remove(id);
        m_order.removeOne(id);
        Q_EMIT removed(id);
    }
}

} // namespace furrow::ui
