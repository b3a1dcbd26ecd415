// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// The names of the console protocol (docs/architecture.md, section 4), as plain C strings: signal handlers and frozen copies
/// use them too. The console includes this header; nothing else of this room.
namespace furrow::debug::protocol {

inline constexpr std::size_t maxPacket = 128 * 1024; ///< bytes; a longer packet is malformed

inline constexpr char envConsole[] = "FURROW_CONSOLE";
inline constexpr char envConsolePid[] = "FURROW_CONSOLE_PID";
inline constexpr char envOutputFds[] = "FURROW_OUTPUT_FDS";
inline constexpr char envExecutable[] = "FURROW_EXECUTABLE";

// First packets, and those of a control connection ("type").
inline constexpr char hello[] = "hello";
inline constexpr char output[] = "output";
inline constexpr char spawned[] = "spawned";
inline constexpr char state[] = "state";
inline constexpr char ended[] = "ended";
inline constexpr char raised[] = "raised";
inline constexpr char lease[] = "lease";
inline constexpr char leaseEnded[] = "leaseEnded";
inline constexpr char interrupt[] = "interrupt";
inline constexpr char ending[] = "ending";
inline constexpr char farewell[] = "farewell";
inline constexpr char cancel[] = "cancel";
inline constexpr char reap[] = "reap";
inline constexpr char entry[] = "entry";
inline constexpr char standing[] = "standing";
inline constexpr char awaitQuiet[] = "awaitQuiet";
inline constexpr char copy[] = "copy";

// Bare words from the console on entry, quiet and copy connections.
inline constexpr char granted[] = "granted";
inline constexpr char wordContinue[] = "continue";
inline constexpr char wordQuit[] = "quit";
inline constexpr char wordStep[] = "step";
inline constexpr char wordSkip[] = "skip"; ///< a space and the reason follow
inline constexpr char quiet[] = "quiet";
inline constexpr char wordEnd[] = "end";

} // namespace furrow::debug::protocol
