// SPDX-License-Identifier: MIT
#include "dumpsocket.h"

#include "protocol.h"

#include <cerrno>
#include <cstdio>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace furrow::debug::dumpsocket {
namespace {

socklen_t nameOf(pid_t pid, sockaddr_un &address)
{
    address = {};
    address.sun_family = AF_UNIX;
    const int length = std::snprintf(address.sun_path + 1, sizeof address.sun_path - 1, protocol::dumpSocket, int(pid));
    return socklen_t(offsetof(sockaddr_un, sun_path) + 1 + std::size_t(length));
}

bool isOurs(int fd, pid_t mustBe)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return false;
    if (mustBe)
        return peer.pid == mustBe && (peer.uid == ::geteuid() || ::geteuid() == 0);
    return peer.uid == ::geteuid() || peer.uid == 0;
}

} // namespace

int listenHere() noexcept
{
    sockaddr_un address;
    const socklen_t length = nameOf(::getpid(), address);
    const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    if (::bind(fd, reinterpret_cast<sockaddr *>(&address), length) < 0 || ::listen(fd, 128) < 0) {
        const int kept = errno;
        ::close(fd);
        errno = kept;
        return -1;
    }
    return fd;
}

int connectTo(pid_t pid) noexcept
{
    sockaddr_un address;
    const socklen_t length = nameOf(pid, address);
    const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    int kept = 0;
    if (::connect(fd, reinterpret_cast<sockaddr *>(&address), length) < 0)
        kept = errno;
    else if (!isOurs(fd, pid))
        kept = EPERM;
    if (!kept)
        return fd;
    ::close(fd);
    errno = kept;
    return -1;
}

int acceptOne(int listening) noexcept
{
    for (;;) {
        const int fd = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            return -1;
        }
        if (isOurs(fd, 0))
            return fd;
        ::close(fd);
    }
}

bool send(int fd, std::string_view packet) noexcept
{
    for (;;) {
        if (::send(fd, packet.data(), packet.size(), MSG_NOSIGNAL) >= 0)
            return true;
        if (errno == EAGAIN) {
            pollfd room{fd, POLLOUT, 0};
            if (::poll(&room, 1, 5000) == 0)
                return false; // nobody reads
        } else if (errno != EINTR) {
            return false;
        }
    }
}

ssize_t receive(int fd, char *buffer, std::size_t size, int milliseconds, int stop) noexcept
{
    for (;;) {
        pollfd ready[2] = {{fd, POLLIN, 0}, {stop, POLLIN, 0}};
        const int count = ::poll(ready, 2, milliseconds);
        if (count < 0 && errno == EINTR)
            continue; // only handlers that last; a little longer is no harm
        if (count <= 0 || ready[1].revents)
            return -1;
        const ssize_t got = ::recv(fd, buffer, size, MSG_DONTWAIT);
        if (got >= 0)
            return got;
        if (errno != EINTR && errno != EAGAIN)
            return 0;
    }
}

} // namespace furrow::debug::dumpsocket
