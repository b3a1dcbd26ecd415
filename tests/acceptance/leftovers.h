// SPDX-License-Identifier: MIT
#pragma once

#include <QProcessEnvironment>
#include <QString>
#include <QTemporaryDir>

namespace acceptance {

/// Finds what a run has left behind: processes (told by a mark in their environment), zombies (this process adopts orphans),
/// and files in the folders that it was given for temporary and runtime files.
class Leftovers
{
public:
    Leftovers();
    /// What to start the run with.
    QProcessEnvironment environment() const { return m_environment; }
    /// One sentence for each, empty when nothing was left. Kills what it finds.
    QString find();

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QByteArray m_mark;
};

} // namespace acceptance
