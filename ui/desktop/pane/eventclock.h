// SPDX-License-Identifier: MIT
#pragma once

#include <QInputEvent>

namespace furrow::ui {

/// When input events happened, on one clock with what the application does. Events carry the display server's own time, which is
/// mostly, but not always, this machine's monotonic clock; where it is not, the quickest event seen tells how they differ.
/// Thread: the GUI thread.
class EventClock
{
public:
    static quint64 now(); ///< ms
    /// When `event` happened, never later than now().
    static quint64 timeOf(const QInputEvent *event);
};

} // namespace furrow::ui
