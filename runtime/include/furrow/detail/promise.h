// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/taskstate.h>

#include <coroutine>
#include <exception>
#include <source_location>
#include <utility>

namespace furrow {

template<typename T>
class Task;

namespace detail {

template<typename T>
class Promise;

/// What the promises of Task and AsyncGenerator share.
class PromiseBase : public AwaitFrame
{
public:
    std::suspend_always initial_suspend() noexcept { return {}; }

    struct FinalAwaiter
    {
        PromiseBase *promise;
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) noexcept { promise->handBack(); }
        void await_resume() noexcept {}
    };
    FinalAwaiter final_suspend() noexcept
    {
        finishing();
        return {this};
    }

    void unhandled_exception() noexcept
    {
        m_error = std::current_exception();
        if (exceptionStored)
            exceptionStored(m_error);
    }

    template<typename T>
    auto await_transform(Task<T> &&task, std::source_location where = std::source_location::current())
    {
        setAwait(where);
        return task.awaitedBy(*this);
    }
    template<typename T>
    auto await_transform(Task<T> &task, std::source_location where = std::source_location::current())
    {
        setAwait(where);
        return task.awaitedBy(*this);
    }
    /// Waits are awaited as they are, so that nothing stands between the caller's frame and their `await_resume`.
    template<typename A>
        requires requires(A &awaitable) { awaitable.await_ready(); }
    A &&await_transform(A &&awaitable, std::source_location where = std::source_location::current())
    {
        setAwait(where);
        return static_cast<A &&>(awaitable);
    }
    /// Awaitables that have to know who awaits them (`awaitedBy(AwaitFrame &)` returns the awaiter).
    template<typename A>
        requires(!requires(A &awaitable) { awaitable.await_ready(); }) && requires(A &awaitable, AwaitFrame &frame) { awaitable.awaitedBy(frame); }
    auto await_transform(A &&awaitable, std::source_location where = std::source_location::current())
    {
        setAwait(where);
        return awaitable.awaitedBy(*this);
    }

    /// Begins to run as the outermost coroutine of a task.
    void startTask(TaskState &state) noexcept
    {
        awaiter = nullptr;
        task = &state;
        state.innermost = this;
    }
    std::exception_ptr takeError() noexcept { return std::exchange(m_error, nullptr); }

    /// Begins to run on behalf of `awaiterFrame`, in its task.
    void startFor(AwaitFrame &awaiterFrame) noexcept
    {
        awaiter = &awaiterFrame;
        task = awaiterFrame.task;
        task->innermost = this;
        task->next = this;
    }

protected:
    template<typename Handle>
    Handle enter(Handle handle) noexcept
    {
        frame = handle.address();
        generation = nextGeneration();
        return handle;
    }
    /// Lets whoever awaits this coroutine go on.
    void handBack() noexcept
    {
        task->innermost = awaiter;
        task->next = awaiter;
    }
    void rethrow()
    {
        if (m_error)
            std::rethrow_exception(takeError());
    }

private:
    static std::uint64_t nextGeneration() noexcept;
    std::exception_ptr m_error;
};

} // namespace detail
} // namespace furrow
