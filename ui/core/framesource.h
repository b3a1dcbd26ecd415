// SPDX-License-Identifier: MIT
#pragma once

#include "report.h"

#include <functional>

namespace furrow::ui {

/// Where a report takes the stack of a hop from, and its variables. One hop is asked at a time.
class FrameSource
{
public:
    virtual ~FrameSource() = default;

    /// The hop's frames, innermost first, without their source; or none, and one sentence why. `done` is called once, by way of the event
    /// loop.
    virtual void frames(const ClimbHop &hop, std::function<void(QList<ReportFrame>, QString why)> done) = 0;
    /// Nothing more is asked; `done` is called once the prompt is as it was.
    virtual void finish(std::function<void()> done) = 0;
};

} // namespace furrow::ui
