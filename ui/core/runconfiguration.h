// SPDX-License-Identifier: MIT
#pragma once

#include "environmentchanges.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUuid>

#include <expected>
#include <optional>

namespace furrow::ui {

/// How a program is started: what a person types to say so. Plain value.
struct RunConfiguration
{
    QUuid id;              ///< null until the store knows it
    QString name;          ///< empty: nobody has named it, and it is kept among the recent ones only
    QString program;       ///< a path (`~/` too), or a name that PATH or the working folder has
    QString arguments;     ///< split as a shell does
    QString environment;   ///< as readEnvironmentChanges() takes it
    QString workingFolder; ///< empty: that of this console
    QString logLevel;      ///< FURROW_LOG_LEVEL, one of logLevels(); empty: the program's own
    bool taskDump = false; ///< FURROW_TASK_DUMP: SIGUSR1 dumps the tasks of every actor
    bool pinned = false;
    QDateTime lastUsed;    ///< UTC

    enum class Field { Name, Program, Arguments, Environment, WorkingFolder };
    struct Problem
    {
        Field field;
        QString sentence;
    };

    /// That of a command line, whose words the shell has split already.
    static RunConfiguration of(const QString &program, const QStringList &arguments, const QString &workingFolder);
    /// From the least to the most.
    static QStringList logLevels();

    /// The name, or else that of the program's file.
    QString title() const;
    /// Program and arguments as in a shell.
    QString commandLine() const;
    /// Both start the same program in the same way, whatever they are called.
    bool startsLike(const RunConfiguration &other) const;
    /// It stays however many others are started.
    bool isKept() const { return pinned || !name.isEmpty(); }

    /// Empty when the arguments cannot be split: see problems().
    QStringList argumentList() const;
    /// With the debug options. Empty when the text cannot be read: see problems().
    EnvironmentChanges environmentChanges() const;

    /// Why it cannot be started, one sentence a field. Any thread; it looks at the disk, which can take its time.
    QList<Problem> problems() const;
    /// The same whatever folder the next console stands in, so with absolute paths; a program that PATH finds keeps its name. Looks at
    /// the disk, too.
    RunConfiguration anchored() const;

    QJsonObject toJson() const;
    /// None: it is damaged.
    static std::optional<RunConfiguration> fromJson(const QJsonObject &object);

    bool operator==(const RunConfiguration &) const = default;
};

} // namespace furrow::ui
