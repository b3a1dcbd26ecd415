// SPDX-License-Identifier: MIT
#include "processwatch.h"

#include <QSocketNotifier>
#include <QTimer>

#include <cerrno>
#include <csignal>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace furrow::ui {

constexpr int reapTries = 500; ///< 10 ms each


ProcessWatch::ProcessWatch(qint64 pid, bool child, QObject *parent) : QObject(parent), m_pid(pid), m_child(child)
{
    m_fd = int(::syscall(SYS_pidfd_open, pid_t(pid), 0U));
    if (m_fd < 0) {
        QTimer::singleShot(0, this, &ProcessWatch::finish);
        return;
    }
    m_notifier = new QSocketNotifier(m_fd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &ProcessWatch::finish);
}

ProcessWatch::~ProcessWatch()
{
    if (m_notifier)
        m_notifier->setEnabled(false);
    if (m_fd >= 0)
        ::close(m_fd);
}

void ProcessWatch::kill(int signal)
{
    if (m_fd >= 0 && !m_ended)
        ::syscall(SYS_pidfd_send_signal, m_fd, signal, nullptr, 0U);
}

void ProcessWatch::finish()
{
    if (m_ended)
        return;
    if (m_notifier)
        m_notifier->setEnabled(false);
    int status = -1;
    if (m_child) {
        int raw = 0;
        pid_t got;
        do {
            got = ::waitpid(pid_t(m_pid), &raw, WNOHANG);
        } while (got < 0 && errno == EINTR);
        // A debugger that has not seen its end yet stands between, and no event tells when it no longer does.
        if (got == 0 && ++m_tries <= reapTries) {
            QTimer::singleShot(10ms, this, &ProcessWatch::finish);
            return;
        }
        if (got == m_pid && WIFSIGNALED(raw))
            m_signal = WTERMSIG(raw);
        if (got == m_pid)
            status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
    }
    m_ended = true;
    Q_EMIT ended(status);
}

} // namespace furrow::ui
