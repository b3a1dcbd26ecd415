// SPDX-License-Identifier: MIT
#include "tasktreereader.h"

#include <furrow/cancelscope.h>
#include <furrow/nursery.h>

#include <QHash>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <type_traits>

#include <sys/uio.h>
#include <unistd.h>

namespace furrow::debug {
namespace {

// Longer than any that a person can read; where a broken list goes round in a circle, it ends here.
constexpr int mostTasks = 20'000;
constexpr int mostAwaits = 2'000;
constexpr int mostScopes = 500;

} // namespace

struct TaskTreeReader::Memory
{
    bool refused = false;
    const bool mainThread = ::gettid() == ::getpid();
    QHash<const char *, QString> texts;

    bool copy(const void *from, void *to, std::size_t size)
    {
        if (!from)
            return false;
        if (!refused) {
            const iovec here{to, size}, there{const_cast<void *>(from), size};
            const ssize_t got = ::process_vm_readv(::getpid(), &here, 1, &there, 1, 0);
            if (got == ssize_t(size))
                return true;
            if (got >= 0 || (errno != ENOSYS && errno != EPERM))
                return false;
            refused = true;
        }
        if (!mainThread)
            return false;
        std::memcpy(to, from, size);
        return true;
    }

    template<typename T>
    bool get(const T *from, T &to)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        return copy(from, &to, sizeof to);
    }
    template<typename T>
    T get(const T *from)
    {
        T value{};
        get(from, value);
        return value;
    }

    /// A string that stays where it is as long as the process does.
    QString text(const char *from)
    {
        if (!from)
            return {};
        const auto known = texts.constFind(from);
        return known != texts.cend() ? *known : *texts.insert(from, passingText(from));
    }
    QString passingText(const char *from)
    {
        QByteArray bytes;
        constexpr std::size_t block = 64;
        while (from && bytes.size() < 4096) {
            char part[block];
            // Never over the border of a page, which may be the last.
            const std::size_t size = block - reinterpret_cast<std::uintptr_t>(from) % block;
            if (!copy(from, part, size))
                break;
            const std::size_t length = ::strnlen(part, size);
            bytes.append(part, qsizetype(length));
            if (length < size)
                break;
            from += size;
        }
        return QString::fromUtf8(bytes);
    }
};

void TaskTreeReader::readScopes(Memory &memory, TaskTree::Task &task, const CancelScope *innermost, const CancelScope *nurserys)
{
    const auto now = Clock::now();
    const CancelScope *scope = innermost;
    for (int count = 0; scope && scope != nurserys && count < mostScopes; ++count) {
        TaskTree::Scope read{.address = reinterpret_cast<quint64>(scope)};
        CancelScope *parent = nullptr;
        if (!memory.get(&scope->m_parent, parent))
            break;
        read.kind = memory.text(memory.get(&scope->m_kind));
        read.shield = memory.get(&scope->m_shield);
        read.cancelled = memory.get(&scope->m_cancelCalled);
        read.timedOut = memory.get(&scope->m_timedOut);
        if (const auto deadline = memory.get(&scope->m_deadline))
            read.deadline = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - now).count();
        task.scopes.prepend(read);
        scope = parent;
    }
}

std::optional<TaskTree> TaskTreeReader::read()
{
    using furrow::detail::AwaitFrame;
    using furrow::detail::TaskState;
    Memory memory;
    TaskTree tree;
    const TaskState *current = furrow_debug_current_task;
    const TaskState *state = furrow_debug_tasks;
    for (int count = 0; state && count < mostTasks; ++count) {
        TaskState *older = nullptr;
        if (!memory.get(&state->older, older))
            break;
        TaskTree::Task task{.address = reinterpret_cast<quint64>(state), .name = memory.passingText(memory.get(&state->name))};
        task.current = state == current;
        const AwaitFrame *frame = memory.get(&state->innermost);
        const bool over = !frame || memory.get(&state->done);
        for (int depth = 0; frame && depth < mostAwaits; ++depth) {
            const char *function = memory.get(&frame->function);
            // The innermost of a running task may not have awaited anything yet.
            if (function)
                task.awaits.append({memory.text(function), memory.text(memory.get(&frame->file)), int(memory.get(&frame->line))});
            frame = memory.get(&frame->awaiter);
        }
        // Of one that runs it is what awaited last.
        if (task.current && !task.awaits.isEmpty())
            task.runs = task.awaits.takeFirst();
        task.caller = memory.passingText(memory.get(&state->caller));
        task.callerPlace = {{}, memory.passingText(memory.get(&state->callerFile)), int(memory.get(&state->callerLine))};
        const CancelScope *nurserys = nullptr;
        if (const Nursery *nursery = memory.get(&state->nursery)) {
            nurserys = &nursery->m_scope;
            task.nurseryScope = reinterpret_cast<quint64>(nurserys);
            task.parent = reinterpret_cast<quint64>(memory.get(&nursery->m_parent));
        }
        readScopes(memory, task, memory.get(&state->scope), nurserys);
        if (!over)
            tree.tasks.prepend(task);
        state = older;
    }
    if (memory.refused && !memory.mainThread)
        return std::nullopt;
    return tree;
}

} // namespace furrow::debug
