// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

// What the runtime knows of other event loops that an actor may run on. It links none of them.

namespace furrow::detail {

/// Puts Qt's event loop of this thread on an io_context, before there is an application object. Set at load time in programs that
/// include <furrow/asio.h>; else null.
inline void (*installAsioLoop)() = nullptr;
/// This actor runs on an io_context.
inline bool runsOnAsio = false;

/// A handler of another loop, of no task, threw this: opens the crash REPL and lets the whole actor fail with it. Main thread.
void failActor(std::exception_ptr error);

} // namespace furrow::detail
