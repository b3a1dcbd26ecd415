// SPDX-License-Identifier: MIT
#pragma once

#include <termios.h>

namespace furrow::ui {

/// The terminal's settings as they were found, and those of a program that has made the terminal its own meanwhile: raw, without
/// echo, with lines that do not return the carriage. Nothing is done in the background, where the settings are the shell's.
class TerminalMode
{
public:
    explicit TerminalMode(int terminal);
    /// False: it was no terminal.
    bool isKnown() const { return m_known; }
    bool echoes() const { return m_known && (m_found.c_lflag & ECHO); }

    /// For a prompt: as found, until `giveBack`.
    void take();
    /// The program's own again, if it had any; a SIGWINCH tells it (our process group) to draw anew.
    void giveBack();
    /// The end: as found.
    void restore();

private:
    /// Those of now, if they are ours to change.
    bool read(termios *now) const;
    void set(const termios &settings) const;

    int m_terminal;
    termios m_found = {};
    termios m_programs = {};
    bool m_known;
    bool m_taken = false;
};

} // namespace furrow::ui
