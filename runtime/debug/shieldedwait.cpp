// SPDX-License-Identifier: MIT
#include "shieldedwait.h"

#include <furrow/debuggerquit.h>

#include <QSocketNotifier>

#include <utility>

namespace furrow::debug {

bool ShieldedReadable::begin()
{
    m_notifier = new QSocketNotifier(m_fd, QSocketNotifier::Read);
    QObject::connect(m_notifier, &QSocketNotifier::activated, m_notifier, [this] {
        withdraw();
        wake();
        furrow::detail::runScheduled();
    });
    return true;
}

void ShieldedReadable::withdraw() noexcept
{
    m_notifier->setEnabled(false);
    std::exchange(m_notifier, nullptr)->deleteLater();
}

Task<> shieldedReadable(int fd)
{
    bool quit = false;
    for (;;) {
        try {
            co_await ShieldedReadable(fd);
            break;
        } catch (const DebuggerQuit &) {
            quit = true;
        }
    }
    if (quit)
        furrow::detail::askToQuit(furrow::detail::currentTask());
}

} // namespace furrow::debug
