// SPDX-License-Identifier: MIT
#pragma once

#include "transcript.h"

#include <QDateTime>
#include <QHash>
#include <QStringList>

namespace furrow::ui {

/// Cuts the lines around the user's out of a source file, numbered and highlighted. Files stay read until they change.
/// GUI thread only.
class SourceView
{
public:
    /// A Source block with `->` at `line`; `context` lines before and after it. `headline` stands above if it is not empty.
    TranscriptBlock around(const QString &file, int line, int context = 5, const QString &headline = {});
    /// The same, of the lines `first` to `last`.
    TranscriptBlock lines(const QString &file, int line, int first, int last, const QString &headline = {});
    /// The lines `first` to `last` as they are in the file, as far as there are any.
    QStringList text(const QString &file, int first, int last);

private:
    struct File
    {
        QDateTime changed;
        qint64 size = -1;
        QStringList lines;
    };
    const File *read(const QString &path);

    QHash<QString, File> m_files;
};

} // namespace furrow::ui
