// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

class QSocketNotifier;

namespace furrow::ui {

/// Tells the end of one process, a child of ours or not, by its pidfd. Thread: that of the QObject.
class ProcessWatch : public QObject
{
    Q_OBJECT
public:
    /// `child`: it is ours, so its status is known and it is reaped here. A process that is gone already ends at once.
    ProcessWatch(qint64 pid, bool child, QObject *parent = nullptr);
    ~ProcessWatch() override;

    qint64 pid() const { return m_pid; }
    bool hasEnded() const { return m_ended; }
    /// That ended it; 0: none, or it is not ours to know.
    int signal() const { return m_signal; }
    /// Never hits another process that was given the same number.
    void kill(int signal);

Q_SIGNALS:
    /// `status`: exit status, or 128 + signal; -1 when it is not ours to know.
    void ended(int status);

private:
    void finish();

    qint64 m_pid;
    bool m_child;
    bool m_ended = false;
    int m_tries = 0; ///< to reap it
    int m_signal = 0;
    int m_fd = -1;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace furrow::ui
