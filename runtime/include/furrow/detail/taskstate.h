// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/awaitframe.h>

#include <QByteArray>

#include <cstdint>
#include <exception>

namespace furrow {
class CancelScope;
class Nursery;
} // namespace furrow

namespace furrow::detail {

class Wait;

/// One task, in trio's sense: what a nursery starts, and the root task. gdb reads the first six members, and `done`.
/// Main thread of the actor only.
struct TaskState
{
    TaskState() noexcept : older(furrow_debug_tasks)
    {
        if (older)
            older->newer = this;
        furrow_debug_tasks = this;
    }
    ~TaskState()
    {
        (newer ? newer->older : furrow_debug_tasks) = older;
        if (older)
            older->newer = newer;
    }
    Q_DISABLE_COPY_MOVE(TaskState)

    AwaitFrame *innermost = nullptr;     ///< the coroutine that runs, or will run next; follow `awaiter` from there
    const char *name = nullptr;          ///< UTF-8, lives as long as the task
    const char *caller = nullptr;        ///< `('NAME', 'UUID')` of the actor that called this task from another process, or null
    const char *callerFile = nullptr;    ///< where it awaits the result
    std::uint32_t callerLine = 0;
    TaskState *older = nullptr;          ///< the task that was made before this one, of those that are there; see furrow_debug_tasks

    TaskState *newer = nullptr;
    AwaitFrame *next = nullptr;          ///< what the trampoline resumes; null: the task waits or has ended
    CancelScope *scope = nullptr;        ///< innermost cancel scope
    Wait *wait = nullptr;                ///< what it waits on; null when it runs or is about to
    Nursery *nursery = nullptr;          ///< that it belongs to; null for the root task
    bool scheduled = false;              ///< stands in the run queue
    bool quitAsked = false;              ///< throws DebuggerQuit at its next checkpoint
    bool swallowReported = false;        ///< a Cancelled that was caught and lost has been logged
    CancelScope *cancelledIn = nullptr;  ///< innermost scope when it last threw Cancelled
    AwaitFrame cancelledAt;              ///< the await that threw it
    void (*finished)(TaskState *) = nullptr; ///< called when it has ended, by the trampoline; may destroy it
    bool done = false;
    QByteArray nameText;
    QByteArray callerText;
    QByteArray callerFileText;
};

/// Where the native stack of the task that runs begins; null outside of any. Main thread.
inline void *taskStack = nullptr;

/// The task that runs on this thread; null outside of any.
inline TaskState *currentTask()
{
    return furrow_debug_current_task;
}

/// Makes the task run: at once after the present turn of the event loop. A second call before it ran does nothing.
void schedule(TaskState *task);
/// Runs what is scheduled, now, unless a task is running already. For event handlers that want no further turn of the loop.
void runScheduled();

/// Something has stored an exception that left a coroutine; set by the debug room, called for each.
extern void (*exceptionStored)(const std::exception_ptr &error);

/// Wakes the task so that it throws DebuggerQuit at the checkpoint where it waits, or at its next one.
void askToQuit(TaskState *task);

} // namespace furrow::detail
