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
inline constexpr char envHold[] = "FURROW_HOLD"; ///< the user has breakpoints set: say hello and wait for `go`

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
inline constexpr char breakpoints[] = "breakpoints";
inline constexpr char go[] = "go";
inline constexpr char entry[] = "entry";
inline constexpr char standing[] = "standing";
inline constexpr char awaitQuiet[] = "awaitQuiet";
inline constexpr char copy[] = "copy";
inline constexpr char dump[] = "dump";

// Bare words from the console on entry, quiet and copy connections.
inline constexpr char granted[] = "granted";
inline constexpr char wordContinue[] = "continue";
inline constexpr char wordQuit[] = "quit";
inline constexpr char wordStep[] = "step";
inline constexpr char wordSkip[] = "skip"; ///< a space and the reason follow
inline constexpr char quiet[] = "quiet";
inline constexpr char wordEnd[] = "end";
inline constexpr char shown[] = "shown";

// Between the task dumps of actors, and `furrow dump` (docs/architecture.md, 4.5): an abstract SOCK_SEQPACKET socket of each actor, by
// process id, whose owner the other side checks (SO_PEERCRED). Words, each one packet; then answers by their first letter.
inline constexpr char dumpSocket[] = "furrow-task-dump-%d";
inline constexpr char askHit[] = "hit";         ///< to those above: SIGUSR1 reached me; is it a request that you pass on?
inline constexpr char mine[] = "mine";          ///< it is
inline constexpr char askRoot[] = "root";       ///< the process id of the tree's root comes back
inline constexpr char askDump[] = "dump ";      ///< a space, the request's id, a space, when it began (milliseconds, CLOCK_MONOTONIC)
inline constexpr char askCollect[] = "collect "; ///< and the request's id: nothing is shown, the text comes back
inline constexpr char dumpText = 'T';           ///< a piece of text follows
inline constexpr char dumpShown = 'A';          ///< this actor has reported; those below follow
inline constexpr char dumpDone = 'D';           ///< all below have, too

} // namespace furrow::debug::protocol
