// SPDX-License-Identifier: MIT
#pragma once

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
};

/// Opens a crash REPL by hand for the error that a catch block has caught, and returns; with what was kept of its throw, the
/// raising frame too. Blocks the thread. `c` and `q` both leave it.
///
/// \code
/// try { co_await work(); } catch (...) { furrow::postMortem(); throw; }
/// \endcode
/// Any thread. Outside debug mode and without a console it says so on standard error and returns: the error is the caller's
/// concern. Throws Cancelled, with a hint, in a task whose scope is cancelled, unless shielded; std::logic_error when there is
/// no error to look at.
void postMortem(PostMortemOptions options = {}, std::source_location where = std::source_location::current());

/// To be awaited, outside of a catch block, with the error named: the actor's other tasks run until it is its turn.
/// \code co_await furrow::postMortemOf(error); \endcode
/// As `postMortem`, but main thread of the actor only.
Task<> postMortemOf(std::exception_ptr error, bool shield = false,
                    std::source_location where = std::source_location::current());

} // namespace furrow
