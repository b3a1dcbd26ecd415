// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/wait.h>

#include <vector>

namespace furrow {

/// Something that happens once, and that any number of tasks wait for.
///
/// \code
/// furrow::Event ready;
/// nursery.start([&]() -> furrow::Task<> { co_await ready.wait(); go(); });
/// ready.set();
/// \endcode
/// It must outlive those that wait. Main thread of the actor only; `set` also from a Qt slot or event handler there.
class Event
{
public:
    Event() = default;
    Event(const Event &) = delete;
    Event &operator=(const Event &) = delete;

    void set();
    bool isSet() const { return m_set; }

    class [[nodiscard]] Waiter final : public detail::Wait
    {
    public:
        explicit Waiter(Event &event) : m_event(event) {}
        void await_resume() { resumed(); }

    private:
        friend Event;
        bool begin() override;
        void withdraw() noexcept override;
        Event &m_event;
    };
    Waiter wait() { return Waiter(*this); }

private:
    std::vector<Waiter *> m_waiters;
    bool m_set = false;
};

} // namespace furrow
