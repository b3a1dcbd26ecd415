// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/cancelscope.h>

#include <QBasicTimer>
#include <QObject>

#include <functional>
#include <map>
#include <utility>

namespace furrow::detail {

/// Every deadline and sleep of the actor, on one timer of Qt's. Precise to a millisecond, never early. Its clock stands still
/// while the actor stands at a prompt (furrow/detail/standstill.h).
class Timers : public QObject
{
public:
    static Timers &instance();

    /// `expired` is called once, from the event loop. Returns an id that is never 0.
    quint64 add(Clock::time_point when, std::function<void()> expired);
    /// Unknown ids are ignored, 0 too.
    void remove(quint64 id);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void arm();
    // By the actor's own time.
    using Key = std::pair<Clock::time_point, quint64>;
    std::map<Key, std::function<void()>> m_pending;
    std::map<quint64, Clock::time_point> m_times;
    QBasicTimer m_timer;
    Clock::time_point m_armedFor = Clock::time_point::max();
    quint64 m_last = 0;
};

} // namespace furrow::detail
