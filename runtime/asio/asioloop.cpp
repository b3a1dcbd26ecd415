// SPDX-License-Identifier: MIT
#include "asioloop.h"

#include <furrow/asio.h>
#include <furrow/detail/foreignloop.h>
#include <furrow/detail/taskstate.h>
#include <furrow/log.h>

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QTimerEvent>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/epoll.h>

namespace furrow {
namespace detail {
namespace {

// So many of Asio's handlers run before Qt has its turn again, and the other way round Qt's turn is one round of its loop.
constexpr int handlersATurn = 64;

AsioLoop *theLoop = nullptr;

int newEpoll()
{
    const int fd = ::epoll_create1(EPOLL_CLOEXEC);
    if (fd < 0)
        throw std::system_error(errno, std::generic_category(), "epoll_create1");
    return fd;
}

/// A handler belongs to no task of the runtime's, also when a task's dialog runs the loop that calls it.
struct OutsideOfTasks
{
    TaskState *task = std::exchange(furrow_debug_current_task, nullptr);
    void *stack = std::exchange(taskStack, nullptr);
    ~OutsideOfTasks()
    {
        furrow_debug_current_task = task;
        taskStack = stack;
    }
};

} // namespace

AsioLoop::AsioLoop() : m_work(m_context.get_executor()), m_epoll(m_context, newEpoll()), m_alarm(m_context)
{
    theLoop = this;
}

AsioLoop::~AsioLoop()
{
    theLoop = nullptr;
    runsOnAsio = false;
}

AsioLoop *AsioLoop::instance()
{
    return theLoop;
}

bool AsioLoop::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_interrupted = false;
    m_woken = false;
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();

    const bool withDescriptors = !flags.testFlag(QEventLoop::ExcludeSocketNotifiers);
    watchDescriptors();
    bool did = handleReady();
    did |= withDescriptors && sendNotifiers();
    did |= sendTimers();
    if (did || !flags.testFlag(QEventLoop::WaitForMoreEvents) || m_woken || m_interrupted)
        return did;

    Q_EMIT aboutToBlock();
    if (m_woken || m_interrupted)
        return false;
    watchDescriptors();
    setAlarm();
    did = handleOne(true);
    Q_EMIT awake();
    did |= withDescriptors && sendNotifiers();
    did |= sendTimers();
    return did;
}

bool AsioLoop::handleOne(bool wait)
{
    std::size_t count = 0;
    {
        const OutsideOfTasks outside;
        try {
            count = wait ? m_context.run_one() : m_context.poll_one();
        } catch (...) {
            // Through Qt's loop, which is below, nothing may be thrown.
            failActor(std::current_exception());
            return true;
        }
    }
    if (m_context.stopped()) {
        if (!std::exchange(m_toldStopped, true))
            qCWarning(lcFurrow, "the actor runs on the io_context that somebody has stopped: it goes on; cancel the operations instead");
        m_context.restart();
    }
    return count > 0;
}

bool AsioLoop::handleReady()
{
    int count = 0;
    while (count < handlersATurn && !m_interrupted && handleOne(false))
        ++count;
    return count > 0;
}

void AsioLoop::wakeUp()
{
    // This thread looks at the flag before it waits.
    if (!m_woken.exchange(true) && std::this_thread::get_id() != m_thread)
        boost::asio::post(m_context, [] { });
}

void AsioLoop::interrupt()
{
    m_interrupted = true;
    wakeUp();
}

// -- Qt's descriptors

void AsioLoop::tellEpoll(int fd, Watched &watched)
{
    if (watched.alwaysReady)
        return;
    epoll_event wanted{};
    wanted.data.fd = fd;
    wanted.events = (watched.notifiers[QSocketNotifier::Read] ? EPOLLIN : 0u) | (watched.notifiers[QSocketNotifier::Write] ? EPOLLOUT : 0u)
                    | (watched.notifiers[QSocketNotifier::Exception] ? EPOLLPRI : 0u);
    const int epoll = m_epoll.native_handle();
    if (watched.isEmpty()) {
        ::epoll_ctl(epoll, EPOLL_CTL_DEL, fd, nullptr); // closed by its owner already: then it is none of epoll's any more
        return;
    }
    // A descriptor that was closed and opened anew is unknown to epoll, whatever we know.
    if (::epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &wanted) == 0 || (errno == ENOENT && ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted) == 0))
        return;
    if (errno == EPERM) {
        watched.alwaysReady = true;
        ++m_alwaysReady;
        return;
    }
    qCWarning(lcFurrow, "a QSocketNotifier of descriptor %d will never fire: %s", fd, std::strerror(errno));
}

void AsioLoop::registerSocketNotifier(QSocketNotifier *notifier)
{
    const int fd = int(notifier->socket());
    Watched &watched = m_watched[fd];
    QSocketNotifier *&place = watched.notifiers[std::size_t(notifier->type())];
    if (place && place != notifier)
        qCWarning(lcFurrow, "two QSocketNotifiers of one type on descriptor %d: the older one is deaf now", fd);
    place = notifier;
    tellEpoll(fd, watched);
}

void AsioLoop::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    std::erase(m_ready, notifier);
    const int fd = int(notifier->socket());
    const auto found = m_watched.find(fd);
    if (found == m_watched.end())
        return;
    QSocketNotifier *&place = found->second.notifiers[std::size_t(notifier->type())];
    if (place != notifier)
        return;
    place = nullptr;
    tellEpoll(fd, found->second);
    if (found->second.isEmpty()) {
        m_alwaysReady -= found->second.alwaysReady;
        m_watched.erase(found);
    }
}

