// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstdint>
#include <source_location>

// What the debugger reads. gdb's Python walks these two structures in a stopped process, so their members are plain
// pointers and numbers, and their names are part of the contract with ui/engine. Main thread of the actor only.

namespace furrow::detail {

struct TaskState;

/// Base of every coroutine's promise: who awaits it, and where it stands itself.
struct AwaitFrame
{
    AwaitFrame *awaiter = nullptr;       ///< the coroutine that awaits this one; null for a task's outermost
    void *frame = nullptr;               ///< address of the coroutine frame (`frame_ptr` to gdb)
    const char *function = nullptr;      ///< of the await in progress; static storage
    const char *file = nullptr;          ///< of the await in progress; static storage
    std::uint32_t line = 0;              ///< of the await in progress
    std::uint64_t generation = 0;        ///< never reused, unlike the frame's address
    TaskState *task = nullptr;           ///< the task this coroutine runs in

    void setAwait(const std::source_location &where)
    {
        function = where.function_name();
        file = where.file_name();
        line = where.line();
    }
};

} // namespace furrow::detail

extern "C" {
/// The task whose coroutine is running on the actor's main thread; null while the event loop is idle.
extern furrow::detail::TaskState *furrow_debug_current_task;
/// Set by gdb (`q` at a prompt reached by stepping): this task throws DebuggerQuit at its next checkpoint.
extern furrow::detail::TaskState *furrow_debug_quit_task;
}
