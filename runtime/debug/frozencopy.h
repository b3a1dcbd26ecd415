// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
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

/// One that has just been made, and may not have come to the console yet.
struct NewCopy
{
    pid_t pid = 0;
    std::atomic<std::uint32_t> *sign = nullptr; ///< its own, in memory shared with it
};

/// Makes one and returns at once, in the copy never. `pid` 0: the system refused.
///
/// The copy never holds a descriptor of the program's, so that what the program closes from now on is closed.
NewCopy beginCopy(const CopyTarget &target, bool reference = false) noexcept;

/// Waits until it is connected to the console and open to its debugger. 0: it was refused, and has been reaped. Once for each copy.
pid_t connectedCopy(NewCopy copy) noexcept;

/// Both. 0: the system or the console refused.
pid_t makeCopy(const CopyTarget &target, bool reference = false) noexcept;

/// Kills and reaps a copy of this process. Takes well under a millisecond for a small process.
void endCopy(pid_t copy) noexcept;
/// The same with one for which nobody has waited.
void endCopy(NewCopy copy) noexcept;

/// Reaps the copy if it has ended by itself. True when it is gone.
bool reapCopy(pid_t copy) noexcept;

} // namespace furrow::debug
