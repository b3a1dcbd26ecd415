// SPDX-License-Identifier: MIT
#include <furrow/task.h>

#include <furrow/detail/runloop.h>

#include <QEventLoop>

furrow::detail::TaskState *furrow_debug_current_task = nullptr;
furrow::detail::TaskState *furrow_debug_quit_task = nullptr;

namespace furrow {

QByteArray currentTaskName()
{
    const detail::TaskState *task = detail::currentTask();
    return task ? task->nameText : QByteArray();
}

namespace detail {

std::uint64_t PromiseBase::nextGeneration() noexcept
{
    static std::uint64_t last = 0;
    return ++last;
}

namespace {

struct RootTask : TaskState
{
    QEventLoop loop;
};

} // namespace

std::exception_ptr runUntilDone(Task<> task, const QByteArray &name)
{
    RootTask root;
    root.nameText = name;
    root.name = root.nameText.constData();
    root.finished = [](TaskState *state) { static_cast<RootTask *>(state)->loop.quit(); };
    task.promise().startTask(root);
    schedule(&root);
    // QCoreApplication::quit() ends every loop of the thread; the task decides when this one is over.
    while (!root.done)
        root.loop.exec();
    return task.promise().takeError();
}

} // namespace detail
} // namespace furrow
