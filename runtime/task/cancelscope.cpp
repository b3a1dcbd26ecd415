// SPDX-License-Identifier: MIT
#include <furrow/cancelscope.h>

#include <furrow/detail/standstill.h>
#include <furrow/detail/wait.h>
#include <furrow/exceptiongroup.h>

#include "timers.h"

#include <algorithm>

namespace furrow {

CancelScope::CancelScope(const Options &options)
    : m_deadline(options.deadline), m_stoodBefore(detail::stoodSoFar()), m_shield(options.shield)
{
}

CancelScope::~CancelScope()
{
    detail::Timers::instance().remove(m_timer);
}

bool CancelScope::effectivelyCancelled() const
{
    for (const CancelScope *scope = this; scope; scope = scope->m_shield ? nullptr : scope->m_parent) {
        if (scope->m_cancelCalled)
            return true;
    }
    return false;
}

void CancelScope::cancel(const QString &reason)
{
    if (m_cancelCalled)
        return;
    m_cancelCalled = true;
    m_reason = reason;
    detail::Timers::instance().remove(std::exchange(m_timer, 0));
    deliver();
}

void CancelScope::deliver()
{
    // Interrupting only schedules; nothing of these lists changes meanwhile.
    for (detail::TaskState *task : m_tasks) {
        if (task->wait)
            task->wait->interrupt(detail::Wait::Ended::Cancelled);
    }
    for (CancelScope *child : m_children) {
        if (!child->m_shield)
            child->deliver();
    }
}

void CancelScope::setDeadline(std::optional<Clock::time_point> deadline)
{
    m_deadline = deadline;
    m_stoodBefore = detail::stoodSoFar();
    if (m_entered)
        armDeadline();
}

std::optional<Clock::time_point> CancelScope::deadline() const
{
    if (!m_deadline)
        return {};
    return *m_deadline + (detail::stoodSoFar() - m_stoodBefore);
}

void CancelScope::armDeadline()
{
    detail::Timers::instance().remove(std::exchange(m_timer, 0));
    if (!m_deadline || m_cancelCalled)
        return;
    const Clock::time_point when = *deadline();
    if (when <= Clock::now()) {
        m_timedOut = true;
        cancel(QStringLiteral("deadline"));
        return;
    }
    m_timer = detail::Timers::instance().add(when, [this] {
        m_timer = 0;
        m_timedOut = true;
        cancel(QStringLiteral("deadline"));
    });
}

void CancelScope::setShield(bool shield)
{
    m_shield = shield;
    if (!shield && effectivelyCancelled())
        deliver();
}

void CancelScope::enter(detail::TaskState *task)
{
    m_parent = task->scope;
    if (m_parent) {
        std::erase(m_parent->m_tasks, task);
        m_parent->m_children.push_back(this);
    }
    m_tasks.push_back(task);
    task->scope = this;
    m_entered = true;
    armDeadline();
}

std::exception_ptr CancelScope::leave(detail::TaskState *task, std::exception_ptr error)
{
    detail::Timers::instance().remove(std::exchange(m_timer, 0));
    const bool parentCancels = m_parent && !m_shield && m_parent->effectivelyCancelled();
    std::erase(m_tasks, task);
    task->scope = m_parent;
    if (m_parent) {
        std::erase(m_parent->m_children, this);
        m_parent->m_tasks.push_back(task);
    }
    if (task->cancelledIn == this)
        task->cancelledIn = nullptr;
    m_entered = false;
    if (m_cancelCalled && !parentCancels && isCancelled(error)) {
        m_caught = true;
        return nullptr;
    }
    return error;
}

void CancelScope::enterChild(detail::TaskState *child)
{
    child->scope = this;
    m_tasks.push_back(child);
}

void CancelScope::leaveChild(detail::TaskState *child)
{
    std::erase(m_tasks, child);
    child->scope = nullptr;
}

bool currentlyCancelled()
{
    const detail::TaskState *task = detail::currentTask();
    return task && task->scope && task->scope->effectivelyCancelled();
}

void detail::throwTooSlow()
{
    throw TooSlow();
}

} // namespace furrow
