// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractEventDispatcher>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <set>
#include <thread>
#include <unordered_map>

namespace furrow::detail {

/// Qt's event dispatcher of the main thread, on an io_context: the one place where the thread ever waits is the io_context's, for
/// Asio's operations, Qt's descriptors (one epoll descriptor to Asio), Qt's timers (one timer) and what either loop is posted.
/// Whoever waits in Qt, QDialog::exec() too, thereby runs Asio's handlers.
class AsioLoop final : public QAbstractEventDispatcherV2
{
public:
    AsioLoop();
    ~AsioLoop() override;
    /// Null when the actor does not run on Asio.
    static AsioLoop *instance();
    boost::asio::io_context &context() { return m_context; }

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;
    void registerTimer(Qt::TimerId id, Duration interval, Qt::TimerType type, QObject *object) override;
    bool unregisterTimer(Qt::TimerId id) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfoV2> timersForObject(QObject *object) const override;
    Duration remainingTime(Qt::TimerId id) const override;
    void wakeUp() override;
    void interrupt() override;

private:
    using Clock = std::chrono::steady_clock;
    struct Timer
    {
        Duration interval;
        Qt::TimerType type;
        QObject *object;
        Clock::time_point due;
        quint64 serial;
        bool sending = false; // its event is being handled, perhaps by a loop within; it does not come again until then
    };
    struct Watched
    {
        std::array<QSocketNotifier *, 3> notifiers{}; // by QSocketNotifier::Type
        bool alwaysReady = false;                     // a file, which epoll does not take
        bool isEmpty() const { return !notifiers[0] && !notifiers[1] && !notifiers[2]; }
    };

    bool handleOne(bool wait);
    bool handleReady();
    bool sendTimers();
    bool sendNotifiers();
    void watchDescriptors();
    void setAlarm();
    void tellEpoll(int fd, Watched &watched);

    boost::asio::io_context m_context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    boost::asio::posix::stream_descriptor m_epoll; // Qt's descriptors
    boost::asio::steady_timer m_alarm;             // Qt's next timer
    Clock::time_point m_alarmSet = Clock::time_point::max();
    std::unordered_map<int, Watched> m_watched;
    std::deque<QSocketNotifier *> m_ready;
    std::map<Qt::TimerId, Timer> m_timers;
    std::set<std::pair<Clock::time_point, Qt::TimerId>> m_queue;
    quint64 m_lastSerial = 0;
    int m_alwaysReady = 0;
    bool m_watching = false;          // Asio waits for m_epoll
    bool m_descriptorsReady = false;
    bool m_toldStopped = false;
    const std::thread::id m_thread = std::this_thread::get_id();
    std::atomic<bool> m_woken{false};
    std::atomic<bool> m_interrupted{false};
};

} // namespace furrow::detail
