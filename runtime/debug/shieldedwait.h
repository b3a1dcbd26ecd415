// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/wait.h>
#include <furrow/task.h>

class QSocketNotifier;

namespace furrow::debug {

/// Waits until the descriptor turns readable, whatever is cancelled meanwhile. Main thread of the actor only.
class [[nodiscard]] ShieldedReadable final : public furrow::detail::Wait
{
public:
    explicit ShieldedReadable(int fd) : Wait(false), m_fd(fd) {}
    void await_resume() { resumed(); }

private:
    bool begin() override;
    void withdraw() noexcept override;
    int m_fd;
    QSocketNotifier *m_notifier = nullptr;
};

/// The same, and what the debugger asked of the task meanwhile (DebuggerQuit) waits for its next checkpoint.
Task<> shieldedReadable(int fd);

} // namespace furrow::debug
