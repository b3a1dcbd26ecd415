// SPDX-License-Identifier: MIT
#pragma once

namespace furrow::debug {

/// From now on a crash of this process opens the prompt, on the spot, before anything unwinds: SIGSEGV, SIGBUS, SIGFPE, SIGILL,
/// SIGABRT (assert, qFatal) and std::terminate (nothing catches an exception, a noexcept function is left by one, a joinable thread is
/// destroyed, a pure virtual function is called). Afterwards the signal takes its course: the program's own handler from
/// before, if there was one, or the default action with the signal's own details; the last words say what it was.
///
/// What is published as SignalTarget decides: with none, in a forked child, and in a crash within this handling, the signal goes its
/// course at once; under a debugger that is not the console's after a report. A handler that the program sets later comes after the
/// prompt as one from before does (keptsignals.h). Main thread, once; `remove` puts the program's back.
void installFatalSignals();
void removeFatalSignals();
/// In this thread, from now on: a fault whose signal is blocked ends the process with no handler called.
void unblockFaults() noexcept;

/// True when std::terminate is what an exception comes to whose handler stands at `region` (`landingPad`: where it begins, 0: nowhere):
/// nothing catches it in truth, so that it is to end here, with the stack of the throw standing. During the unwinder's search phase.
bool endsInTerminate(unsigned long landingPad, void *region, unsigned long frame);

} // namespace furrow::debug
