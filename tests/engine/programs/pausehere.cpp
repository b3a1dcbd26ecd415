// SPDX-License-Identifier: MIT
// What both programs that the engine is tested with need: where they stand, and the runtime's names that the engine looks for.
#include "minitask.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <unistd.h>

furrow::detail::TaskState *furrow_debug_current_task = nullptr;
furrow::detail::TaskState *furrow_debug_quit_task = nullptr;
extern "C" {
std::int64_t furrow_debug_stood = 0;
std::int64_t furrow_debug_stands_since = 0;
}

namespace furrow {

[[gnu::noinline]] void pauseHere(std::source_location where)
{
    char text[64];
    const int length = std::snprintf(text, sizeof text, "line %u tid %d\n", static_cast<unsigned>(where.line()), gettid());
    if (write(1, text, static_cast<std::size_t>(length)) != length)
        _exit(3);
    char byte = 0;
    ssize_t got = 0;
    do {
        got = read(0, &byte, 1);
    } while (got < 0 && errno == EINTR);
    if (got != 1)
        _exit(4);
}

} // namespace furrow
