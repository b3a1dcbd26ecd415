// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>
#include <furrow/boxederror.h>
#include <furrow/detail/wait.h>
#include <furrow/task.h>

#include <exception>
#include <expected>
#include <memory>
#include <vector>

namespace furrow::detail {

/// Why something between actors failed, kept as a value until the await in the user's own coroutine raises it: an error of another
/// actor is thrown there for the first time, so that the debugger finds the user's line on the stack of the throw.
class Failure
{
public:
    static Failure remote(BoxedError boxed);
    static Failure cancelled(BoxedError boxed);
    /// An exception that was thrown in this actor already; raised as the same object.
    static Failure passed(std::exception_ptr error);
    static Failure spawn(QString message);
    static Failure group(std::vector<Failure> several);

    [[noreturn]] void raise() const;
    /// As an exception, without throwing it.
    std::exception_ptr toException() const;
    /// One sentence.
    QString text() const;
    bool isCancelled() const { return m_kind == Kind::Cancelled; }
    const BoxedError &boxed() const { return m_boxed; }

private:
    enum class Kind { Remote, Cancelled, Passed, Spawn, Group };
    explicit Failure(Kind kind) : m_kind(kind) {}
    std::exception_ptr grouped() const;
    Kind m_kind;
    BoxedError m_boxed;
    QString m_message;
    std::exception_ptr m_error;
    std::vector<Failure> m_several;
};

template<typename T>
using Outcome = std::expected<T, Failure>;

/// What functions of the actor room return: awaits a task of the runtime's, and raises its failure in whoever awaits this.
template<typename T>
class [[nodiscard]] Awaited
{
public:
    explicit Awaited(Task<Outcome<T>> task) : m_task(std::move(task)) {}

    class Awaiter
    {
    public:
        explicit Awaiter(typename Task<Outcome<T>>::Awaiter inner) : m_inner(inner) {}
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> handle) noexcept { m_inner.await_suspend(handle); }
        FURROW_OWN_FRAME T await_resume()
        {
            Outcome<T> outcome = m_inner.await_resume();
            if (!outcome)
                outcome.error().raise();
            if constexpr (!std::is_void_v<T>)
                return *std::move(outcome);
        }

    private:
        typename Task<Outcome<T>>::Awaiter m_inner;
    };
    Awaiter awaitedBy(AwaitFrame &awaiter) { return Awaiter(m_task.awaitedBy(awaiter)); }

private:
    Task<Outcome<T>> m_task;
};

} // namespace furrow::detail
