// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/event.h>
#include <furrow/task.h>

#include <deque>
#include <limits>
#include <memory>
#include <optional>

namespace furrow {

/// A queue between tasks of one actor. `send` waits while it is full, `receive` while it is empty; after `close` what is left can
/// still be received, then `receive` returns nothing, or throws what `close` was given.
///
/// \code
/// furrow::Channel<int> numbers(16);
/// co_await numbers.send(1);                                      // false when it was closed
/// while (auto number = co_await numbers.receive()) use(*number);
/// \endcode
/// It must outlive those that wait. Main thread of the actor only.
template<typename T>
class Channel
{
public:
    explicit Channel(std::size_t capacity = std::numeric_limits<std::size_t>::max()) : m_capacity(capacity) {}

    /// False: closed, the value is dropped.
    Task<bool> send(T value)
    {
        while (!m_closed && m_values.size() >= m_capacity) {
            if (!m_room)
                m_room = std::make_shared<Event>();
            const std::shared_ptr<Event> room = m_room;
            co_await room->wait();
        }
        co_return sendNow(std::move(value));
    }
    /// Without waiting, over the capacity too; for event handlers. False: closed.
    bool sendNow(T value)
    {
        if (m_closed)
            return false;
        m_values.push_back(std::move(value));
        notify(m_some);
        return true;
    }
    Task<std::optional<T>> receive()
    {
        while (m_values.empty() && !m_closed) {
            if (!m_some)
                m_some = std::make_shared<Event>();
            const std::shared_ptr<Event> some = m_some;
            co_await some->wait();
        }
        co_return receiveNow();
    }
    /// Without waiting: nothing when it is empty.
    std::optional<T> receiveNow()
    {
        if (m_values.empty()) {
            if (m_error)
                std::rethrow_exception(m_error);
            return std::nullopt;
        }
        std::optional<T> value(std::move(m_values.front()));
        m_values.pop_front();
        notify(m_room);
        return value;
    }
    void close(std::exception_ptr error = nullptr)
    {
        if (m_closed)
            return;
        m_closed = true;
        m_error = std::move(error);
        notify(m_some);
        notify(m_room);
    }
    bool isClosed() const { return m_closed; }
    std::size_t size() const { return m_values.size(); }

private:
    static void notify(std::shared_ptr<Event> &event)
    {
        if (const auto happened = std::exchange(event, nullptr))
            happened->set();
    }
    std::size_t m_capacity;
    std::deque<T> m_values;
    std::shared_ptr<Event> m_some; // set when there is something to receive, then a new one
    std::shared_ptr<Event> m_room;
    std::exception_ptr m_error;
    bool m_closed = false;
};

} // namespace furrow
