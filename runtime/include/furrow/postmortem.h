// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/replfixture.h>
#include <furrow/task.h>

#include <exception>
#include <source_location>

namespace furrow {

struct PostMortemOptions
{
    /// The error to look at; null: the one that is being caught.
    std::exception_ptr error = {};
    /// Also when the scope is cancelled.
    bool shield = false;
    /// False: the prompt shows the runtime's own frames too, and stands on the newest.
    bool hideRuntime = true;
    /// Around this prompt; unset: the actor's (RootOptions).
    ReplFixture replFixture = {};
};

/// Opens a crash REPL by hand for an error, and returns. The prompt stands on this call; `down` leads to the frame that raised the
/// error, in the copy that was kept of its throw. `c` and `q` both leave it.
///
/// \code
/// try { co_await work(); } catch (...) { furrow::postMortem(); throw; } // C++ forbids co_await there
/// furrow::postMortem({.error = error, .shield = true});
/// \endcode
/// Any thread, which it blocks. Outside debug mode and without a console it says so on standard error and returns: the error is the
/// caller's concern. Throws Cancelled, with a hint, in a task whose scope is cancelled, unless shielded; std::logic_error when there
/// is no error to look at.
void postMortem(PostMortemOptions options = {}, std::source_location where = std::source_location::current());

/// The same, to be awaited outside of a catch block: the actor's other tasks run until it is its turn.
/// \code co_await furrow::postMortem(error); \endcode
/// Main thread of the actor only.
Task<> postMortem(std::exception_ptr error, PostMortemOptions options = {},
                  std::source_location where = std::source_location::current());

} // namespace furrow
