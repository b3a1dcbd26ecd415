// SPDX-License-Identifier: MIT
#include "timers.h"

#include <furrow/detail/standstill.h>

#include <algorithm>

namespace furrow::detail {

Timers &Timers::instance()
{
    static Timers *timers = new Timers; // as the scheduler, never destroyed
    return *timers;
}

quint64 Timers::add(Clock::time_point when, std::function<void()> expired)
{
    when -= stoodSoFar();
    const quint64 id = ++m_last;
    m_pending.emplace(Key(when, id), std::move(expired));
    m_times.emplace(id, when);
    arm();
    return id;
}

void Timers::remove(quint64 id)
{
    const auto found = m_times.find(id);
    if (found == m_times.end())
        return;
    m_pending.erase(Key(found->second, id));
    m_times.erase(found);
    if (m_pending.empty()) {
        m_timer.stop();
        m_armedFor = Clock::time_point::max();
    }
}

void Timers::arm()
{
    const Clock::time_point first = m_pending.begin()->first.first;
    if (m_timer.isActive() && m_armedFor <= first)
        return; // an early timer costs one look; a late one would be an error
    using std::chrono::milliseconds;
    const auto wait = std::clamp(std::chrono::ceil<milliseconds>(first + stoodSoFar() - Clock::now()), milliseconds(0), milliseconds(1 << 30));
    m_armedFor = first;
    m_timer.start(int(wait.count()), Qt::PreciseTimer, this);
}

void Timers::timerEvent(QTimerEvent *)
{
    m_timer.stop();
    m_armedFor = Clock::time_point::max();
    const Clock::time_point now = Clock::now() - stoodSoFar();
    while (!m_pending.empty() && m_pending.begin()->first.first <= now) {
        auto first = m_pending.extract(m_pending.begin());
        m_times.erase(first.key().second);
        first.mapped()();
    }
    if (!m_pending.empty())
        arm();
    runScheduled();
}

} // namespace furrow::detail
