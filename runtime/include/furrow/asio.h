// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actornursery.h>
#include <furrow/detail/asiochannel.h>
#include <furrow/detail/asiotask.h>
#include <furrow/nursery.h>

#include <boost/asio/io_context.hpp>

#include <concepts>
#include <memory>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

/// Coroutines of Boost.Asio in an actor that was started with `infectAsio`, in the library Furrow::Asio. One thread runs them, Qt's
/// events and the actor's tasks in turns; see docs/guide/asio.md.
namespace furrow::toAsio {

/// What this actor runs on, for sockets, timers and handlers of one's own. std::logic_error when it does not run on Asio. Main thread; what
/// the io_context itself lets other threads do, such as boost::asio::post, they may.
boost::asio::io_context &ioContext();

/// An Asio coroutine ended with operation_aborted, though its task was not cancelled: somebody else cancelled it or closed its socket.
class AsioCancelled : public std::exception
{
public:
    const char *what() const noexcept override { return "the Asio coroutine was cancelled, and not by the task that awaits it"; }
};

/// Runs `function(args...)`, which returns a boost::asio::awaitable, and awaits its end; returns what it returns, raises what it raises,
/// as the same exception object.
///
/// \code
/// boost::asio::awaitable<std::size_t> fetch(std::string host);
/// std::size_t bytes = co_await furrow::toAsio::runTask<&fetch>("example.org");
/// \endcode
/// When the task is cancelled, the coroutine's operations are too (they end with operation_aborted), it is waited for, and Cancelled goes on
/// here. A coroutine that ends so by itself raises AsioCancelled. What is given is kept until the coroutine has ended, so that
/// capturing lambdas are safe. The prompt names the coroutine by its function when that is a template's argument. std::logic_error
/// when the actor does not run on Asio. Main thread of the actor only.
template<typename F, typename... Args>
    requires detail::AsioFunction<F, Args...>
detail::Awaited<detail::AsioResult<F, Args...>> runTask(F function, Args... args)
{
    return detail::Awaited<detail::AsioResult<F, Args...>>(
        detail::runAsio(detail::asioName(typeid(F)), std::move(function), std::tuple<Args...>(std::move(args)...)));
}
template<auto fn, typename... Args>
    requires detail::AsioFunction<decltype(fn), Args...>
detail::Awaited<detail::AsioResult<decltype(fn), Args...>> runTask(Args... args)
{
    return detail::Awaited<detail::AsioResult<decltype(fn), Args...>>(
        detail::runAsio(detail::asioName(detail::functionName<fn>()), fn, std::tuple<Args...>(std::move(args)...)));
}

/// The Asio coroutine's end of a linked pair: receives `In`, sends `Out`, and begins with one `First`. Sixty-four values each way wait
/// at most. See openChannelFrom. Main thread of the actor only.
template<typename In, typename Out = In, typename First = std::monostate>
class AsioChannel
{
public:
    using Link = detail::AsioLink<In, Out, First>;
    explicit AsioChannel(std::shared_ptr<Link> link) : m_link(std::move(link)) {}

    /// Once: lets the task's body begin, with this value. Again: std::logic_error.
    void started(First value = {}) { m_link->start(std::move(value)); }
    /// Nothing: the task has closed its end, and everything it sent has been received.
    boost::asio::awaitable<std::optional<In>> receive() { return m_link->toAsio.receiveInAsio(); }
    /// False: nobody receives any more; the value is dropped.
    boost::asio::awaitable<bool> send(Out value) { return m_link->fromAsio.sendFromAsio(std::move(value)); }
    /// No more values from here.
    void close() { m_link->fromAsio.close(); }

private:
    std::shared_ptr<Link> m_link;
};

/// The task's end of a linked pair: receives `In`, sends `Out`. Main thread of the actor only.
template<typename In, typename Out = In>
class TaskChannel
{
public:
    TaskChannel(detail::AsioQueue<In> &in, detail::AsioQueue<Out> &out, CancelScope *&scope) : m_in(in), m_out(out), m_scope(scope) {}
    TaskChannel(const TaskChannel &) = delete;

    /// Nothing: the coroutine has closed its end or returned, and everything it sent has been received.
    Task<std::optional<In>> receive() { return m_in.receiveInTask(); }
    /// False: nobody receives any more; the value is dropped.
    Task<bool> send(Out value) { return m_out.sendFromTask(std::move(value)); }
    /// No more values from here.
    void close() { m_out.close(); }
    /// Cancels the coroutine; openChannelFrom raises nothing for that.
    void cancel()
    {
        if (m_scope)
            m_scope->cancel(QStringLiteral("the task's end of the channel asked for it"));
    }

private:
    detail::AsioQueue<In> &m_in;
    detail::AsioQueue<Out> &m_out;
    CancelScope *&m_scope;
};

/// Runs an Asio coroutine and a body of this task that live and end together, with a channel between them. The body begins when the
/// coroutine has called `started`.
///
/// \code
/// boost::asio::awaitable<void> doubler(furrow::toAsio::AsioChannel<int, int, std::string> &channel)
/// {
///     channel.started("ready");
///     while (auto number = co_await channel.receive()) co_await channel.send(*number * 2);
/// }
/// co_await furrow::toAsio::openChannelFrom<&doubler>(
///     [](furrow::toAsio::TaskChannel<int> &channel, const std::string &ready) -> furrow::Task<> {
///         co_await channel.send(21);
///         int answer = *co_await channel.receive();
///     });
/// \endcode
/// When the body ends, its end is closed, and the coroutine is waited for; when it returns, the body receives what is left and then
/// nothing. When either fails, the other is cancelled and waited for, and the error raised from here, as an ExceptionGroup if both
/// fail. Errors and cancellation otherwise as with `runTask`; std::logic_error when the coroutine ends without `started`.
template<auto fn, typename Body, typename... Args>
Task<> openChannelFrom(Body body, Args... args)
{
    using Channel = detail::AsioChannelOf<decltype(fn)>;
    co_await detail::openAsioChannel<Channel>([](Channel &channel, Args &...own) { return runTask<fn>(std::ref(channel), own...); },
                                              body, args...);
}
template<typename F, typename Body, typename... Args>
    requires(!std::is_void_v<detail::AsioChannelOf<F>>)
Task<> openChannelFrom(F function, Body body, Args... args)
{
    using Channel = detail::AsioChannelOf<F>;
    co_await detail::openAsioChannel<Channel>([&function](Channel &channel, Args &...own) { return runTask(function, std::ref(channel), own...); },
                                              body, args...);
}

} // namespace furrow::toAsio

namespace furrow::detail {
// Whoever includes this file can be started with infectAsio.
inline const bool asioLoopIsLinked = (linkAsioLoop(), true);
} // namespace furrow::detail
