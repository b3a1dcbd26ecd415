// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace furrow::ui {

/// The lines typed at former prompts, in a file that only its owner can read; both faces remember the same.
/// Several consoles may append at once.
/// A file that is not ours, is a link, or is no plain file is neither read nor written. Nothing is thrown: a history
/// that cannot be kept is no reason to stop a debugger.
class HistoryFile
{
public:
    static constexpr qsizetype mostLines = 2000;
    static constexpr qsizetype longestLine = 16 * 1024;

    /// $XDG_STATE_HOME/furrow/history, by default under ~/.local/state.
    static QString defaultPath();

    explicit HistoryFile(QString path) : m_path(std::move(path)) {}

    /// The newest lines, oldest first; a file that grew far past the bound is cut back to it.
    QList<QByteArray> load();
    void append(const QByteArray &line);

private:
    int open(int flags);

    QString m_path;
};

} // namespace furrow::ui
