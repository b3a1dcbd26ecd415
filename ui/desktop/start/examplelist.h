// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

namespace furrow::ui {

/// One of the programs that come with Furrow's sources. Plain value.
struct Example
{
    QString name;
    QString program;     ///< absolute path
    QString description; ///< what it shows, in one sentence
    bool isBuilt = false;

    bool operator==(const Example &) const = default;
};

/// Those that `folder` tells of in its examples.json, which the build writes. None where there is no such file, as where Furrow is
/// installed. Any thread; it looks at the disk.
QList<Example> readExamples(const QString &folder);

} // namespace furrow::ui
