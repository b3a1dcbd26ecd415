// SPDX-License-Identifier: MIT
#include <furrow/detail/wait.h>

#include <furrow/cancelscope.h>
#include <furrow/debuggerquit.h>

#include <QLoggingCategory>

#include <utility>

Q_LOGGING_CATEGORY(lcCancel, "furrow.cancel")

namespace furrow::detail {
namespace {

// Cancelled was thrown in this very scope before, and here the task comes to a checkpoint in it again.
void reportSwallowed(TaskState *task)
{
    if (task->cancelledIn != task->scope || task->swallowReported)
        return;
    task->swallowReported = true;
    qCWarning(lcCancel, "task '%s' caught the furrow::Cancelled that was thrown at %s:%u and did not throw it again: every "
                        "checkpoint throws it until the cancelled scope is left",
              task->name, task->cancelledAt.file, task->cancelledAt.line);
}

} // namespace

bool Wait::await_ready()
{
    m_task = currentTask();
    if (std::exchange(m_task->quitAsked, false)) {
        m_ended = Ended::Quit;
    } else if (furrow_debug_quit_task == m_task) {
        furrow_debug_quit_task = nullptr;
        m_ended = Ended::Quit;
    } else if (m_cancellable && m_task->scope && m_task->scope->effectivelyCancelled()) {
        reportSwallowed(m_task);
        m_ended = Ended::Cancelled;
    } else {
        return false;
    }
    return true;
}

bool Wait::await_suspend(std::coroutine_handle<>)
{
    m_task->wait = this;
    if (begin())
        return true;
    m_task->wait = nullptr;
    return false;
}

void Wait::wake()
{
    m_ended = Ended::Woken;
    m_task->wait = nullptr;
    schedule(m_task);
}

void Wait::interrupt(Ended why)
{
    if (why == Ended::Cancelled && !m_cancellable)
        return;
    withdraw();
    m_ended = why;
    m_task->wait = nullptr;
    schedule(m_task);
}

void Wait::resumed()
{
    if (m_ended == Ended::Cancelled) {
        m_task->cancelledIn = m_task->scope;
        m_task->cancelledAt = *m_task->innermost;
        throw Cancelled();
    }
    if (m_ended == Ended::Quit)
        throw DebuggerQuit();
}

void askToQuit(TaskState *task)
{
    if (task->wait)
        task->wait->interrupt(Wait::Ended::Quit);
    else
        task->quitAsked = true;
}

} // namespace furrow::detail
