// SPDX-License-Identifier: MIT
#pragma once

#include <termios.h>

namespace furrow::debug {

/// The settings of a terminal, to be put back after a console that was killed in the middle of a line.
class TerminalSettings
{
public:
    /// Of the first of these descriptors that is a terminal.
    void save(const int *fds, int count);
    void restore() const;
    void forget();
    ~TerminalSettings() { forget(); }
    TerminalSettings() = default;
    TerminalSettings(const TerminalSettings &) = delete;
    TerminalSettings &operator=(const TerminalSettings &) = delete;

private:
    int m_fd = -1;
    termios m_settings{};
};

} // namespace furrow::debug
