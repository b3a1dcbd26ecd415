// SPDX-License-Identifier: MIT
#pragma once

#include "environmentchanges.h"

#include <QString>
#include <QStringList>

namespace furrow::ui {

/// Starts the user's program as root of a tree: in our process group, standard input /dev/null, standard output and error pipes
/// that we read and whose spare reading ends it holds for the day we are gone.
struct ProgramRunner
{
    QString program;
    QStringList arguments;
    QString workingFolder;
    EnvironmentChanges environment;

    struct Started
    {
        qint64 pid = 0;     ///< 0: it could not be started
        int outputFd = -1;  ///< reading ends; the caller owns them
        int errorFd = -1;
        QString error;      ///< one sentence
    };
    Started start() const;
};

} // namespace furrow::ui
