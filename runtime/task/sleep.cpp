// SPDX-License-Identifier: MIT
#include <furrow/sleep.h>

#include "timers.h"

#include <QSocketNotifier>

namespace furrow {

bool sleep::begin()
{
    if (m_until <= Clock::now()) {
        wake();
        return true;
    }
    m_timer = detail::Timers::instance().add(m_until, [this] { wake(); });
    return true;
}

void sleep::withdraw() noexcept
{
    detail::Timers::instance().remove(m_timer);
}

bool readable::begin()
{
    m_notifier = new QSocketNotifier(m_fd, QSocketNotifier::Read);
    QObject::connect(m_notifier, &QSocketNotifier::activated, m_notifier, [this] {
        withdraw();
        wake();
        detail::runScheduled();
    });
    return true;
}

void readable::withdraw() noexcept
{
    // It may be the one that calls; disabled at once, since the descriptor may be closed before it dies.
    m_notifier->setEnabled(false);
    std::exchange(m_notifier, nullptr)->deleteLater();
}

} // namespace furrow
