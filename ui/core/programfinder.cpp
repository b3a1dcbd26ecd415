// SPDX-License-Identifier: MIT
#include "programfinder.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace furrow::ui {
namespace {

QString inPath(const QString &program, const std::optional<QString> &searchPath)
{
    if (!searchPath)
        return QStandardPaths::findExecutable(program);
    const QStringList folders = searchPath->split(u':', Qt::SkipEmptyParts);
    return folders.isEmpty() ? QString() : QStandardPaths::findExecutable(program, folders); // no folder would mean our PATH
}

} // namespace

FoundProgram findProgram(const QString &program, const QString &folder, const std::optional<QString> &searchPath)
{
    using Lack = FoundProgram::Lack;
    if (program.isEmpty())
        return {{}, Lack::Unnamed};
    const QFileInfo info(QDir(folder), program);
    if (!program.contains(u'/')) {
        const QString found = inPath(program, searchPath);
        if (!found.isEmpty())
            return {found, Lack::None};
        if (info.isFile() && info.isExecutable())
            return {info.absoluteFilePath(), Lack::InFolderOnly};
        return {{}, Lack::NotInPath};
    }
    if (!info.exists())
        return {{}, Lack::Missing};
    if (!info.isFile())
        return {{}, Lack::NoFile};
    if (!info.isExecutable())
        return {{}, Lack::NotExecutable};
    return {info.absoluteFilePath(), Lack::None};
}

} // namespace furrow::ui
