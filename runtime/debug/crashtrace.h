// SPDX-License-Identifier: MIT
#pragma once

#include "lastwords.h"

#include <ucontext.h>

namespace furrow::debug {

/// What a crash handler cannot know by itself, put into the last words by a copy of the process: where the thread stands, as
/// a trace with file and line, and what was said of the crash (the uncaught exception, the failed assertion). Walking a damaged
/// stack may crash, and reading debug information needs a heap that may be locked; both are the copy's, which is ended after
/// a while. What it could not find stays empty.
///
/// `context`: of the signal's frame, which this is called above; null: the trace begins with the caller. In a signal handler of any
/// thread, one at a time.
enum class Ending { Signal, Abort, Terminate };
void traceInCopy(LastWords &words, const ucontext_t *context, Ending ending) noexcept;

/// Program counter and stack pointer of a context.
std::uintptr_t programCounter(const ucontext_t &context);
std::uintptr_t stackPointer(const ucontext_t &context);
void setProgramCounter(ucontext_t &context, std::uintptr_t value);

} // namespace furrow::debug
