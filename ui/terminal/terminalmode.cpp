// SPDX-License-Identifier: MIT
#include "terminalmode.h"

#include <csignal>
#include <cstring>
#include <unistd.h>

namespace furrow::ui {
namespace {

bool isSame(const termios &one, const termios &other)
{
    return one.c_iflag == other.c_iflag && one.c_oflag == other.c_oflag && one.c_cflag == other.c_cflag && one.c_lflag == other.c_lflag &&
           std::memcmp(one.c_cc, other.c_cc, sizeof one.c_cc) == 0;
}

} // namespace

TerminalMode::TerminalMode(int terminal) : m_terminal(terminal), m_known(tcgetattr(terminal, &m_found) == 0) {}

bool TerminalMode::read(termios *now) const
{
    // Also where there is no job control, as on a terminal that is not our session's.
    const pid_t foreground = tcgetpgrp(m_terminal);
    return m_known && (foreground < 0 || foreground == getpgrp()) && tcgetattr(m_terminal, now) == 0;
}

void TerminalMode::set(const termios &settings) const
{
    tcsetattr(m_terminal, TCSADRAIN, &settings);
}

void TerminalMode::take()
{
    termios now;
    if (m_taken || !read(&now))
        return;
    constexpr tcflag_t input = ICANON | ECHO | ISIG, output = OPOST | ONLCR;
    if ((now.c_lflag & input) == (m_found.c_lflag & input) && (now.c_oflag & output) == (m_found.c_oflag & output))
        return;
    m_programs = now;
    m_taken = true;
    set(m_found);
}

void TerminalMode::giveBack()
{
    termios now;
    if (!m_taken)
        return;
    m_taken = false;
    if (!read(&now))
        return;
    set(m_programs);
    ::kill(0, SIGWINCH);
}

void TerminalMode::restore()
{
    m_taken = false;
    if (termios now; read(&now) && !isSame(now, m_found))
        set(m_found);
}

} // namespace furrow::ui
