// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <optional>

namespace furrow::ui {

/// Where a program was found, or why it was not. Plain value.
struct FoundProgram
{
    enum class Lack {
        None,
        Unnamed,      ///< no name was given
        NotInPath,    ///< a name without a slash that no folder of PATH has
        InFolderOnly, ///< such a name that the working folder alone has
        Missing,
        NoFile,       ///< a folder, or what else is not executed
        NotExecutable,
    };
    QString path; ///< absolute; empty if it lacks something, but for InFolderOnly
    Lack lack = Lack::None;
};

/// Looks a program up as a shell does that stands in `folder` (empty: ours). `searchPath` instead of our PATH.
/// Any thread; it looks at the disk, which can take its time.
FoundProgram findProgram(const QString &program, const QString &folder, const std::optional<QString> &searchPath = std::nullopt);

} // namespace furrow::ui
