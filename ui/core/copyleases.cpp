// SPDX-License-Identifier: MIT
#include "copyleases.h"

#include "actortree.h"
#include "dialogue.h"
#include "packets.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

/// What it shows, and the other errors of a group.
QList<qint64> copiesOf(const Entry &entry)
{
    QList<qint64> pids;
    if (entry.copy)
        pids.append(entry.copy);
    for (const Entry::Leaf &leaf : entry.leaves) {
        if (leaf.copy && !pids.contains(leaf.copy))
            pids.append(leaf.copy);
    }
    return pids;
}

} // namespace

void CopyLeases::add(Dialogue *dialogue, const QJsonObject &packet)
{
    Copy copy;
    copy.pid = packets::pid(packet["pid"_L1]);
    copy.owner = packets::actor(packet["actor"_L1]).value_or(ActorId());
    copy.reference = packet["reference"_L1].toBool();
    copy.dialogue = dialogue;
    // Before the entry that names it: an unleased copy is its process's own to end, so that closing is no news.
    connect(dialogue, &Dialogue::closed, this, [this, pid = copy.pid] {
        removeIf([pid](const Copy &c) { return c.pid == pid; });
    });
    m_copies.append(copy);
    if (copy.reference)
        Q_EMIT referenceAdded(copy.pid);
    if (m_expected.contains(copy.pid))
        lease(m_expected.take(copy.pid));
    Q_EMIT changed(copy.pid);
}

bool CopyLeases::contains(qint64 pid) const
{
    return std::any_of(m_copies.begin(), m_copies.end(), [pid](const Copy &copy) { return copy.pid == pid; });
}

QList<qint64> CopyLeases::references() const
{
    QList<qint64> pids;
    for (const Copy &copy : m_copies) {
        if (copy.reference)
            pids.append(copy.pid);
    }
    return pids;
}

qsizetype CopyLeases::leased() const
{
    return std::count_if(m_copies.begin(), m_copies.end(), [](const Copy &copy) { return copy.entry != 0; });
}

void CopyLeases::lease(const Entry &entry)
{
    const QList<qint64> wanted = copiesOf(entry);
    for (const qint64 pid : wanted) {
        if (!contains(pid))
            m_expected.insert(pid, entry);
    }
    for (Copy &copy : m_copies) {
        if (!wanted.contains(copy.pid))
            continue;
        copy.entry = entry.id;
        copy.open = true;
        copy.errorId = entry.error.id;
        if (copy.owner.isNull())
            copy.owner = entry.actor;
        copy.hop = parentOf(entry.actor.uuid);
    }
    while (leased() > limit) {
        const auto oldest = std::find_if(m_copies.begin(), m_copies.end(),
                                         [](const Copy &copy) { return copy.entry && !copy.open; });
        if (oldest == m_copies.end())
            return;
        remove(oldest - m_copies.begin(), true);
    }
}

void CopyLeases::entryClosed(const Entry &entry)
{
    for (const qint64 pid : copiesOf(entry))
        m_expected.remove(pid);
    for (Copy &copy : m_copies) {
        if (copy.entry == entry.id)
            copy.open = false;
    }
    // By hand (postMortem) the same error may come once more in the same actor; the crash entry is the last.
    const bool last = entry.kind != Entry::Kind::PostMortem;
    if (last)
        climb(entry.actor, entry.error.id);
    removeIf([&](const Copy &copy) {
        if (!copy.entry || copy.open)
            return false;
        const bool topmost = copy.entry == entry.id && copy.hop.isNull();
        const bool above = copy.hop == entry.actor.uuid && entry.hasError && entry.error.id == copy.errorId;
        return last && (topmost || above);
    });
}

/// The error climbs on from this actor, where it has left a copy: those below are needed as long as that one.
void CopyLeases::climb(const ActorId &actor, const QString &errorId)
{
    const auto own = std::ranges::find_if(m_copies, [&](const Copy &copy) {
        return copy.entry && copy.owner == actor && copy.errorId == errorId && !copy.hop.isNull();
    });
    if (own == m_copies.end())
        return;
    const QUuid hop = own->hop;
    for (Copy &copy : m_copies) {
        if (copy.entry && copy.hop == actor.uuid && copy.errorId == errorId)
            copy.hop = hop;
    }
}

void CopyLeases::raised(const ActorId &actor, const QString &errorId, bool passed)
{
    if (!passed)
        return;
    for (Copy &copy : m_copies) {
        if (copy.entry && copy.hop == actor.uuid && copy.errorId == errorId)
            copy.hop = parentOf(actor.uuid);
    }
    removeIf([&](const Copy &copy) { return copy.entry && !copy.open && copy.errorId == errorId && copy.hop.isNull(); });
}

void CopyLeases::actorEnded(const ActorId &actor)
{
    QStringList errors;
    for (const Copy &copy : std::as_const(m_copies)) {
        if (copy.entry && copy.owner == actor)
            errors.append(copy.errorId);
    }
    for (const QString &error : std::as_const(errors))
        climb(actor, error);
    removeIf([&](const Copy &copy) {
        if (copy.reference || copy.open)
            return false;
        return copy.entry ? copy.hop == actor.uuid || (copy.hop.isNull() && copy.owner == actor) : copy.owner == actor;
    });
}

void CopyLeases::end(qint64 pid)
{
    for (qsizetype i = 0; i < m_copies.size(); ++i) {
        if (m_copies.at(i).pid == pid)
            return remove(i, false);
    }
}

QList<qint64> CopyLeases::endAll()
{
    QList<qint64> pids;
    while (!m_copies.isEmpty()) {
        pids.append(m_copies.first().pid);
        remove(0, false);
    }
    return pids;
}

void CopyLeases::removeIf(const std::function<bool(const Copy &)> &done)
{
    for (qsizetype i = m_copies.size() - 1; i >= 0; --i) {
        if (i < m_copies.size() && done(m_copies.at(i)))
            remove(i, m_copies.at(i).entry || m_copies.at(i).dialogue->isOpen());
    }
}

void CopyLeases::remove(qsizetype index, bool tell)
{
    const Copy copy = m_copies.takeAt(index);
    copy.dialogue->close();
    copy.dialogue->deleteLater();
    Q_EMIT changed(copy.pid);
    if (tell)
        Q_EMIT letGo(copy.pid, copy.owner);
}

QUuid CopyLeases::parentOf(const QUuid &actor) const
{
    const ActorInfo *info = m_tree->find(actor);
    return info ? info->parent.uuid : QUuid();
}

} // namespace furrow::ui
