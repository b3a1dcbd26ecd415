// SPDX-License-Identifier: MIT
#include "terminalsettings.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace furrow::debug {

void TerminalSettings::save(const int *fds, int count)
{
    forget();
    for (int i = 0; i < count; ++i) {
        if (fds[i] < 0 || ::tcgetattr(fds[i], &m_settings) < 0)
            continue;
        m_fd = ::fcntl(fds[i], F_DUPFD_CLOEXEC, 10);
        return;
    }
}

void TerminalSettings::restore() const
{
    termios now;
    if (m_fd < 0 || ::tcgetattr(m_fd, &now) < 0)
        return;
    // From a background group this would stop us.
    sigset_t out, former;
    ::sigemptyset(&out);
    ::sigaddset(&out, SIGTTOU);
    ::pthread_sigmask(SIG_BLOCK, &out, &former);
    ::tcsetattr(m_fd, TCSADRAIN, &m_settings);
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
}

void TerminalSettings::forget()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

} // namespace furrow::debug
