// SPDX-License-Identifier: MIT
#pragma once

#include "entryrequest.h"

#include <furrow/detail/taskstate.h>

#include <QSocketNotifier>

#include <utility>

namespace furrow::debug {

/// An entry that waits for its grant while the event loop runs: a part of what a task awaits. Main thread.
struct QueuedEntry
{
    EntryInfo info;
    EntryRequest request;
    bool granted = false;
    bool lost = false; ///< the console, meanwhile

    QueuedEntry() = default;
    QueuedEntry(const QueuedEntry &) = delete;
    QueuedEntry &operator=(const QueuedEntry &) = delete;
    ~QueuedEntry() { dropNotifier(); }

    /// Calls `wake` once it is granted or lost.
    template<typename Wake>
    void watch(Wake wake)
    {
        request.waitsWithLoop();
        m_notifier = new QSocketNotifier(request.fd(), QSocketNotifier::Read);
        QObject::connect(m_notifier, &QSocketNotifier::activated, m_notifier, [this, wake = std::move(wake)]() mutable {
            dropNotifier();
            if (request.askedAnew())
                return watch(wake);
            granted = request.waitForGrant();
            lost = !granted;
            wake();
            furrow::detail::runScheduled();
        });
    }
    void withdraw() noexcept
    {
        dropNotifier();
        request.withdraw();
    }

private:
    void dropNotifier() noexcept
    {
        if (m_notifier) {
            // It may be the one that calls.
            m_notifier->setEnabled(false);
            std::exchange(m_notifier, nullptr)->deleteLater();
        }
    }
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace furrow::debug
