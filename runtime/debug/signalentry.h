// SPDX-License-Identifier: MIT
#pragma once

#include "lastwords.h"

#include <csignal>
#include <cstddef>
#include <initializer_list>
#include <sys/types.h>

namespace furrow::debug {

class DebugChannel;
class FixtureGuard;

/// What a signal handler has to know of the session. Never changed once it is published, and kept: a handler may read it late.
struct SignalTarget
{
    char socketPath[112] = {};  ///< empty: there is no console
    char whyNoConsole[128] = {};
    char actorJson[512] = {};
    char actor[512] = {};       ///< `('NAME', 'UUID')`
    char errorId[64] = {};
    pid_t owner = 0;            ///< a forked child inherits the handlers, not the console
    pid_t consolePid = 0;
    bool isRoot = false;
    bool breakpointHook = false;
    LastWords *words = nullptr;

    /// Of the session that is open in debug mode; null when none is, and in a process that this one was copied into.
    static const SignalTarget *current() noexcept;
    static void publish(const SignalTarget *target) noexcept;
};

/// An entry into the prompt from a signal handler: system calls and the caller's memory only, but for a fixture.
struct SignalEntry
{
    enum class Release { Continue, Quit, Skipped, NoConsole };

    const char *kind = "signal";
    const char *quit = "none";
    int number = 0;
    bool hasAddress = false;
    std::uint64_t address = 0;
    const LastWords *words = nullptr; ///< its error, place and trace; null: gdb finds the place
    pid_t copy = 0;                   ///< frozen copy to look at; 0: this process
    FixtureGuard *fixture = nullptr;  ///< around the prompt: where the code stands by its own will alone, since it runs the program's

    char reason[512] = {}; ///< why it was skipped, or that there is no console

    /// Queues, waits for its turn and stands until it is released; `buffer` is for packets. Blocks this thread.
    Release stand(const SignalTarget &target, char *buffer, std::size_t size) noexcept;

private:
    Release standGranted(DebugChannel &channel) noexcept;
};

/// `SIGSEGV`; for a signal without a name `SIG?`.
void signalName(int number, char *name, std::size_t size) noexcept;
/// Whoever traces this process, unless it is the console's gdb: 0 when nobody else does.
pid_t foreignTracer(const SignalTarget &target) noexcept;
/// Writes `furrow: `, the parts and the lines of the trace to standard error.
void reportRaw(std::initializer_list<const char *> parts, const char *trace = "") noexcept;
/// The same signal once more, as it came: delivered with its own details as soon as the handler returns. The action is `next`'s.
void deliverAgain(int number, siginfo_t *info, const struct sigaction &next) noexcept;

} // namespace furrow::debug
