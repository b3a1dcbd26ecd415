// SPDX-License-Identifier: MIT
#include "debugchannel.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace furrow::debug {

DebugChannel &DebugChannel::operator=(DebugChannel &&other) noexcept
{
    if (this != &other) {
        close();
        m_fd = other.m_fd;
        other.m_fd = -1;
    }
    return *this;
}

bool DebugChannel::open(const char *path) noexcept
{
    close();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::size_t length = std::strlen(path);
    if (length == 0 || length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    std::memcpy(address.sun_path, path, length + 1);
    const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    int result;
    do {
        result = ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address);
    } while (result < 0 && errno == EINTR);
    if (result < 0) {
        const int reason = errno;
        ::close(fd);
        errno = reason;
        return false;
    }
    m_fd = fd;
    return true;
}

bool DebugChannel::send(const char *packet, std::size_t length) noexcept
{
    ssize_t sent;
    do {
        sent = ::send(m_fd, packet, length, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == ssize_t(length);
}

ssize_t DebugChannel::receive(char *buffer, std::size_t size) noexcept
{
    ssize_t got;
    do {
        got = ::recv(m_fd, buffer, size - 1, 0);
    } while (got < 0 && errno == EINTR);
    buffer[got > 0 ? got : 0] = '\0';
    return got;
}

void DebugChannel::close() noexcept
{
    if (m_fd >= 0) {
        ::close(m_fd); // never retried: on Linux the descriptor is gone even after EINTR
        m_fd = -1;
    }
}

PacketWriter::PacketWriter(char *buffer, std::size_t size) noexcept : m_buffer(buffer), m_size(size)
{
    put('{');
}

void PacketWriter::put(char c) noexcept
{
    if (m_used + 1 < m_size)
        m_buffer[m_used++] = c;
    else
        m_overflow = true;
}

void PacketWriter::put(const char *text) noexcept
{
    while (*text)
        put(*text++);
}

void PacketWriter::key(const char *name) noexcept
{
    if (m_used > 0 && m_buffer[m_used - 1] != '{')
        put(',');
    put('"');
    put(name);
    put("\":");
}

PacketWriter &PacketWriter::text(const char *name, const char *value) noexcept
{
    static constexpr char hex[] = "0123456789abcdef";
    key(name);
    put('"');
    for (; *value; ++value) {
        const auto c = static_cast<unsigned char>(*value);
        if (c == '"' || c == '\\') {
            put('\\');
            put(char(c));
        } else if (c < 0x20) {
            put("\\u00");
            put(hex[c >> 4]);
            put(hex[c & 15]);
        } else {
            put(char(c));
        }
    }
    put('"');
    return *this;
}

PacketWriter &PacketWriter::number(const char *name, long long value) noexcept
{
    key(name);
    char digits[24];
    int n = 0;
    auto rest = value < 0 ? 0ULL - static_cast<unsigned long long>(value) : static_cast<unsigned long long>(value);
    do {
        digits[n++] = char('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        put('-');
    while (n)
        put(digits[--n]);
    return *this;
}

PacketWriter &PacketWriter::boolean(const char *name, bool value) noexcept
{
    return raw(name, value ? "true" : "false");
}

PacketWriter &PacketWriter::null(const char *name) noexcept
{
    return raw(name, "null");
}

PacketWriter &PacketWriter::raw(const char *name, const char *value) noexcept
{
    key(name);
    put(value);
    return *this;
}

PacketWriter &PacketWriter::open(const char *name) noexcept
{
    key(name);
    put('{');
    return *this;
}

PacketWriter &PacketWriter::close() noexcept
{
    put('}');
    return *this;
}

PacketWriter &PacketWriter::list(const char *name, const char *element) noexcept
{
    key(name);
    put('[');
    put(element);
    put(']');
    return *this;
}

std::size_t PacketWriter::finish() noexcept
{
    put('}');
    if (m_overflow)
        return 0;
    m_buffer[m_used] = '\0';
    return m_used;
}

} // namespace furrow::debug
