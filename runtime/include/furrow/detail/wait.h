// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/taskstate.h>

#include <coroutine>

/// On every `await_resume` that raises an error of another actor: its caller's frame is the user's, and a recorded trace must find it
/// there, not a function of ours inlined into it.
#define FURROW_OWN_FRAME [[gnu::noinline]]

namespace furrow::detail {

/// Base of every awaitable at which a task can come to rest: it is a checkpoint. It throws Cancelled when the task's scope is
/// cancelled before or while it waits, and DebuggerQuit when the debugger asked for it.
///
/// \code
/// struct WaitForIt final : Wait {
///     bool begin() override { return !thing->ready(this); }     // false: no need to wait
///     void withdraw() noexcept override { thing->forget(this); } // cancelled: nobody will call wake() any more
///     int await_resume() { resumed(); return thing->value(); }
/// };
/// \endcode
/// It lives in the coroutine's frame for as long as the await lasts. Main thread of the actor only.
class Wait
{
public:
    Wait() = default;
    Wait(const Wait &) = delete;
    Wait &operator=(const Wait &) = delete;

    bool await_ready();
    bool await_suspend(std::coroutine_handle<>);

    /// What was waited for has come: the task goes on in the next turn. Once, and not after `withdraw`.
    void wake();
    TaskState *task() const { return m_task; }

protected:
    explicit Wait(bool cancellable) : m_cancellable(cancellable) {}
    ~Wait() = default;
    /// Starts to wait. False when that is not needed; a call of `wake()` from in here counts as true.
    virtual bool begin() = 0;
    /// Stops waiting; the task has been cancelled.
    virtual void withdraw() noexcept = 0;
    /// First line of every `await_resume`: throws what ended the wait.
    void resumed();

private:
    friend void askToQuit(TaskState *task);
    friend class ::furrow::CancelScope;
    enum class Ended { No, Woken, Cancelled, Quit };
    void interrupt(Ended why);

    TaskState *m_task = nullptr;
    Ended m_ended = Ended::No;
    bool m_cancellable = true;
};

} // namespace furrow::detail
