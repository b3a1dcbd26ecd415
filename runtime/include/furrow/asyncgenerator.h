// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/promise.h>

#include <coroutine>
#include <memory>
#include <optional>
#include <utility>

namespace furrow {

/// A coroutine that yields values one by one, and may await between them. It runs in the task that asks for the next value.
///
/// \code
/// furrow::AsyncGenerator<int> count() { for (int i = 0;; ++i) { co_yield i; co_await furrow::sleep(1s); } }
/// auto numbers = count();
/// while (auto n = co_await numbers.next()) use(*n);
/// \endcode
/// `next()` returns an empty optional at the end, and throws what the coroutine throws. Main thread of the actor only.
template<typename T>
class [[nodiscard]] AsyncGenerator
{
public:
    class promise_type final : public detail::PromiseBase
    {
    public:
        AsyncGenerator get_return_object()
        {
            return AsyncGenerator(enter(std::coroutine_handle<promise_type>::from_promise(*this)));
        }
        struct Yielded
        {
            promise_type *promise;
            bool await_ready() noexcept { return false; }
            void await_suspend(std::coroutine_handle<>) noexcept { promise->handBack(); }
            void await_resume() noexcept {}
        };
        Yielded yield_value(T value)
        {
            m_value.emplace(std::move(value));
            return {this};
        }
        void return_void() noexcept {}
        std::optional<T> take()
        {
            this->rethrow();
            return std::exchange(m_value, std::nullopt);
        }

    private:
        std::optional<T> m_value;
    };
    using Handle = std::coroutine_handle<promise_type>;

    AsyncGenerator(AsyncGenerator &&other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}
    AsyncGenerator &operator=(AsyncGenerator &&other) noexcept
    {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    ~AsyncGenerator()
    {
        if (m_handle)
            m_handle.destroy();
    }

    class Next
    {
    public:
        explicit Next(Handle handle) : m_handle(handle) {}
        class Awaiter
        {
        public:
            Awaiter(Handle handle, detail::AwaitFrame &awaiter) : m_handle(handle), m_awaiter(awaiter) {}
            bool await_ready() const noexcept { return m_handle.done(); }
            void await_suspend(std::coroutine_handle<>) noexcept { m_handle.promise().startFor(m_awaiter); }
            std::optional<T> await_resume() { return m_handle.promise().take(); }

        private:
            Handle m_handle;
            detail::AwaitFrame &m_awaiter;
        };
        Awaiter awaitedBy(detail::AwaitFrame &awaiter) { return Awaiter(m_handle, awaiter); }

    private:
        Handle m_handle;
    };
    /// The next value; one call at a time.
    Next next() { return Next(m_handle); }

private:
    explicit AsyncGenerator(Handle handle) : m_handle(handle) {}
    Handle m_handle;
};

} // namespace furrow
