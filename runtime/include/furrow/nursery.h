// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/cancelscope.h>

#include <QByteArray>

#include <concepts>
#include <memory>
#include <source_location>
#include <vector>

namespace furrow {

/// Owns the tasks started in it: `openNursery` returns when its body and all of them have ended. The first that fails cancels the
/// others, and its error is raised from `openNursery`; several errors as an ExceptionGroup.
///
/// \code
/// co_await furrow::openNursery([](furrow::Nursery &nursery) -> furrow::Task<> {
///     nursery.start([] { return poll(); }, "poll");
///     co_await serve();
///     nursery.cancelScope().cancel();
/// });
/// \endcode
/// Callables given to `start` are kept until their task ends, so a capturing lambda is safe as long as what it refers to is.
/// Main thread of the actor only.
class Nursery
{
public:
    Nursery();
    ~Nursery();
    Nursery(const Nursery &) = delete;
    Nursery &operator=(const Nursery &) = delete;

    /// Starts a task; it runs first in the next turn of the event loop. After the nursery has closed: std::logic_error.
    void start(Task<> task, const QByteArray &name = {}, std::source_location where = std::source_location::current());
    template<typename F>
        requires std::invocable<F &>
    void start(F body, const QByteArray &name = {}, std::source_location where = std::source_location::current())
    {
        start(stored(std::move(body)), name, where);
    }
    CancelScope &cancelScope() { return m_scope; }
    void cancel(const QString &reason = {}) { m_scope.cancel(reason); }
    /// Tasks that have not ended.
    qsizetype size() const { return qsizetype(m_tasks.size()); }
    bool isOpen() const { return m_open; }

    // For openNursery.
    void open(detail::TaskState *parent);
    Task<> close(std::exception_ptr bodyError);

private:
    friend class debug::TaskTreeReader;
    template<typename F>
    static Task<> stored(F body)
    {
        co_await body();
    }
    struct Child;
    class AllDone;
    static void finished(detail::TaskState *task);

    CancelScope m_scope;
    detail::TaskState *m_parent = nullptr;
    std::vector<std::unique_ptr<Child>> m_tasks;
    std::vector<std::exception_ptr> m_errors;
    AllDone *m_waiter = nullptr;
    bool m_open = false;
};

/// Runs `body(nursery)` and waits for every task started in it. Raises what it or they raised.
template<typename F>
    requires std::invocable<F &, Nursery &>
Task<> openNursery(F body)
{
    Nursery nursery;
    nursery.open(detail::currentTask());
    std::exception_ptr error;
    try {
        co_await body(nursery);
    } catch (...) {
        error = std::current_exception();
    }
    co_await nursery.close(std::move(error));
}

} // namespace furrow
