// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

class QSocketNotifier;

namespace furrow::debug {

/// What SIGINT does in this process. A terminal sends ctrl-c to every process of its foreground group; were each to act on its
/// own, a middle actor would cancel itself behind its parent's back. So actors below the root ignore those that the kernel
/// sends (`si_code`), and the root ignores them while a console lives, whose business they are. Those that somebody sends by
/// kill(2) are told through a signal of this object, from the event loop; without a console the terminal's are too, each with a line
/// on standard error that says what it does and what the next one would: cancel, terminate, and the third ends the root at once with
/// status 130, whatever its loop is doing.
///
/// One at a time; main thread. A handler of the program's own is left alone, from before or after; SIG_DFL, set later, is this.
class Interrupts : public QObject
{
    Q_OBJECT
public:
    enum class Role { Root, Below };

    explicit Interrupts(QObject *parent = nullptr);
    ~Interrupts() override;

    void install(Role role);
    void setConsoleAlive(bool alive);
    /// Puts the program's disposition back.
    void remove();

Q_SIGNALS:
    /// `count`: the how many-th without a console; 1 for every one while there is one.
    void interrupted(int count);

private:
    void readAll();
    int m_told = 0;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace furrow::debug
