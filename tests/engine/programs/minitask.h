// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/awaitframe.h>

#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

// The smallest coroutine runtime that keeps the debugger's contract: promises derive from AwaitFrame, tasks own a TaskState,
// coroutines are resumed by a trampoline. The engine is tested against it, so that a failure here is the engine's own.

namespace furrow::detail {

struct TaskState
{
    TaskState() : older(std::exchange(furrow_debug_tasks, this)) { }
    AwaitFrame *innermost = nullptr;
    const char *name = nullptr;
    const char *caller = nullptr;
    const char *callerFile = nullptr;
    std::uint32_t callerLine = 0;
    TaskState *older = nullptr;
    bool done = false;
    AwaitFrame *next = nullptr;
};

inline std::uint64_t nextGeneration()
{
    static std::uint64_t generation = 0;
    return ++generation;
}

} // namespace furrow::detail

namespace furrow {

template<typename T>
class Task;

namespace detail {

struct YieldNow
{
};

inline std::deque<TaskState *> &runQueue()
{
    static std::deque<TaskState *> queue;
    return queue;
}

struct PromiseBase : AwaitFrame
{
    std::exception_ptr error;

    std::suspend_always initial_suspend() noexcept { return {}; }
    void unhandled_exception() { error = std::current_exception(); }

    struct FinalAwaiter
    {
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) noexcept
        {
            promise->task->innermost = promise->awaiter;
            promise->task->next = promise->awaiter;
        }
        void await_resume() noexcept {}
        PromiseBase *promise;
    };
    FinalAwaiter final_suspend() noexcept
    {
        finishing();
        return {this};
    }

    struct YieldAwaiter
    {
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) noexcept { runQueue().push_back(promise->task); }
        void await_resume() noexcept {}
        PromiseBase *promise;
    };
    YieldAwaiter await_transform(YieldNow, std::source_location where = std::source_location::current())
    {
        setAwait(where);
        return {this};
    }
    template<typename T>
    auto await_transform(Task<T> &&task, std::source_location where = std::source_location::current())
    {
        setAwait(where);
        return typename Task<T>::Awaiter{task.handle, this};
    }
};

template<typename T>
struct Promise : PromiseBase
{
    T value{};
    void return_value(T v) { value = std::move(v); }
    Task<T> get_return_object();
};

template<>
struct Promise<void> : PromiseBase
{
    void return_void() {}
    Task<void> get_return_object();
};

} // namespace detail

template<typename T = void>
class Task
{
public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;
    explicit Task(Handle h) : handle(h) {}
    Task(Task &&other) : handle(std::exchange(other.handle, nullptr)) {}
    ~Task()
    {
        if (handle)
            handle.destroy();
    }
    struct Awaiter
    {
        bool await_ready() { return false; }
        void await_suspend(std::coroutine_handle<>)
        {
            auto &child = handle.promise();
            child.awaiter = parent;
            child.task = parent->task;
            child.task->innermost = &child;
            child.task->next = &child;
        }
        T await_resume()
        {
            if (handle.promise().error)
                std::rethrow_exception(handle.promise().error);
            if constexpr (!std::is_void_v<T>)
                return std::move(handle.promise().value);
        }
        Handle handle;
        detail::PromiseBase *parent;
    };
    Handle handle;
};

namespace detail {

template<typename T>
Task<T> Promise<T>::get_return_object()
{
    auto handle = std::coroutine_handle<Promise>::from_promise(*this);
    frame = handle.address();
    generation = nextGeneration();
    return Task<T>(handle);
}

inline Task<void> Promise<void>::get_return_object()
{
    auto handle = std::coroutine_handle<Promise>::from_promise(*this);
    frame = handle.address();
    generation = nextGeneration();
    return Task<void>(handle);
}

} // namespace detail

/// Tasks run in turns until all are done.
class Scheduler
{
public:
    void start(Task<void> task, const char *name)
    {
        auto state = std::make_unique<detail::TaskState>();
        state->name = name;
        state->innermost = &task.handle.promise();
        state->next = &task.handle.promise();
        task.handle.promise().task = state.get();
        detail::runQueue().push_back(state.get());
        m_states.push_back(std::move(state));
        m_tasks.push_back(std::move(task));
    }
    detail::TaskState *last() { return m_states.back().get(); }
    void run()
    {
        while (!detail::runQueue().empty()) {
            auto *state = detail::runQueue().front();
            detail::runQueue().pop_front();
            furrow_debug_current_task = state;
            if (!state->next)
                state->next = state->innermost;
            while (auto *frame = std::exchange(state->next, nullptr))
                detail::resumeFrame(frame);
            furrow_debug_current_task = nullptr;
        }
    }

private:
    std::vector<std::unique_ptr<detail::TaskState>> m_states;
    std::vector<Task<void>> m_tasks;
};

/// Stands until told to go on by a byte on standard input, as an entry stands in its recv. Says the line on standard output first.
void pauseHere(std::source_location where = std::source_location::current());

inline detail::YieldNow yieldNow()
{
    return {};
}

} // namespace furrow
