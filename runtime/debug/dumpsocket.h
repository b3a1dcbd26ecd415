// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <sys/types.h>

/// The sockets of task dumps (protocol.h): abstract names by process id, so that nothing can be left behind. System calls only; every
/// function is safe in any thread, retries on EINTR and raises no SIGPIPE.
namespace furrow::debug::dumpsocket {

/// Of this process; nonblocking. -1 with errno.
int listenHere() noexcept;
/// To that process, which must be the one that listens, and of the same user (or we are root). -1 with errno: ECONNREFUSED when it
/// has no task dumps, EPERM when somebody else took its name.
int connectTo(pid_t pid) noexcept;
/// The next one that waits, of the same user or root; -1 when none does.
int acceptOne(int listening) noexcept;
bool send(int fd, std::string_view packet) noexcept;
/// One packet; 0: the other side has closed, -1: `stop` (a descriptor, or -1) turned readable, or the time (-1: none) is over.
ssize_t receive(int fd, char *buffer, std::size_t size, int milliseconds, int stop = -1) noexcept;

} // namespace furrow::debug::dumpsocket