void AsioLoop::watchDescriptors()
{
    if (m_watching || m_descriptorsReady)
        return;
    m_watching = true;
    m_epoll.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](const boost::system::error_code &error) {
        m_watching = false;
        m_descriptorsReady = !error;
    });
}

bool AsioLoop::sendNotifiers()
{
    if (!m_descriptorsReady && !m_alwaysReady && m_ready.empty())
        return false;
    const auto ready = [this](QSocketNotifier *notifier) {
        if (notifier && std::ranges::find(m_ready, notifier) == m_ready.end())
            m_ready.push_back(notifier);
    };
    if (std::exchange(m_descriptorsReady, false)) {
        std::array<epoll_event, 64> events;
        const int count = ::epoll_wait(m_epoll.native_handle(), events.data(), int(events.size()), 0);
        for (const epoll_event &event : std::span(events).first(std::size_t(std::max(count, 0)))) {
            const auto found = m_watched.find(event.data.fd);
            if (found == m_watched.end())
                continue;
            const auto &notifiers = found->second.notifiers;
            const bool broken = event.events & (EPOLLERR | EPOLLHUP);
            if (broken || event.events & EPOLLIN)
                ready(notifiers[QSocketNotifier::Read]);
            if (broken || event.events & EPOLLOUT)
                ready(notifiers[QSocketNotifier::Write]);
            if (broken || event.events & EPOLLPRI)
                ready(notifiers[QSocketNotifier::Exception]);
        }
    }
    if (m_alwaysReady) {
        for (const auto &[fd, watched] : m_watched) {
            if (watched.alwaysReady)
                std::ranges::for_each(watched.notifiers, ready);
        }
    }
    bool did = false;
    while (!m_ready.empty()) {
        QSocketNotifier *notifier = m_ready.front();
        m_ready.pop_front();
        QEvent event(QEvent::SockAct);
        QCoreApplication::sendEvent(notifier, &event);
        did = true;
    }
    return did;
}

// -- Qt's timers

void AsioLoop::registerTimer(Qt::TimerId id, Duration interval, Qt::TimerType type, QObject *object)
{
    const Clock::time_point due = Clock::now() + interval;
    m_timers.insert_or_assign(id, Timer{.interval = interval, .type = type, .object = object, .due = due, .serial = ++m_lastSerial});
    m_queue.emplace(due, id);
}

bool AsioLoop::unregisterTimer(Qt::TimerId id)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return false;
    m_queue.erase({found->second.due, id});
    m_timers.erase(found);
    return true;
}

bool AsioLoop::unregisterTimers(QObject *object)
{
    return std::erase_if(m_timers, [this, object](const auto &entry) {
        if (entry.second.object != object)
            return false;
        m_queue.erase({entry.second.due, entry.first});
        return true;
    }) > 0;
}

QList<AsioLoop::TimerInfoV2> AsioLoop::timersForObject(QObject *object) const
{
    QList<TimerInfoV2> timers;
    for (const auto &[id, timer] : m_timers) {
        if (timer.object == object)
            timers.append({timer.interval, id, timer.type});
    }
    return timers;
}

AsioLoop::Duration AsioLoop::remainingTime(Qt::TimerId id) const
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return Duration::min();
    return std::max(Duration::zero(), std::chrono::duration_cast<Duration>(found->second.due - Clock::now()));
}

void AsioLoop::setAlarm()
{
    // One that comes too early costs a look; so it is only set anew for an earlier time.
    const auto next = std::ranges::find_if(m_queue, [this](const auto &entry) { return !m_timers.at(entry.second).sending; });
    if (next == m_queue.end() || next->first >= m_alarmSet)
        return;
    m_alarmSet = next->first;
    m_alarm.expires_at(m_alarmSet);
    m_alarm.async_wait([this](const boost::system::error_code &error) {
        if (!error)
            m_alarmSet = Clock::time_point::max();
    });
}

bool AsioLoop::sendTimers()
{
    const Clock::time_point now = Clock::now();
    std::vector<std::pair<Qt::TimerId, quint64>> due; // each once in a round, one without an interval too
    for (const auto &[when, id] : m_queue) {
        if (when > now)
            break;
        if (const Timer &timer = m_timers.at(id); !timer.sending)
            due.emplace_back(id, timer.serial);
    }
    const auto still = [this](Qt::TimerId id, quint64 serial) -> Timer * {
        const auto found = m_timers.find(id);
        return found != m_timers.end() && found->second.serial == serial ? &found->second : nullptr;
    };
    for (const auto &[id, serial] : due) {
        Timer *timer = still(id, serial);
        if (!timer || timer->sending)
            continue; // a loop within was faster
        m_queue.erase({timer->due, id});
        timer->due += timer->interval;
        if (timer->due < now)
            timer->due = now + timer->interval; // what was missed does not come in one burst
        m_queue.emplace(timer->due, id);
        timer->sending = true;
        QTimerEvent event(id);
        QCoreApplication::sendEvent(timer->object, &event);
        if (Timer *after = still(id, serial))
            after->sending = false;
    }
    return !due.empty();
}

void linkAsioLoop()
{
    installAsioLoop = [] {
        QCoreApplication::setEventDispatcher(new AsioLoop); // the application object deletes it
        runsOnAsio = true;
    };
}

void needAsioLoop()
{
    if (!runsOnAsio)
        throw std::logic_error("this actor does not run on Asio: set .infectAsio = true in its ActorOptions, or in the options of furrow::run()");
}

} // namespace detail

boost::asio::io_context &toAsio::ioContext()
{
    detail::needAsioLoop();
    return detail::AsioLoop::instance()->context();
}

} // namespace furrow
