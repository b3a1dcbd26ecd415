// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/cancelled.h>
#include <furrow/task.h>

#include <QString>

#include <chrono>
#include <concepts>
#include <list>
#include <optional>
#include <type_traits>
#include <vector>

namespace furrow::debug {
class TaskTreeReader;
}

namespace furrow {

using Clock = std::chrono::steady_clock;

/// Raised by `failAfter` when its time is over.
class TooSlow : public std::exception
{
public:
    const char *what() const noexcept override { return "the time allowed is over"; }
};

/// A stretch of a task that can be cancelled from outside, has a deadline, or is shielded from the cancellation of scopes around
/// it. Level-triggered, as in trio: once cancelled, every checkpoint within it throws `Cancelled` until the scope is left, which
/// takes the exception. A deadline counts the actor's time: what passes at a prompt in this actor does not count.
///
/// \code
/// co_await furrow::openCancelScope([&](furrow::CancelScope &scope) -> furrow::Task<> {
///     remember = &scope;                    // somebody calls remember->cancel()
///     co_await furrow::sleepForever();
/// });
/// bool finished = co_await furrow::moveOnAfter(2s, [] { return work(); });
/// co_await furrow::openCancelScope(cleanUp, {.deadline = furrow::Clock::now() + 1s, .shield = true});
/// \endcode
/// The scope lives until its body has ended; hold no pointer longer. Main thread of the actor only.
class CancelScope
{
public:
    struct Options
    {
        std::optional<Clock::time_point> deadline = {};
        bool shield = false;
    };

    explicit CancelScope(const Options &options);
    CancelScope(const CancelScope &) = delete;
    CancelScope &operator=(const CancelScope &) = delete;
    ~CancelScope();

    /// Cancels everything within; `reason` is for logs. Again: nothing.
    void cancel(const QString &reason = {});
    bool cancelCalled() const { return m_cancelCalled; }
    /// The deadline was what cancelled it.
    bool timedOut() const { return m_timedOut; }
    /// It was cancelled and has taken the `Cancelled` of its body.
    bool cancelledCaught() const { return m_caught; }
    QString reason() const { return m_reason; }
    /// As it is now: later than it was set by the time that the actor has stood at prompts since.
    std::optional<Clock::time_point> deadline() const;
    void setDeadline(std::optional<Clock::time_point> deadline);
    bool shield() const { return m_shield; }
    void setShield(bool shield);
    /// Cancelled itself, or by a scope around it that no shield keeps away.
    bool effectivelyCancelled() const;

    // For the runtime: entering and leaving a body, and the tasks within.
    void enter(detail::TaskState *task);
    /// Leaves it, and returns what of `error` goes on outside.
    std::exception_ptr leave(detail::TaskState *task, std::exception_ptr error);
    void enterChild(detail::TaskState *child);
    void leaveChild(detail::TaskState *child);
    /// What task trees call it, when it is a part of something; static storage.
    void setKind(const char *kind) { m_kind = kind; }

private:
    friend class debug::TaskTreeReader;
    void deliver();
    void armDeadline();

    CancelScope *m_parent = nullptr;
    std::vector<CancelScope *> m_children;
    std::vector<detail::TaskState *> m_tasks; // whose innermost scope is this one
    const char *m_kind = nullptr;
    std::optional<Clock::time_point> m_deadline;
    Clock::duration m_stoodBefore{}; // the time at prompts when it was set
    quint64 m_timer = 0;
    QString m_reason;
    bool m_entered = false;
    bool m_shield = false;
    bool m_cancelCalled = false;
    bool m_timedOut = false;
    bool m_caught = false;
};

namespace detail {

template<typename F, typename... Args>
using BodyResult = std::remove_cvref_t<decltype(std::declval<std::invoke_result_t<F &, Args...> &>().awaitedBy(std::declval<AwaitFrame &>()).await_resume())>;

/// What a body returned: nothing when it was cancelled.
template<typename T>
using Maybe = std::conditional_t<std::is_void_v<T>, bool, std::optional<T>>;

void throwTooSlow();

template<typename F>
Task<Maybe<BodyResult<F, CancelScope &>>> inScope(CancelScope &scope, F &body)
{
    using T = BodyResult<F, CancelScope &>;
    Maybe<T> result{};
    std::exception_ptr error;
    TaskState *task = currentTask();
    scope.enter(task);
    try {
        if constexpr (std::is_void_v<T>) {
            co_await body(scope);
            result = true;
        } else {
            result = co_await body(scope);
        }
    } catch (...) {
        error = std::current_exception();
    }
    error = scope.leave(task, std::move(error));
    if (error)
        std::rethrow_exception(error);
    co_return result;
}

} // namespace detail

/// Runs `body(scope)`, a callable that returns a Task, within a new scope. Returns its result: `std::optional<T>`, or for a
/// `Task<>` a bool; empty or false when the scope was cancelled and took the cancellation.
template<typename F>
    requires std::invocable<F &, CancelScope &>
Task<detail::Maybe<detail::BodyResult<F, CancelScope &>>> openCancelScope(F body, CancelScope::Options options = {})
{
    CancelScope scope(options);
    co_return co_await detail::inScope(scope, body);
}

/// Runs `body()` for at most `time`, counted from now. Returns as `openCancelScope` does.
template<typename F>
    requires std::invocable<F &>
Task<detail::Maybe<detail::BodyResult<F>>> moveOnAfter(std::chrono::nanoseconds time, F body)
{
    CancelScope scope({.deadline = Clock::now() + time});
    auto inner = [&body](CancelScope &) { return body(); };
    co_return co_await detail::inScope(scope, inner);
}

/// As `moveOnAfter`, but throws TooSlow when the time is over.
template<typename F>
    requires std::invocable<F &>
Task<detail::BodyResult<F>> failAfter(std::chrono::nanoseconds time, F body)
{
    CancelScope scope({.deadline = Clock::now() + time});
    auto inner = [&body](CancelScope &) { return body(); };
    auto result = co_await detail::inScope(scope, inner);
    if (!result && scope.timedOut())
        detail::throwTooSlow();
    if constexpr (!std::is_void_v<detail::BodyResult<F>>)
        co_return std::move(*result);
}

/// True when the next checkpoint of the running task throws `Cancelled`.
bool currentlyCancelled();

} // namespace furrow
