// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace furrow::app {

/// What the user asked for. Plain value.
struct CommandLine
{
    bool headless = false;
    QString program;               ///< empty: none; the window offers some then
    QStringList arguments;         ///< of the program's; never looked into
    qint64 attachRoot = 0;         ///< pid of a root that started this console for its own terminal, or 0
    QString socketPath;            ///< where that root expects it to listen
    int readyFd = -1;              ///< closed after one byte once it listens
};

/// Reads the arguments. What is wrong, or `--help` and `--version`, is answered here: then the exit status is returned.
/// `desktop`: there will be a window, which needs no program.
/// Needs a QCoreApplication.
struct Parsed
{
    CommandLine command;
    std::optional<int> exitStatus;
};
Parsed parseCommandLine(const QStringList &arguments, bool desktop);

/// Whether the desktop face is wanted and possible; asked before there is any application object.
bool wantsDesktop(int argc, char **argv);

} // namespace furrow::app
