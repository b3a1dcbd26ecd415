// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/wait.h>
#include <furrow/replfixture.h>

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
    /// False: the prompt shows the runtime's own frames too, and stands on the newest.
    bool hideRuntime = true;
    /// Around this prompt; unset: the actor's (RootOptions).
    ReplFixture replFixture = {};
};

namespace detail {

/// What `pause()` returns, to be awaited in a coroutine. One that a coroutine does not await pauses at the end of its statement.
class PauseWait final : public Wait
{
public:
    PauseWait(PauseOptions options, const std::source_location &where, bool over);
    ~PauseWait();
    bool await_ready();
    void await_resume();

private:
    struct Private;
    bool begin() override;
    void withdraw() noexcept override;
    std::unique_ptr<Private> d;
};

} // namespace detail

/// Stops here, in the debugger, once the tree's console is free. Needs debug mode.
///
/// \code
/// co_await furrow::pause();                 // the actor's other tasks run until it is granted
/// co_await furrow::pause({.shield = true}); // in a cancelled scope
/// furrow::pause();                          // in plain functions, slots, other threads: blocks its thread, as pauseFromSync()
/// \endcode
/// Throws DebuggerQuit when the answer is `q`; Cancelled when the task's scope is cancelled (with a hint), or gets cancelled while it
/// waits awaited; NoConsole; std::logic_error outside debug mode. A console that goes away at the prompt counts as continue.
/// Awaited: main thread of the actor only. Plain: any thread; see `pauseFromSync` for what `q` does there. In a coroutine that cannot
/// await it, as in a catch block, nothing is thrown: what is to be said goes to standard error, and `q` fails the root task; use
/// `pauseFromSync` there. A pause in a function that is called from an open prompt does nothing. Time at a prompt does not count for
/// the actor's deadlines and sleeps.
detail::PauseWait pause(PauseOptions options = {}, std::source_location where = std::source_location::current());

/// The plain form by its own name: blocks the thread that calls it, from the request until the release. On `q` it throws
/// DebuggerQuit if it is called by a task, with no function of Qt's between; anywhere else (a plain thread, a slot, an event handler)
/// nothing can be thrown: the code goes on, and the actor's root task fails with DebuggerQuit at its next checkpoint. Throws
/// Cancelled only inside a task.
void pauseFromSync(PauseOptions options = {}, std::source_location where = std::source_location::current());

} // namespace furrow
