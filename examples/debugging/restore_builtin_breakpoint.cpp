// SPDX-License-Identifier: MIT
// A bare breakpoint, as any library's break macro is made of: within the runtime, armed by the breakpoint hook, it opens the prompt. The
// program has a handler of its own for SIGTRAP, which is back once the runtime has closed and takes the second breakpoint.
// With the argument `unarmed` the hook is off: the first breakpoint is refused, and the signal's default action ends the program.
#include <furrow/furrow.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <unistd.h>

void ownHandler(int)
{
    constexpr char text[] = "the program's own SIGTRAP handler\n";
    if (::write(STDOUT_FILENO, text, sizeof text - 1) < 0)
        ::_exit(2);
}

void bareBreakpoint()
{
    std::raise(SIGTRAP);
}

int main(int argc, char **argv)
{
    std::signal(SIGTRAP, ownHandler);
    const bool armed = !(argc > 1 && std::strcmp(argv[1], "unarmed") == 0);
    const int status = furrow::run(
        argc, argv,
        []() -> furrow::Task<> {
            bareBreakpoint();
            std::puts("past the breakpoint");
            std::fflush(stdout);
            co_await furrow::sleep(std::chrono::milliseconds(1));
        },
        {.debugMode = true, .breakpointHook = armed});
    if (status == 0)
        bareBreakpoint();
    return status;
}
