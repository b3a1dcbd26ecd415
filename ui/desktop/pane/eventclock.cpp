// SPDX-License-Identifier: MIT
#include "eventclock.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace furrow::ui {

quint64 EventClock::now()
{
    using namespace std::chrono;
    return quint64(duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
}

quint64 EventClock::timeOf(const QInputEvent *event)
{
    static qint64 smallest = std::numeric_limits<qint64>::max();
    constexpr qint64 plausible = 60'000;
    const auto here = qint64(now());
    // X counts in 32 bits.
    const qint64 difference = qint64(qint32(quint32(here) - quint32(event->timestamp())));
    if (difference >= 0 && difference < plausible)
        return quint64(here - difference); // the same clock
    smallest = std::min(smallest, difference);
    return quint64(here - (difference - smallest));
}

} // namespace furrow::ui
