// SPDX-License-Identifier: MIT
#include "log/line.h"

#include <atomic>
#include <cerrno>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace furrow::log {

namespace {

/// Keeps the lines of this process's threads apart when one takes several writes. Unlike a mutex it outlives a fork: a
/// child takes the lock of a thread that is only in its parent. A signal handler may write within its thread's own line.
class WriterLock
{
public:
    WriterLock()
    {
        const quint64 self = quint64(getpid()) << 32 | quint32(gettid());
        quint64 holder = 0;
        while (!s_holder.compare_exchange_strong(holder, self, std::memory_order_acquire)) {
            if (holder == self)
                return;
            if (holder >> 32 != self >> 32) {
                if (s_holder.compare_exchange_strong(holder, self, std::memory_order_acquire))
                    break;
            } else {
                s_holder.wait(holder, std::memory_order_relaxed);
            }
            holder = 0;
        }
        m_held = true;
    }
    ~WriterLock()
    {
        if (m_held) {
            s_holder.store(0, std::memory_order_release);
            s_holder.notify_one();
        }
    }
    WriterLock(const WriterLock &) = delete;
    WriterLock &operator=(const WriterLock &) = delete;

private:
    static inline constinit std::atomic<quint64> s_holder = 0;
    bool m_held = false;
};

/// A reader that went away is no reason to die of a log line.
class SigPipeBlock
{
public:
    SigPipeBlock()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_former);
    }
    ~SigPipeBlock()
    {
        if (broken && !sigismember(&m_former, SIGPIPE)) {
            const timespec now{};
            while (sigtimedwait(&m_pipe, nullptr, &now) < 0 && errno == EINTR) {
            }
        }
        pthread_sigmask(SIG_SETMASK, &m_former, nullptr);
    }
    SigPipeBlock(const SigPipeBlock &) = delete;
    SigPipeBlock &operator=(const SigPipeBlock &) = delete;

    bool broken = false;

private:
    sigset_t m_pipe;
    sigset_t m_former;
};

} // namespace

void writeWhole(int fd, std::string_view bytes)
{
    const int formerErrno = errno;
    {
        const WriterLock lock;
        SigPipeBlock sigPipe;
        while (!bytes.empty()) {
            const ssize_t n = ::write(fd, bytes.data(), bytes.size());
            if (n >= 0) {
                bytes.remove_prefix(size_t(n));
            } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
                pollfd p{.fd = fd, .events = POLLOUT, .revents = 0};
                ::poll(&p, 1, -1);
            } else if (errno != EINTR) {
                sigPipe.broken = errno == EPIPE;
                break;
            }
        }
    }
    errno = formerErrno;
}

} // namespace furrow::log
