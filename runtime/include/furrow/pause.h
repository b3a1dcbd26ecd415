// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/wait.h>

#include <exception>
#include <memory>
#include <source_location>

namespace furrow {

/// A pause had nobody to talk to: no console, or one that went away before it was its turn. The report is on standard error.
class NoConsole : public std::exception
{
public:
    const char *what() const noexcept override { return "there is no console to pause at"; }
};

struct PauseOptions
{
    /// Also when the scope is cancelled; and cancellation does not withdraw it from the queue.
    bool shield = false;
};

/// Stops here, in the debugger, once the tree's console is free; the actor's other tasks run until then. Stands on the line
/// of the `co_await`. Needs debug mode.
///
/// \code
/// co_await furrow::pause();
/// co_await furrow::pause({.shield = true}); // in a cancelled scope
/// \endcode
/// Throws DebuggerQuit when the answer is `q`; Cancelled when the scope is or gets cancelled before its turn (with a hint when
/// it was before); NoConsole; std::logic_error outside debug mode. A console that goes away at the prompt counts as continue.
/// Inside a catch block, where C++ forbids co_await, and in plain functions use `pauseFromSync`. Main thread of the actor only.
class [[nodiscard]] pause final : public detail::Wait
{
public:
    explicit pause(PauseOptions options = {}, std::source_location where = std::source_location::current());
    ~pause();
    bool await_ready();
    void await_resume();

private:
    struct Private;
    bool begin() override;
    void withdraw() noexcept override;
    std::unique_ptr<Private> d;
};

/// The same for plain functions, catch blocks, slots and other threads: blocks the thread that calls it, from the request until
/// the release. Nothing is thrown on `q`: the code goes on, and the actor's root task fails with DebuggerQuit at its next
/// checkpoint. Throws as `pause` otherwise; Cancelled only inside a task.
void pauseFromSync(PauseOptions options = {}, std::source_location where = std::source_location::current());

} // namespace furrow
