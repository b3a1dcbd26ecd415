// SPDX-License-Identifier: MIT
#include "terminaloutput.h"

#include <cerrno>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace furrow::ui {

namespace {
constexpr qsizetype bytesAtOnce = 4096; // what a terminal or pipe that polls writable takes without blocking for long
}

bool TerminalOutput::write(const QByteArray &bytes)
{
    qsizetype done = 0;
    while (!m_gone && done < bytes.size()) {
        pollfd descriptors[] = {{m_descriptor, POLLOUT, 0}, {m_ending, POLLIN, 0}};
        if (poll(descriptors, 2, -1) < 0) {
            m_gone = errno != EINTR;
            continue;
        }
        if ((descriptors[0].revents & POLLOUT) == 0) {
            // Stopped by ctrl-s or a reader that sleeps, and we are told to end: the rest is lost, the end is not.
            if ((descriptors[1].revents & POLLIN) != 0)
                return true;
            m_gone = (descriptors[0].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
            continue;
        }
        const qsizetype size = qMin(bytesAtOnce, bytes.size() - done);
        const ssize_t written = ::write(m_descriptor, bytes.constData() + done, size_t(size));
        if (written >= 0)
            done += written;
        else if (errno != EINTR && errno != EAGAIN)
            m_gone = true;
    }
    return !m_gone;
}

bool TerminalOutput::isSamePlaceAs(const TerminalOutput &other) const
{
    struct stat mine = {}, theirs = {};
    return m_descriptor == other.m_descriptor ||
           (fstat(m_descriptor, &mine) == 0 && fstat(other.m_descriptor, &theirs) == 0 &&
            mine.st_dev == theirs.st_dev && mine.st_ino == theirs.st_ino);
}

} // namespace furrow::ui
