// SPDX-License-Identifier: MIT
#pragma once

#include <QProcessEnvironment>
#include <QSet>
#include <QString>
#include <QTemporaryDir>

#include <optional>

#include <sys/types.h>

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

    /// A process of this run that lives: "root", "console", "gdb", "copy", or an actor by its name. 0: there is none (yet).
    pid_t pidOf(const QString &who) const;
    /// Those of this run whose command line holds this, as `pkill -f` finds them, the oldest number first.
    QList<pid_t> pids(const QString &pattern) const;
    /// From now on what comes to this process from others that the script has killed is reaped, as init does; `except`: the face's own.
    void adopt(pid_t except);
    /// The same for a root that dies by itself, of what it leaves behind, as soon as that has come; and of programs by these names.
    void adoptOrphans(pid_t except, const QByteArrayList &names = {});
    /// No process of this run lives, but those named (by their command), and what was adopted is reaped.
    bool adoptedAreReaped(const QStringList &except = {});
    bool allGone(const QStringList &except = {});

private:
    struct Process
    {
        pid_t pid = 0;
        QByteArray name;        ///< of its main thread
        QByteArray program;     ///< what it runs, without the folder
        QByteArray actor;       ///< empty: no actor below the root
    };
    QList<Process> processes() const;
    void reapAdopted();

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QByteArray m_mark;
    QSet<pid_t> m_adopted;
    std::optional<pid_t> m_orphansBut;
    QByteArrayList m_orphans;
};

} // namespace acceptance
