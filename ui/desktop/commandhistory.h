// SPDX-License-Identifier: MIT
#pragma once

#include "../core/historyfile.h"

#include <QString>
#include <QStringList>

namespace furrow::ui {

/// What was typed at the prompt, newest last, and where the arrow keys stand in it.
/// Thread: any, one at a time. Errors: a file that cannot be read or written is an empty history, silently.
class CommandHistory
{
public:
    /// `file`: empty for the user's own.
    explicit CommandHistory(const QString &file = {});

    void add(const QString &line);
    /// One step back or forward from where the last steps led; `draft` is what stands in the line before the first step.
    QString older(const QString &draft);
    QString newer();
    void leave() { m_at = -1; } ///< the next step starts at the newest again
    const QStringList &lines() const { return m_lines; }

private:
    HistoryFile m_file;
    QStringList m_lines;
    QString m_draft;
    qsizetype m_at = -1; ///< -1: not in the history
};

} // namespace furrow::ui
