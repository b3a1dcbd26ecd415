// SPDX-License-Identifier: MIT
#pragma once

#include "entry.h"

namespace furrow::ui {

class ConsoleLock;
class CopyLeases;

/// A place below an entry that `down` leads to, over the border of the process: where the error came from. Plain value.
struct Hop
{
    ActorId actor;
    qint64 copy = 0;       ///< the frozen copy to look at; 0: there is none, or no longer
    QString file;          ///< where it stands, as far as is known
    int line = 0;
};

/// The places below `entry`, nearest first: the throw itself for a post-mortem by hand, the other errors of a group, then each actor
/// that the error came through, down to its source.
QList<Hop> hopsBelow(const Entry &entry, const CopyLeases &leases, const ConsoleLock &lock);

} // namespace furrow::ui
