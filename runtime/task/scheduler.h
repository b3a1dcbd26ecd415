// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/taskstate.h>

#include <QObject>

#include <deque>

namespace furrow::detail {

/// The run queue of the actor's main thread, driven by posted events. Tasks run in turns: each that was ready when the turn
/// began, once; then Qt's loop has its own turn.
class Scheduler : public QObject
{
public:
    static Scheduler &instance();

    void schedule(TaskState *task);
    void runScheduled();

    bool event(QEvent *event) override;

private:
    void post();
    void runTurn();
    static void run(TaskState *task);

    std::deque<TaskState *> m_queue;
    bool m_posted = false;
};

} // namespace furrow::detail
