// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>
#include <QUuid>

namespace furrow::ui {

/// A stretch of a line that leads somewhere: to a line of source, or to an actor.
struct Link
{
    qsizetype start = 0;
    qsizetype length = 0;
    QString file;  ///< as it is written, absolute or relative; empty: it leads to an actor
    int line = 0;
    QUuid actor;

    bool isSource() const { return !file.isEmpty(); }
    friend bool operator==(const Link &, const Link &) = default;
};

/// The links in one line of text, in order: `FILE:LINE`, `FILE:LINE:COLUMN` and `FILE(LINE)` of source files, as compilers and
/// traces write them, and the names in `('NAME', 'UUID')`. Takes time by the length of the text alone. Thread: any.
QList<Link> findLinks(QStringView text);

} // namespace furrow::ui
