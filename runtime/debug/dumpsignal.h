// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace furrow::debug::dumpsignal {

/// SIGUSR1 writes to this eventfd from now on. A handler that is there is called after ours. False with errno.
bool install(int eventFd);
/// Puts the former disposition back, unless somebody else's handler came after ours.
void remove();
/// Our handler is the one in place.
bool isInstalled();

/// The addresses on the main thread's stack, innermost first, which the thread itself collects in its signal handler. Blocks until it
/// has, at most so long; empty when it does not (it blocks the signal), or another handler has come. Any thread but the main one.
std::vector<std::uintptr_t> mainThreadStack(int milliseconds);

} // namespace furrow::debug::dumpsignal
