// SPDX-License-Identifier: MIT
#include "cancelladder.h"

#include <csignal>

using namespace Qt::StringLiterals;

namespace furrow::ui {

void CancelLadder::press(const QString &reason)
{
    if (m_presses == 0 && m_means.cancel(reason)) {
        ++m_presses;
        return m_means.say(u"%1: the root is asked to cancel the tree; once more sends it SIGTERM"_s.arg(reason));
    }
    // A root that does not listen gets the signal at once.
    if (m_presses == 0)
        ++m_presses;
    const bool term = m_presses++ == 1;
    if (!m_means.kill(term ? SIGTERM : SIGKILL))
        return m_means.say(u"%1: there is no program to cancel"_s.arg(reason));
    m_means.say(term ? u"%1: the root was sent SIGTERM; once more sends SIGKILL"_s.arg(reason)
                     : u"%1: the root was sent SIGKILL"_s.arg(reason));
}

} // namespace furrow::ui
