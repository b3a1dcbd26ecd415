// SPDX-License-Identifier: MIT
#include "callsite.h"

#include <furrow/detail/taskstate.h>

#include <cstdint>
#include <cstring>
#include <dlfcn.h>
#include <sys/auxv.h>
#include <unistd.h>
#include <unwind.h>

namespace furrow::debug {
namespace {

struct Walk
{
    std::uintptr_t taskStack = 0; // 0: no task runs in this thread
    bool withinTask = false;
    bool throughQt = false;
    std::uintptr_t pc = 0;        // of the outermost frame so far
    std::uintptr_t frame = 0;
};

bool isQt(std::uintptr_t pc)
{
    Dl_info info;
    return ::dladdr(reinterpret_cast<void *>(pc), &info) && info.dli_fname && std::strstr(info.dli_fname, "/libQt6");
}

_Unwind_Reason_Code look(_Unwind_Context *context, void *data)
{
    auto *walk = static_cast<Walk *>(data);
    walk->pc = _Unwind_GetIP(context);
    walk->frame = _Unwind_GetCFA(context);
    if (walk->withinTask && walk->frame >= walk->taskStack)
        walk->withinTask = false;
    if (walk->withinTask && !walk->throughQt)
        walk->throughQt = isQt(walk->pc);
    return _URC_NO_REASON;
}

} // namespace

bool isRunningCoroutine(void *returnAddress)
{
    const detail::TaskState *task = ::gettid() == ::getpid() ? detail::currentTask() : nullptr;
    if (!task || !task->innermost)
        return false;
    // A coroutine's frame begins with the address of its body.
    void *body = *static_cast<void **>(task->innermost->frame);
    return _Unwind_FindEnclosingFunction(static_cast<char *>(returnAddress) - 1) == body;
}

Callsite callsite()
{
    Walk walk;
    if (::gettid() == ::getpid())
        walk.taskStack = reinterpret_cast<std::uintptr_t>(detail::taskStack);
    walk.withinTask = walk.taskStack != 0;
    _Unwind_Backtrace(look, &walk);
    // A function that gdb calls returns to a place where no code is: on the stack, or where the program once began.
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    const bool onStack = walk.pc > here && walk.pc < walk.frame + 4096;
    const bool atBeginning = walk.pc == ::getauxval(AT_ENTRY);
    return {.fromPrompt = onStack || atBeginning, .mayThrow = walk.taskStack && !walk.throughQt};
}

} // namespace furrow::debug
