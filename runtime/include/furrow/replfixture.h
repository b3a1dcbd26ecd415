// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

namespace furrow {

/// What a program that owns the terminal does around a prompt: puts its screen away, and back. Plain value.
///
/// \code
/// const furrow::ReplFixture screen{.enter = [] { ::endwin(); return true; }, .leave = [] { ::refresh(); }};
/// co_await furrow::pause({.replFixture = screen});
/// \endcode
/// `enter` runs once the console is granted, just before the prompt opens, in the thread that stands there; false skips the prompt,
/// and the code goes on as with `c`. `leave` runs after the prompt, and not when `enter` said false. One that throws, or takes
/// longer than two seconds, is named in one sentence on standard error.
struct ReplFixture
{
    std::function<bool()> enter = {};
    std::function<void()> leave = {};

    explicit operator bool() const { return enter || leave; }
};

} // namespace furrow
