// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

namespace furrow::debug {

/// A copy of this process, one thread of it, frozen where it was made, for a debugger to look at later.
///
/// It has no exit signal: the program's SIGCHLD handler and its `waitpid(-1)` never see it; only `reapCopy` does. It holds one
/// connection to the console and ends when that does. It runs no destructor and no atexit handler.
///
/// Any thread; also between a throw and its handler. Not in a signal handler.
struct CopyTarget
{
    const char *socketPath = nullptr; ///< the console's
    long consolePid = 0;              ///< named with PR_SET_PTRACER; 0: nobody is
    const char *actorJson = "null";   ///< `{"name":..,"uuid":..}`
};

/// Makes one and returns once it is connected to the console, in the copy never. 0: the system or the console refused.
pid_t makeCopy(const CopyTarget &target, bool reference = false) noexcept;

/// Kills and reaps a copy of this process. Takes well under a millisecond for a small process.
void endCopy(pid_t copy) noexcept;

/// Reaps the copy if it has ended by itself. True when it is gone.
bool reapCopy(pid_t copy) noexcept;

} // namespace furrow::debug
