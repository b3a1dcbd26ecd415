// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/cancelscope.h>
#include <furrow/event.h>
#include <furrow/nursery.h>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

namespace furrow::toAsio {
template<typename In, typename Out, typename First>
class AsioChannel;
template<typename In, typename Out>
class TaskChannel;
} // namespace furrow::toAsio

namespace furrow::detail {

/// What Asio coroutines wait at until it rings. Main thread.
class AsioBell
{
public:
    AsioBell();
    ~AsioBell();
    /// Ends when it rings, and with operation_aborted when the coroutine is cancelled.
    boost::asio::awaitable<void> wait();
    void ring();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// The values of one direction, for either side to wait at. It must outlive those that wait.
template<typename T>
class AsioQueue
{
public:
    static constexpr std::size_t capacity = 64;

    boost::asio::awaitable<bool> sendFromAsio(T value)
    {
        while (!m_closed && m_values.size() >= capacity)
            co_await m_bell.wait();
        co_return put(std::move(value));
    }
    boost::asio::awaitable<std::optional<T>> receiveInAsio()
    {
        while (!m_closed && m_values.empty())
            co_await m_bell.wait();
        co_return take();
    }
    Task<bool> sendFromTask(T value)
    {
        co_await checkpointUnless([this] { return m_closed || m_values.size() < capacity; });
        co_return put(std::move(value));
    }
    Task<std::optional<T>> receiveInTask()
    {
        co_await checkpointUnless([this] { return m_closed || !m_values.empty(); });
        co_return take();
    }
    /// What it holds can still be received.
    void close()
    {
        if (!std::exchange(m_closed, true))
            changed();
    }
    /// Nobody receives any more.
    void drop()
    {
        m_values.clear();
        close();
    }

private:
    template<typename Condition>
    Task<> checkpointUnless(Condition fulfilled)
    {
        while (!fulfilled()) {
            if (!m_event)
                m_event = std::make_shared<Event>();
            const std::shared_ptr<Event> event = m_event;
            co_await event->wait();
        }
    }
    bool put(T value)
    {
        if (m_closed)
            return false;
        m_values.push_back(std::move(value));
        changed();
        return true;
    }
    std::optional<T> take()
    {
        if (m_values.empty())
            return std::nullopt;
        std::optional<T> value(std::move(m_values.front()));
        m_values.pop_front();
        changed();
        return value;
    }
    void changed()
    {
        m_bell.ring();
        if (const auto event = std::exchange(m_event, nullptr))
            event->set();
    }

    std::deque<T> m_values;
    bool m_closed = false;
    AsioBell m_bell;                // for the coroutine
    std::shared_ptr<Event> m_event; // for the task
};

/// What the two ends of a linked pair share.
template<typename In, typename Out, typename First>
struct AsioLink
{
    AsioQueue<In> toAsio;
    AsioQueue<Out> fromAsio;
    std::optional<First> first;
    Event begun;                  // or ended without
    CancelScope *scope = nullptr; // around the coroutine, as long as it runs

    void start(First value)
    {
        if (first)
            throw std::logic_error("started() was called twice on an Asio channel");
        first.emplace(std::move(value));
        begun.set();
    }
    void ended()
    {
        fromAsio.close();
        toAsio.drop();
        if (!first)
            begun.set();
    }
    void bodyEnded()
    {
        toAsio.close();
        fromAsio.drop();
    }
};

template<typename F>
struct AsioChannelParameter
{
    using Type = void;
};
template<typename R, typename In, typename Out, typename First, typename... Args>
struct AsioChannelParameter<R (*)(toAsio::AsioChannel<In, Out, First> &, Args...)>
{
    using Type = toAsio::AsioChannel<In, Out, First>;
};
template<typename F>
    requires requires { &F::operator(); }
struct AsioChannelParameter<F>
{
    template<typename R, typename C, typename In, typename Out, typename First, typename... Args>
    static toAsio::AsioChannel<In, Out, First> of(R (C::*)(toAsio::AsioChannel<In, Out, First> &, Args...) const);
    template<typename R, typename C, typename In, typename Out, typename First, typename... Args>
    static toAsio::AsioChannel<In, Out, First> of(R (C::*)(toAsio::AsioChannel<In, Out, First> &, Args...));
    using Type = decltype(of(&F::operator()));
};
/// The channel that the function takes first; void when it takes none.
template<typename F>
using AsioChannelOf = typename AsioChannelParameter<F>::Type;

template<typename Channel>
struct AsioChannelParts;
template<typename In, typename Out, typename First>
struct AsioChannelParts<toAsio::AsioChannel<In, Out, First>>
{
    using TaskChannel = toAsio::TaskChannel<Out, In>;
};

void throwNotStarted();

template<typename Channel, typename Run, typename Body, typename... Args>
Task<> openAsioChannel(Run run, Body &body, Args &...args)
{
    const auto link = std::make_shared<typename Channel::Link>();
    co_await openNursery([&](Nursery &nursery) -> Task<> {
        nursery.start([&]() -> Task<> {
            Channel channel(link);
            co_await openCancelScope([&](CancelScope &scope) -> Task<> {
                link->scope = &scope;
                co_await run(channel, args...);
            });
            link->scope = nullptr;
            link->ended();
        }, "channel to asio");
        co_await link->begun.wait();
        if (!link->first)
            throwNotStarted();
        typename AsioChannelParts<Channel>::TaskChannel channel(link->fromAsio, link->toAsio, link->scope);
        if constexpr (std::invocable<Body &, decltype(channel) &, decltype(*link->first) &>)
            co_await body(channel, *link->first);
        else
            co_await body(channel);
        link->bodyEnded();
    });
}

} // namespace furrow::detail
