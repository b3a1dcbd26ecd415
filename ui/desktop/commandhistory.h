// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace furrow::ui {

/// What was typed at the prompt, newest last, kept in a file of one line each that only its owner can read. The same file as
/// the terminal face's, so that both remember the same.
/// Thread: any, one at a time. Errors: a file that cannot be read or written is an empty history, silently.
class CommandHistory
{
public:
    /// `file`: empty for the user's own.
    explicit CommandHistory(const QString &file = {});

    static QString defaultFile();
    void add(const QString &line);
    /// One step back or forward from where the last steps led; `draft` is what stands in the line before the first step.
    QString older(const QString &draft);
    QString newer();
    void leave() { m_at = -1; } ///< the next step starts at the newest again
    const QStringList &lines() const { return m_lines; }

private:
    QString m_file;
    QStringList m_lines;
    QString m_draft;
    qsizetype m_at = -1; ///< -1: not in the history
};

} // namespace furrow::ui
