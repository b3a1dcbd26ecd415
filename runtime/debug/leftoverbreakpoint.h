// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

namespace furrow::debug {

/// A debugger that is killed leaves its breakpoint instructions in the program's text, and the program would die of SIGTRAP at
/// the next one. From now on such an instruction is put back to what the executable file holds, and run. Any other SIGTRAP goes
/// to the program's handler, from before or after. Main thread, once; `remove` puts the program's back.
void installLeftoverBreakpointHandler();
void removeLeftoverBreakpointHandler();

/// Asked in the handler for each trap that no debugger left behind; true: it is dealt with. Null: nobody.
using TrapHook = bool (*)(siginfo_t *info, void *context);
void setTrapHook(TrapHook hook);

} // namespace furrow::debug
