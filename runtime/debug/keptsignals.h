// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

namespace furrow::debug {

/// Signals whose handler stays the runtime's. What the program sets for one by sigaction() or signal() afterwards, and what it asks for,
/// is the action that follows the runtime's: nobody takes a crash away from the prompt by coming later, and whoever puts back what he
/// found puts back his own. In this process alone: a forked child's calls reach the system.
///
/// keepSignal and letGoOfSignal: main thread. The others: any thread, signal handlers too.
enum class Keeps {
    Everything,
    /// A handler of the program's is installed in place of ours, and SIG_DFL brings ours back. It is ours that is shown to who asks: a
    /// library that leaves a program's own handler alone (ncurses) is to leave this one alone.
    Defaults,
};
bool keepSignal(int number, const struct sigaction &ours, Keeps keeps = Keeps::Everything);
/// The program's action is the system's again, unless a handler that did not come through here has taken the place of ours.
void letGoOfSignal(int number);

/// What the program has set, before the runtime or after it.
struct sigaction programsAction(int number) noexcept;
/// It has set a handler since the runtime has its own.
bool handlerCameLater(int number) noexcept;
/// This action from now on, and what the program sets next reaches the system.
void giveUpSignal(int number, const struct sigaction &action) noexcept;

} // namespace furrow::debug
