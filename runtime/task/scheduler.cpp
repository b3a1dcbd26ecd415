// SPDX-License-Identifier: MIT
#include "scheduler.h"

#include <QCoreApplication>
#include <QEvent>

#include <utility>

namespace furrow::detail {

void (*exceptionStored)(const std::exception_ptr &error) = nullptr;

Scheduler &Scheduler::instance()
{
    // Never destroyed: tasks of static objects may outlive main().
    static Scheduler *scheduler = new Scheduler;
    return *scheduler;
}

void Scheduler::schedule(TaskState *task)
{
    if (task->scheduled || task->done)
        return;
    task->scheduled = true;
    m_queue.push_back(task);
    post();
}

void Scheduler::post()
{
    if (m_posted)
        return;
    m_posted = true;
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool Scheduler::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    m_posted = false;
    runTurn();
    return true;
}

void Scheduler::runScheduled()
{
    // Inside a task the turn would be nested in it; the event that is posted already serves.
    if (!currentTask())
        runTurn();
}

void Scheduler::runTurn()
{
    // A task may run an event loop of its own (a dialog), in which the next turn begins before this one has ended: so what is
    // still to run stays in the queue.
    for (std::size_t left = m_queue.size(); left > 0 && !m_queue.empty(); --left) {
        TaskState *task = m_queue.front();
        m_queue.pop_front();
        run(task);
    }
    if (!m_queue.empty())
        post();
}

void Scheduler::run(TaskState *task)
{
    TaskState *outer = std::exchange(furrow_debug_current_task, task);
    void *outerStack = std::exchange(taskStack, __builtin_frame_address(0));
    task->scheduled = false;
    task->next = task->innermost;
    while (AwaitFrame *frame = std::exchange(task->next, nullptr))
        resumeFrame(frame);
    furrow_debug_current_task = outer;
    taskStack = outerStack;
    if (!task->innermost) {
        task->done = true;
        task->finished(task);
    }
}

void schedule(TaskState *task)
{
    Scheduler::instance().schedule(task);
}

void runScheduled()
{
    Scheduler::instance().runScheduled();
}

} // namespace furrow::detail
