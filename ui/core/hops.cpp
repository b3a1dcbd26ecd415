// SPDX-License-Identifier: MIT
#include "hops.h"

#include "consolelock.h"
#include "copyleases.h"

#include <algorithm>

namespace furrow::ui {
namespace {

/// The places of a group's other errors in the actor itself.
void addLeaves(QList<Hop> *hops, const Entry &entry, const CopyLeases &leases)
{
    for (const Entry::Leaf &leaf : entry.leaves) {
        if (leaf.copy && leaf.copy != entry.copy)
            hops->append({entry.actor, leases.contains(leaf.copy) ? leaf.copy : 0, leaf.file, leaf.line});
    }
}

/// The crashes of other actors that this error has opened, newest first: it climbs, so that the nearest is the newest.
void addActors(QList<Hop> *hops, const Entry &entry, const QString &errorId, const CopyLeases &leases, const ConsoleLock &lock)
{
    QList<const Entry *> crashes;
    for (const auto &[id, other] : lock.entries()) {
        if (id < entry.id && other.hasError && other.error.id == errorId && other.actor != entry.actor)
            crashes.append(&other);
    }
    std::ranges::sort(crashes, [](const Entry *a, const Entry *b) { return a->id > b->id; });
    for (const Entry *crash : std::as_const(crashes)) {
        // By hand first and then by the runtime: one actor is one place, and its newest entry shows it best.
        const bool known = std::ranges::any_of(*hops, [crash](const Hop &hop) { return hop.actor == crash->actor && hop.copy == crash->copy; });
        const bool same = !hops->isEmpty() && hops->last().actor == crash->actor;
        if (known || same)
            continue;
        hops->append({crash->actor, leases.contains(crash->copy) ? crash->copy : 0,
                      crash->kind == Entry::Kind::PostMortem ? QString() : crash->file, crash->line});
        addLeaves(hops, *crash, leases);
    }
}

} // namespace

QList<Hop> hopsBelow(const Entry &entry, const CopyLeases &leases, const ConsoleLock &lock)
{
    QList<Hop> hops;
    if (!entry.hasError)
        return hops;
    if (entry.kind == Entry::Kind::PostMortem && entry.copy)
        hops.append({entry.actor, leases.contains(entry.copy) ? entry.copy : 0, {}, 0});
    addLeaves(&hops, entry, leases);
    addActors(&hops, entry, entry.error.id, leases, lock);
    for (const Entry::Leaf &leaf : entry.leaves) {
        if (leaf.errorId != entry.error.id)
            addActors(&hops, entry, leaf.errorId, leases, lock);
    }
    return hops;
}

} // namespace furrow::ui
