// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstdint>
#include <source_location>

// What the debugger reads. gdb's Python walks these two structures in a stopped process, so their members are plain
// pointers and numbers, and their names are part of the contract with ui/engine. Main thread of the actor only.

namespace furrow::detail {
struct AwaitFrame;
struct TaskState;
} // namespace furrow::detail

extern "C" {
/// The task whose coroutine is running on the actor's main thread; null while the event loop is idle.
extern furrow::detail::TaskState *furrow_debug_current_task;
/// Set by gdb (`q` at a prompt reached by stepping): this task throws DebuggerQuit at its next checkpoint.
extern furrow::detail::TaskState *furrow_debug_quit_task;

/// The newest of the actor's tasks; follow TaskState::older. One that has ended but is not destroyed yet is `done`.
inline furrow::detail::TaskState *furrow_debug_tasks = nullptr;

// What a step needs, so that gdb has breakpoints in a coroutine's lines only while that very coroutine runs, however many of the
// same function there are: the process itself tells frames apart, for the price of a byte read at each resumption.
/// Set by gdb: the coroutine whose lines have breakpoints now.
inline furrow::detail::AwaitFrame *furrow_debug_armed_frame = nullptr;
/// Set by gdb while it steps into coroutines: each resumption in this task is told, watched or not.
inline furrow::detail::TaskState *furrow_debug_into_task = nullptr;

// Empty: gdb has a breakpoint in each while a step runs. Called by resumeFrame() and AwaitFrame::finishing() alone.
[[gnu::noinline]] inline void furrow_debug_resumed(furrow::detail::AwaitFrame *frame)
{
    asm volatile("" : : "r"(frame) : "memory");
}
[[gnu::noinline]] inline void furrow_debug_suspended(furrow::detail::AwaitFrame *frame)
{
    asm volatile("" : : "r"(frame) : "memory");
}
[[gnu::noinline]] inline void furrow_debug_finished(furrow::detail::AwaitFrame *frame)
{
    asm volatile("" : : "r"(frame) : "memory");
}
}

namespace furrow::detail {

/// A mark that gdb puts on one coroutine; a copy of the structure it is in is not marked.
struct Watch
{
    bool on = false;

    Watch() = default;
    Watch(const Watch &) noexcept {}
    Watch &operator=(const Watch &) noexcept { return *this; }
};

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
    Watch watch;                         ///< set by gdb: a step waits for this coroutine

    AwaitFrame() = default;
    AwaitFrame(const AwaitFrame &) = default;
    AwaitFrame &operator=(const AwaitFrame &) = default;
    ~AwaitFrame() { finishing(); }

    /// To be called by every promise's final_suspend(): a step that waits for this coroutine goes on in its awaiter.
    void finishing() noexcept
    {
        if (watch.on) [[unlikely]] {
            furrow_debug_finished(this);
            watch.on = false;
        }
    }

    void setAwait(const std::source_location &where)
    {
        function = where.function_name();
        file = where.file_name();
        line = where.line();
    }
};

/// Resumes a coroutine. Every trampoline resumes through this, and by no other way: it is where gdb's step finds its coroutine again.
/// `frame` may be gone afterwards.
inline void resumeFrame(AwaitFrame *frame)
{
    if (frame->watch.on || (furrow_debug_into_task && frame->task == furrow_debug_into_task)) [[unlikely]]
        furrow_debug_resumed(frame);
    std::coroutine_handle<>::from_address(frame->frame).resume();
    if (furrow_debug_armed_frame == frame) [[unlikely]]
        furrow_debug_suspended(frame);
}

} // namespace furrow::detail
