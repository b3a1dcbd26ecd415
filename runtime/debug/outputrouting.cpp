// SPDX-License-Identifier: MIT
#include "outputrouting.h"

#include "log/line.h"
#include "protocol.h"

#include <QByteArray>
#include <QByteArrayList>

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace furrow::debug {
namespace {

void closeFd(int &fd)
{
    if (fd >= 0)
        ::close(std::exchange(fd, -1));
}

// 1 from when a console is watched until 1 and 2 are back.
std::atomic<std::uint32_t> watched{0};

void nobodyWatches()
{
    watched = 0;
    ::syscall(SYS_futex, &watched, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

bool isOpen(int fd)
{
    return fd >= 0 && ::fcntl(fd, F_GETFD) >= 0;
}

} // namespace

OutputRouting::~OutputRouting()
{
    letGo();
}

void OutputRouting::adopt()
{
    const QByteArrayList numbers = qgetenv(protocol::envOutputFds).split(',');
    ::unsetenv(protocol::envOutputFds);
    if (numbers.size() != 4)
        return;
    int fds[4];
    for (int i = 0; i < 4; ++i) {
        bool ok = false;
        fds[i] = numbers.at(i).toInt(&ok);
        if (!ok || (fds[i] >= 0 && fds[i] < 3))
            return;
    }
    // A program in between that closes descriptors makes these numbers mean nothing.
    if (!isOpen(fds[2]) || !isOpen(fds[3]))
        return;
    for (int i = 0; i < 4; ++i) {
        if (isOpen(fds[i]))
            ::fcntl(fds[i], F_SETFD, FD_CLOEXEC);
        else
            fds[i] = -1;
    }
    std::copy_n(fds, 2, m_terminal);
    std::copy_n(fds + 2, 2, m_spare);
}

QList<int> OutputRouting::routeOwn()
{
    if (isRouted())
        return {};
    int out[2], err[2];
    if (::pipe2(out, O_CLOEXEC) < 0)
        return {};
    if (::pipe2(err, O_CLOEXEC) < 0) {
        ::close(out[0]);
        ::close(out[1]);
        return {};
    }
    std::fflush(nullptr);
    for (int i = 0; i < 2; ++i)
        m_terminal[i] = ::fcntl(i + 1, F_DUPFD_CLOEXEC, 10);
    m_spare[0] = ::fcntl(out[0], F_DUPFD_CLOEXEC, 10);
    m_spare[1] = ::fcntl(err[0], F_DUPFD_CLOEXEC, 10);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(err[1], STDERR_FILENO);
    ::close(out[1]);
    ::close(err[1]);
    m_back = false;
    return {out[0], err[0]};
}

void OutputRouting::giveTerminal()
{
    if (m_terminal[0] < 0 || !::isatty(m_terminal[0]))
        return;
    std::fflush(stdout);
    ::dup2(m_terminal[0], STDOUT_FILENO);
    if (!::isatty(STDIN_FILENO))
        ::dup2(m_terminal[0], STDIN_FILENO);
}

void OutputRouting::putBack()
{
    for (int i = 0; i < 2; ++i) {
        if (m_terminal[i] >= 0) {
            ::dup2(m_terminal[i], i + 1);
        } else if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
            ::dup2(nowhere, i + 1);
            ::close(nowhere);
        }
    }
    m_back = true;
}

void OutputRouting::passOn(bool untilStopped)
{
    bool open[2] = {m_spare[0] >= 0, m_spare[1] >= 0};
    while (open[0] || open[1]) {
        pollfd ready[3] = {{open[0] ? m_spare[0] : -1, POLLIN, 0}, {open[1] ? m_spare[1] : -1, POLLIN, 0}, {untilStopped ? m_stop : -1, POLLIN, 0}};
        const int count = ::poll(ready, 3, untilStopped ? -1 : 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 || ready[2].revents)
            return;
        for (int i = 0; i < 2; ++i) {
            if (!ready[i].revents)
                continue;
            // Never more than is there: the console may have left the pipe blocking, and somebody else may read it too.
            int there = 0;
            char buffer[4096];
            if (::ioctl(m_spare[i], FIONREAD, &there) < 0 || there <= 0) {
                open[i] = !(ready[i].revents & (POLLHUP | POLLERR | POLLNVAL));
                continue;
            }
            const ssize_t got = ::read(m_spare[i], buffer, std::size_t(std::min<int>(there, int(sizeof buffer))));
            if (got > 0 && m_terminal[i] >= 0)
                log::writeWhole(m_terminal[i], std::string_view(buffer, std::size_t(got)));
        }
    }
}

void OutputRouting::watch(int connection, std::function<void()> lost)
{
    if (!isRouted() || m_watcher.joinable())
        return;
    m_stop = ::eventfd(0, EFD_CLOEXEC);
    m_connection = ::fcntl(connection, F_DUPFD_CLOEXEC, 10);
    if (m_stop < 0 || m_connection < 0) {
        closeFd(m_stop);
        closeFd(m_connection);
        return;
    }
    m_lost = std::move(lost);
    watched = 1;
    sigset_t all, former;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &former);
    m_watcher = std::thread([this] { run(m_connection); });
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
}

void OutputRouting::run(int connection)
{
    ::pthread_setname_np(::pthread_self(), "furrow-output");
    pollfd ready[2] = {{connection, POLLRDHUP, 0}, {m_stop, POLLIN, 0}};
    while (::poll(ready, 2, -1) < 0 && errno == EINTR) {
    }
    if (!ready[0].revents)
        return; // both may have come by now: an actor that ends because its console died
    passOn(false); // what was written first comes first
    putBack();
    passOn(false);
    nobodyWatches();
    if (m_lost)
        m_lost();
    passOn(true);
}

void OutputRouting::stopWatching()
{
    if (m_watcher.joinable()) {
        const quint64 one = 1;
        while (::write(m_stop, &one, sizeof one) < 0 && errno == EINTR) {
        }
        m_watcher.join();
        nobodyWatches();
    }
    closeFd(m_stop);
    closeFd(m_connection);
}

void OutputRouting::restore(bool drain)
{
    if (!isRouted())
        return;
    std::fflush(nullptr);
    stopWatching();
    if (drain)
        passOn(false);
    if (!m_back)
        putBack();
    if (drain)
        passOn(false);
    for (int i = 0; i < 2; ++i) {
        closeFd(m_spare[i]);
        closeFd(m_terminal[i]);
    }
}

void OutputRouting::awaitPutBack() noexcept
{
    timespec deadline;
    ::clock_gettime(CLOCK_MONOTONIC, &deadline);
    ++deadline.tv_sec;
    while (watched && (::syscall(SYS_futex, &watched, FUTEX_WAIT_BITSET_PRIVATE, 1, &deadline, nullptr, FUTEX_BITSET_MATCH_ANY) == 0
                       || errno == EINTR)) {
    }
}

void OutputRouting::letGo()
{
    stopWatching();
    if (m_back)
        passOn(false);
    for (int i = 0; i < 2; ++i) {
        closeFd(m_spare[i]);
        closeFd(m_terminal[i]);
    }
}

} // namespace furrow::debug
