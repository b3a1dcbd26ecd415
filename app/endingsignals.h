// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <functional>
#include <memory>

class QSocketNotifier;

namespace furrow::app {

/// Brings SIGTERM, and SIGHUP unless it is ignored, into the event loop, for the window's face; the terminal's has more to watch. The
/// former dispositions come back with the end of this. One in a process.
class EndingSignals
{
public:
    explicit EndingSignals(std::function<void(const QString &name)> received);
    ~EndingSignals();
    EndingSignals(const EndingSignals &) = delete;
    EndingSignals &operator=(const EndingSignals &) = delete;

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace furrow::app
