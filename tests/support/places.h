// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QString>

/// Where the build folder has what a test starts, told from where the test itself lies: a copied build folder tests itself.
namespace places {

/// `path` is relative to the build folder; the test lies in tests/ROOM/ of it.
inline QString inBuild(const QString &path)
{
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../../") + path);
}
inline QString furrow()
{
    return inBuild(QStringLiteral("app/furrow"));
}
inline QString example(const QString &name)
{
    return inBuild(QStringLiteral("examples/") + name);
}

} // namespace places
