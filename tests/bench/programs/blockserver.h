// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/// The program's end of a figure that is measured block by block: the benchmark names a block and a number, the program does that much and
/// answers with what it measured. So two programs live side by side and take turns, and whatever else the machine does meets both.
class BlockServer
{
public:
    /// `name` of a SOCK_SEQPACKET socket in the abstract namespace.
    explicit BlockServer(const char *name) : m_socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::size_t length = std::strlen(name);
        if (length + 1 < sizeof address.sun_path)
            std::memcpy(address.sun_path + 1, name, length);
        if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), socklen_t(offsetof(sockaddr_un, sun_path) + 1 + length)) < 0) {
            std::perror("the benchmark is not there");
            std::exit(1);
        }
    }
    ~BlockServer() { ::close(m_socket); }
    BlockServer(const BlockServer &) = delete;

    /// Waits for the next block; false when there is none any more.
    bool next()
    {
        char text[64];
        const ssize_t got = ::recv(m_socket, text, sizeof text - 1, 0);
        if (got <= 0)
            return false;
        text[got] = '\0';
        const char *blank = std::strchr(text, ' ');
        block.assign(text, blank ? std::size_t(blank - text) : std::size_t(got));
        number = blank ? std::atoi(blank) : 0;
        return true;
    }
    void answer(double value)
    {
        char text[64];
        const int length = std::snprintf(text, sizeof text, "%.6f", value);
        if (::send(m_socket, text, std::size_t(length), MSG_NOSIGNAL) < 0)
            std::exit(1);
    }

    std::string block;
    int number = 0;

private:
    int m_socket;
};

/// Microseconds of a steady clock.
inline double microseconds()
{
    timespec time;
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return double(time.tv_sec) * 1e6 + double(time.tv_nsec) / 1e3;
}
