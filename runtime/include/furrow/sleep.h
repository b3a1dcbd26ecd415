// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/cancelscope.h>
#include <furrow/detail/wait.h>

#include <chrono>

class QSocketNotifier;

namespace furrow {

/// Rests for at least `time` (negative: as zero), of which time at a prompt in this actor does not count. A checkpoint, also for
/// zero: other tasks run first.
/// \code co_await furrow::sleep(100ms); \endcode
class [[nodiscard]] sleep final : public detail::Wait
{
public:
    explicit sleep(std::chrono::nanoseconds time) : m_until(Clock::now() + time) {}
    explicit sleep(Clock::time_point until) : m_until(until) {}
    void await_resume() { resumed(); }

private:
    bool begin() override;
    void withdraw() noexcept override;
    Clock::time_point m_until;
    quint64 m_timer = 0;
};

/// Rests until cancelled.
class [[nodiscard]] sleepForever final : public detail::Wait
{
public:
    void await_resume() { resumed(); }

private:
    bool begin() override { return true; }
    void withdraw() noexcept override {}
};

/// Lets every other task that is ready run once.
class [[nodiscard]] checkpoint final : public detail::Wait
{
public:
    void await_resume() { resumed(); }

private:
    bool begin() override
    {
        wake();
        return true;
    }
    void withdraw() noexcept override {}
};

/// Waits until the descriptor has something to read or is closed at its other end. The descriptor stays the caller's.
class [[nodiscard]] readable final : public detail::Wait
{
public:
    explicit readable(int fd) : m_fd(fd) {}
    void await_resume() { resumed(); }

private:
    bool begin() override;
    void withdraw() noexcept override;
    int m_fd;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace furrow
