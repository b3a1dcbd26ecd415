// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/promise.h>

#include <coroutine>
#include <optional>
#include <utility>
#include <variant>

namespace furrow {

/// A coroutine that returns `T`. It starts when it is awaited, and runs to its end before whoever awaits it goes on; an exception
/// that leaves it is rethrown there.
///
/// \code
/// furrow::Task<int> answer() { co_await furrow::sleep(100ms); co_return 42; }
/// furrow::Task<> asyncMain() { int n = co_await answer(); }
/// \endcode
/// Parameters taken by reference must outlive the task. A capturing lambda is a trap: the captures live in the lambda object, which
/// must outlive the coroutine (nurseries and scopes keep the ones they are given). Main thread of the actor only.
template<typename T = void>
class [[nodiscard]] Task
{
public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task(Task &&other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}
    Task &operator=(Task &&other) noexcept
    {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    ~Task()
    {
        if (m_handle)
            m_handle.destroy();
    }

    class Awaiter
    {
    public:
        explicit Awaiter(Handle handle, detail::AwaitFrame &awaiter) : m_handle(handle), m_awaiter(awaiter) {}
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) noexcept { m_handle.promise().startFor(m_awaiter); }
        T await_resume() { return m_handle.promise().takeResult(); }

    private:
        Handle m_handle;
        detail::AwaitFrame &m_awaiter;
    };
    Awaiter awaitedBy(detail::AwaitFrame &awaiter) { return Awaiter(m_handle, awaiter); }
    promise_type &promise() const { return m_handle.promise(); }

private:
    friend promise_type;
    explicit Task(Handle handle) : m_handle(handle) {}
    Handle m_handle;
};

namespace detail {

template<typename T>
class Promise final : public PromiseBase
{
public:
    Task<T> get_return_object() { return Task<T>(enter(std::coroutine_handle<Promise>::from_promise(*this))); }
    template<typename U = T>
    void return_value(U &&value)
    {
        m_value.emplace(std::forward<U>(value));
    }
    T takeResult()
    {
        rethrow();
        return std::move(*m_value);
    }

private:
    std::optional<T> m_value;
};

template<>
class Promise<void> final : public PromiseBase
{
public:
    Task<void> get_return_object();
    void return_void() noexcept {}
    void takeResult() { rethrow(); }
};

inline Task<void> Promise<void>::get_return_object()
{
    return Task<void>(enter(std::coroutine_handle<Promise>::from_promise(*this)));
}

} // namespace detail

/// The task that runs now; empty outside of any.
QByteArray currentTaskName();

} // namespace furrow
