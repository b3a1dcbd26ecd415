// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

class QSocketNotifier;

namespace furrow::detail {
struct TaskState;
}

namespace furrow::debug {

/// Breakpoints that the program's code itself holds: `int3`, `raise(SIGTRAP)` and what is made of them. With SignalTarget's
/// `breakpointHook` each opens the prompt where it stands, in any thread, and goes on afterwards; `q` makes the actor's root task
/// fail with DebuggerQuit. Without it, it is refused with a sentence that says how to arm it, and the signal's default action follows.
/// A trap that a debugger left behind is none (leftoverbreakpoint.h), nor is one under a debugger that is not the console's.
///
/// One at a time; main thread. Installs the SIGTRAP handler, and puts the program's own back.
class BuiltinBreakpoint : public QObject
{
    Q_OBJECT
public:
    explicit BuiltinBreakpoint(QObject *parent = nullptr);
    ~BuiltinBreakpoint() override;

    void install();
    void remove();
    /// Whom `q` is for; null: nobody.
    void setRootTask(detail::TaskState *task);

Q_SIGNALS:
    /// `q` was the answer, in a thread or a task that is not the root's.
    void quitAsked();

private:
    void read();
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace furrow::debug
