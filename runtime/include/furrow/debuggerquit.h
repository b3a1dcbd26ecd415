// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

namespace furrow {

/// Thrown in a task when its user answers `q` at the prompt of a pause; travels, boxed, like any error.
///
/// \code
/// try { co_await work(); } catch (const furrow::DebuggerQuit &) { /* tidy up */ throw; }
/// \endcode
class DebuggerQuit : public std::exception
{
public:
    const char *what() const noexcept override { return "the debugger was quit at a pause"; }
};

} // namespace furrow
