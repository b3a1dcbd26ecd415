// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace furrow::ui {

/// Writes to a descriptor that may be slow, shared, or gone. Blocks while the reader is slow (so that it holds back
/// whoever produces the output), but never once `ending` is readable; never raises SIGPIPE by itself.
class TerminalOutput
{
public:
    TerminalOutput(int descriptor, int ending) : m_descriptor(descriptor), m_ending(ending) {}

    /// False once nobody can read any more.
    bool write(const QByteArray &bytes);
    bool isGone() const { return m_gone; }
    int descriptor() const { return m_descriptor; }
    bool isSamePlaceAs(const TerminalOutput &other) const;

private:
    int m_descriptor;
    int m_ending;
    bool m_gone = false;
};

} // namespace furrow::ui
