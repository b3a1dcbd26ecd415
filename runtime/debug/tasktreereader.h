// SPDX-License-Identifier: MIT
#pragma once

#include "tasktree.h"

#include <cstddef>
#include <optional>

namespace furrow {
class CancelScope;
}

namespace furrow::debug {

/// Reads the tasks of this process. From any thread, while the main thread does what it likes: memory is read by way of the kernel, so
/// that what is being changed, or freed, at that moment makes a wrong line at worst, and never a crash or an endless walk.
///
/// \code
/// if (const std::optional<TaskTree> tree = TaskTreeReader::read()) text = renderTaskTree(*tree);
/// \endcode
class TaskTreeReader
{
public:
    /// Nothing when the kernel forbids it (seccomp) and this is not the main thread, which alone may look for itself.
    static std::optional<TaskTree> read();

private:
    struct Memory;
    static void readScopes(Memory &memory, TaskTree::Task &task, const CancelScope *innermost, const CancelScope *nurserys);
};

} // namespace furrow::debug
