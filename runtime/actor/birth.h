// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>
#include <furrow/log.h>

#include <QByteArrayList>

#include <chrono>
#include <optional>

namespace furrow::detail {

/// What a subactor is told by its parent at birth, in the environment variable FURROW_ACTOR.
struct Birth
{
    ActorId self;
    ActorId parent;
    int socket = -1;            ///< inherited: its end of the connection to the parent
    bool debugMode = false;
    bool breakpointHook = false;
    bool infectAsio = false;
    int lastWords = -1;         ///< inherited: memory that the parent reads when a signal has ended this process
    QByteArray debugFilter;     ///< key of a named one
    bool taskDumps = false;
    QList<qint64> ancestors;    ///< processes of the actors above, the nearest first
    std::optional<LogLevel> logLevel;
    QByteArrayList exposes;
    std::chrono::milliseconds grace{3000};

    QByteArray encoded() const;
    /// Of this process, once: the variable is gone afterwards. Nothing when it is no subactor.
    static std::optional<Birth> take();
};

} // namespace furrow::detail
