// SPDX-License-Identifier: MIT
#include "actortree.h"

#include <algorithm>
#include <iterator>

namespace furrow::ui {

const ActorInfo *ActorTree::find(const QUuid &uuid) const
{
    const auto found = m_actors.constFind(uuid);
    return found == m_actors.cend() ? nullptr : &*found;
}

QList<ActorInfo> ActorTree::all() const
{
    QList<ActorInfo> result;
    result.reserve(m_actors.size());
    QList<QUuid> waiting = childrenOf({});
    // An actor whose parent nobody has told us of (yet) is shown all the same.
    for (auto it = m_children.cbegin(); it != m_children.cend(); ++it) {
        if (!it.key().isNull() && !m_actors.contains(it.key()))
            waiting += it.value();
    }
    std::reverse(waiting.begin(), waiting.end());
    while (!waiting.isEmpty()) {
        const QUuid uuid = waiting.takeLast();
        result.append(m_actors.value(uuid));
        const QList<QUuid> children = childrenOf(uuid);
        std::copy(children.crbegin(), children.crend(), std::back_inserter(waiting));
    }
    return result;
}

QList<QUuid> ActorTree::childrenOf(const QUuid &uuid) const
{
    return m_children.value(uuid);
}

bool ActorTree::isInSubtree(const QUuid &uuid, const QUuid &ofRoot) const
{
    // Bounded: a client may tell us a circle.
    QUuid at = uuid;
    for (qsizetype steps = 0; steps <= m_actors.size(); ++steps) {
        if (at == ofRoot)
            return true;
        const ActorInfo *info = find(at);
        if (!info || info->parent.isNull())
            return false;
        at = info->parent.uuid;
    }
    return false;
}

void ActorTree::insert(ActorInfo info)
{
    const QUuid uuid = info.id.uuid;
    if (uuid.isNull())
        return;
    // A parent that is its own descendant would make the tree a circle.
    if (!info.parent.isNull() && isInSubtree(info.parent.uuid, uuid))
        info.parent = {};
    const auto found = m_actors.find(uuid);
    if (found == m_actors.end()) {
        m_children[info.parent.uuid].append(uuid);
        m_actors.insert(uuid, std::move(info));
        Q_EMIT inserted(uuid);
        return;
    }
    if (found->parent.uuid != info.parent.uuid) {
        m_children[found->parent.uuid].removeOne(uuid);
        m_children[info.parent.uuid].append(uuid);
    }
    *found = std::move(info);
    Q_EMIT changed(uuid);
}

void ActorTree::update(const QUuid &uuid, const std::function<void(ActorInfo &)> &change)
{
    const ActorInfo *known = find(uuid);
    if (!known)
        return;
    ActorInfo info = *known;
    change(info);
    info.id.uuid = uuid;
    insert(std::move(info));
}

} // namespace furrow::ui
