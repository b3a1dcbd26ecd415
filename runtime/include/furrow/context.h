// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/cancelscope.h>
#include <furrow/remoteactorerror.h>
#include <furrow/sleep.h>
#include <furrow/stream.h>

#include <variant>

namespace furrow {

/// A dialogue between a task here and a task in another actor that live and end together.
///
/// \code
/// furrow::Task<int> worker(furrow::Context &context, int n)         // in the other actor
/// {
///     co_await context.started(QStringLiteral("ready"));
///     auto numbers = context.openStream<int, int>();
///     int sum = 0;
///     while (auto number = co_await numbers.next()) co_await numbers.send(sum += *number);
///     co_return sum * n;
/// }
/// co_await portal.openContext<&worker>([](furrow::Context &context, const QString &first) -> furrow::Task<> {
///     auto numbers = context.openStream<int, int>();
///     co_await numbers.send(3);
///     int three = *co_await numbers.next();
///     numbers.close();
///     int result = co_await context.waitForResult<int>();
/// }, 2);
/// \endcode
/// When the body here ends, its openContext waits for the other task; when either fails, the other is cancelled. Raises
/// RemoteActorError, and ContextCancelled when the other side was cancelled by somebody else. Main thread of the actor only.
class Context
{
public:
    explicit Context(std::shared_ptr<detail::Dialogue> dialogue) : m_dialogue(std::move(dialogue)) {}
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;

    /// Callee, once: lets the caller's body begin, with this value. A checkpoint.
    template<typename T = std::monostate>
    checkpoint started(const T &value = {})
    {
        sendStarted(wire::encode(value));
        return checkpoint();
    }
    /// The stream of this context, at either side.
    template<typename In, typename Out = In>
    Stream<In, Out> openStream()
    {
        detail::openStream(*m_dialogue);
        return Stream<In, Out>(m_dialogue);
    }
    /// Caller: asks the other side to cancel. Callee: cancels its own task.
    void cancel() { m_dialogue->cancel(); }
    bool cancelCalled() const { return m_dialogue->cancelAsked; }
    /// Caller: what the other task returned (void: whatever it was). Again: the same.
    template<typename R = void>
    detail::ResultWait<R> waitForResult()
    {
        requireCaller();
        return detail::ResultWait<R>(m_dialogue);
    }
    /// Caller: what the other side gave to `started`.
    template<typename T>
    T first() const
    {
        return wire::decode<T>(m_dialogue->startedValue);
    }
    /// Who is at the other end.
    ActorId peer() const { return m_dialogue->other; }

private:
    void sendStarted(const QByteArray &value);
    void requireCaller() const;
    std::shared_ptr<detail::Dialogue> m_dialogue;
};

} // namespace furrow
