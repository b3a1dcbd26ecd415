// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

extern "C" {
/// Added to by gdb: nanoseconds at prompts that a step has come to, of which the actor itself knows nothing.
extern std::int64_t furrow_debug_stood;
/// Read by gdb: since when the actor stands at a prompt of its own asking (CLOCK_MONOTONIC, nanoseconds), 0: it does not.
extern std::atomic<std::int64_t> furrow_debug_stands_since;
}

namespace furrow::detail {

/// How long this actor has stood at prompts until now. Deadlines and sleeps do not count that time. Any thread.
std::chrono::steady_clock::duration stoodSoFar() noexcept;

/// The actor stands at a prompt as long as this lives. Any thread, in signal handlers too; while one thread stands, others add nothing.
class StandStill
{
public:
    StandStill() noexcept;
    ~StandStill();
    StandStill(const StandStill &) = delete;
    StandStill &operator=(const StandStill &) = delete;

private:
    bool m_counts = false;
};

} // namespace furrow::detail
