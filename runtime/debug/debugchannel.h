// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <sys/types.h>

namespace furrow::debug {

/// One dialogue with the console: a SOCK_SEQPACKET connection of its own. Every member is async-signal-safe, retries on EINTR,
/// never raises SIGPIPE and never throws; so it serves tasks, plain threads, signal handlers and frozen copies alike.
///
/// \code
/// DebugChannel channel;
/// if (channel.open(path) && channel.send(packet, length)) {
///     char word[256];
///     ssize_t n = channel.receive(word, sizeof word); // 0 or less: the console is gone
/// }
/// \endcode
/// Not shared between threads while in use.
class DebugChannel
{
public:
    DebugChannel() = default;
    DebugChannel(DebugChannel &&other) noexcept : m_fd(other.m_fd) { other.m_fd = -1; }
    DebugChannel &operator=(DebugChannel &&other) noexcept;
    ~DebugChannel() { close(); }

    /// Connects to the console's socket. False with errno when it is gone, or when the path is too long for a socket.
    bool open(const char *path) noexcept;
    bool isOpen() const noexcept { return m_fd >= 0; }
    int fd() const noexcept { return m_fd; }
    /// Sends one packet. False: the console is gone.
    bool send(const char *packet, std::size_t length) noexcept;
    /// Waits for one packet and ends it with a NUL (cut to `size - 1` bytes). 0 or less: the console closed or is gone.
    ssize_t receive(char *buffer, std::size_t size) noexcept;
    void close() noexcept;

private:
    int m_fd = -1;
};

/// Writes one JSON object into a buffer of the caller's, in a signal handler too. A packet that does not fit is marked.
class PacketWriter
{
public:
    PacketWriter(char *buffer, std::size_t size) noexcept;
    PacketWriter &text(const char *key, const char *value) noexcept;
    PacketWriter &number(const char *key, long long value) noexcept;
    PacketWriter &boolean(const char *key, bool value) noexcept;
    PacketWriter &null(const char *key) noexcept;
    /// `value` is JSON already.
    PacketWriter &raw(const char *key, const char *value) noexcept;
    /// An object within this one, whose members follow until `close`.
    PacketWriter &open(const char *key) noexcept;
    PacketWriter &close() noexcept;
    /// A list of one element, which is JSON already.
    PacketWriter &list(const char *key, const char *element) noexcept;
    /// Closes the object; its length in bytes, or 0 when it did not fit.
    std::size_t finish() noexcept;

private:
    void key(const char *name) noexcept;
    void put(char c) noexcept;
    void put(const char *text) noexcept;

    char *m_buffer;
    std::size_t m_size;
    std::size_t m_used = 0;
    bool m_overflow = false;
};

} // namespace furrow::debug
