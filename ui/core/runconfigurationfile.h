// SPDX-License-Identifier: MIT
#pragma once

#include "runconfiguration.h"

#include <chrono>
#include <functional>

namespace furrow::ui {

/// The run configurations in a file that only its owner can read. Several consoles may change it at once: each change is made to what the
/// file holds at that moment, under a lock, and the file is replaced as a whole.
/// A damaged file is set aside under another name, and what is sound in it is kept.
/// Any thread; every call waits for the disk, and `change` for whoever else changes it.
class RunConfigurationFile
{
public:
    static constexpr qsizetype mostRecent = 20; ///< of those that are not kept for their name or pin
    static constexpr qint64 largest = 4 * 1024 * 1024;

    /// `furrow/runs.json` where programs have their settings, by default under ~/.config.
    static QString defaultPath();

    explicit RunConfigurationFile(QString path, std::chrono::milliseconds patience = std::chrono::seconds(3));

    struct Outcome
    {
        std::optional<QList<RunConfiguration>> list; ///< what the file holds now, the last used first; none: it could not be read or written
        QString problem;                             ///< one sentence, or empty
    };
    Outcome read();
    Outcome change(const std::function<void(QList<RunConfiguration> &list)> &how);

    /// The last used first, and no more of them than are kept.
    static void order(QList<RunConfiguration> &list);

private:
    QString m_path;
    std::chrono::milliseconds m_patience;
};

} // namespace furrow::ui
