// SPDX-License-Identifier: MIT
#include <furrow/event.h>

#include <algorithm>
#include <utility>

namespace furrow {

void Event::set()
{
    m_set = true;
    for (Waiter *waiter : std::exchange(m_waiters, {}))
        waiter->wake();
}

bool Event::Waiter::begin()
{
    if (m_event.m_set)
        return false;
    m_event.m_waiters.push_back(this);
    return true;
}

void Event::Waiter::withdraw() noexcept
{
    std::erase(m_event.m_waiters, this);
}

} // namespace furrow
