// SPDX-License-Identifier: MIT
#pragma once

namespace furrow::debug {

/// What the native stack says of the place where plain code asks for the console.
struct Callsite
{
    /// The debugger called this: a function that somebody runs from an open prompt.
    bool fromPrompt = false;
    /// A task (or what a crash handler runs) called it with no frame of Qt's between, through which nothing may be thrown.
    bool mayThrow = false;
};

/// Any thread. Takes as long as the stack is deep, microseconds as a rule.
Callsite callsite();

/// This address is in the body of the coroutine that runs now, on the main thread, and in no function that it has called.
bool isRunningCoroutine(void *returnAddress);

} // namespace furrow::debug
