// SPDX-License-Identifier: MIT
#include "runconfiguration.h"

#include "programfinder.h"

#include <KShell>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(furrow::ui::RunConfiguration)
};

std::expected<QStringList, QString> split(const QString &arguments)
{
    // A word before them, since the first of a shell's may be an assignment.
    KShell::Errors error = KShell::NoError;
    QStringList words = KShell::splitArgs(u"program "_s + arguments, KShell::TildeExpand | KShell::AbortOnMeta, &error);
    if (error == KShell::BadQuoting)
        return std::unexpected(Words::tr("A quote in the arguments is not closed, or a backslash ends them."));
    if (error == KShell::FoundMeta)
        return std::unexpected(Words::tr("No shell reads the arguments: put | & ; < > ( ) { } [ ] $ ` * ? # between single quotes."));
    words.removeFirst();
    return words;
}

std::optional<QString> searchPath(const EnvironmentChanges &changes)
{
    const auto path = changes.constFind(u"PATH"_s);
    return path == changes.cend() ? std::nullopt : std::optional(path->value_or(QString()));
}

QString folderOf(const RunConfiguration &configuration)
{
    return configuration.workingFolder.isEmpty() ? QDir::currentPath()
                                                 : QDir::cleanPath(QDir().absoluteFilePath(KShell::tildeExpand(configuration.workingFolder)));
}

std::optional<QString> programProblem(const RunConfiguration &configuration)
{
    using Lack = FoundProgram::Lack;
    const QString &program = configuration.program;
    switch (findProgram(KShell::tildeExpand(program), folderOf(configuration), searchPath(configuration.environmentChanges())).lack) {
    case Lack::None:
    case Lack::InFolderOnly:
        return std::nullopt;
    case Lack::Unnamed:
        return Words::tr("Name the program to start.");
    case Lack::NotInPath:
        return Words::tr("There is no program “%1”, neither in PATH nor in the working folder.").arg(program);
    case Lack::Missing:
        return Words::tr("There is no file “%1”.").arg(program);
    case Lack::NoFile:
        return Words::tr("“%1” is a folder: name an executable in it.").arg(program);
    case Lack::NotExecutable:
        return Words::tr("“%1” is not executable: build it, or give it the right with chmod +x.").arg(program);
    }
    return std::nullopt;
}

std::optional<QString> folderProblem(const RunConfiguration &configuration)
{
    const QFileInfo folder(folderOf(configuration));
    if (!folder.exists())
        return Words::tr("There is no folder “%1”.").arg(folder.filePath());
    if (!folder.isDir())
        return Words::tr("“%1” is no folder.").arg(folder.filePath());
    if (!folder.isExecutable())
        return Words::tr("The folder “%1” may not be entered.").arg(folder.filePath());
    return std::nullopt;
}

} // namespace

RunConfiguration RunConfiguration::of(const QString &program, const QStringList &arguments, const QString &workingFolder)
{
    RunConfiguration configuration;
    configuration.program = program;
    configuration.arguments = KShell::joinArgs(arguments);
    configuration.workingFolder = workingFolder;
    return configuration;
}

QStringList RunConfiguration::logLevels()
{
    return {u"error"_s, u"warning"_s, u"cancel"_s, u"info"_s, u"console"_s, u"runtime"_s, u"debug"_s, u"trace"_s};
}

QString RunConfiguration::title() const
{
    return name.isEmpty() ? QFileInfo(program).fileName() : name;
}

QString RunConfiguration::commandLine() const
{
    const QString quoted = program.startsWith(u"~/"_s) ? program : KShell::quoteArg(program);
    return arguments.isEmpty() ? quoted : quoted + u' ' + arguments;
}

bool RunConfiguration::startsLike(const RunConfiguration &other) const
{
    return program == other.program && arguments == other.arguments && environment == other.environment
           && workingFolder == other.workingFolder && logLevel == other.logLevel && taskDump == other.taskDump;
}

QStringList RunConfiguration::argumentList() const
{
    return split(arguments).value_or(QStringList());
}

EnvironmentChanges RunConfiguration::environmentChanges() const
{
    EnvironmentChanges changes = readEnvironmentChanges(environment).value_or(EnvironmentChanges());
    if (!logLevel.isEmpty())
        changes[u"FURROW_LOG_LEVEL"_s] = logLevel;
    if (taskDump)
        changes[u"FURROW_TASK_DUMP"_s] = u"1"_s;
    return changes;
}

QList<RunConfiguration::Problem> RunConfiguration::problems() const
{
    QList<Problem> result;
    if (const auto sentence = programProblem(*this))
        result.append({Field::Program, *sentence});
    if (const auto words = split(arguments); !words)
        result.append({Field::Arguments, words.error()});
    if (const auto changes = readEnvironmentChanges(environment); !changes)
        result.append({Field::Environment, changes.error()});
    if (const auto sentence = folderProblem(*this))
        result.append({Field::WorkingFolder, *sentence});
    return result;
}

RunConfiguration RunConfiguration::anchored() const
{
    RunConfiguration result = *this;
    result.arguments = arguments.trimmed();
    result.workingFolder = folderOf(*this);
    const auto [path, lack] = findProgram(KShell::tildeExpand(program), result.workingFolder, searchPath(environmentChanges()));
    if (lack == FoundProgram::Lack::InFolderOnly || (lack == FoundProgram::Lack::None && program.contains(u'/')))
        result.program = QDir::cleanPath(path);
    return result;
}

QJsonObject RunConfiguration::toJson() const
{
    QJsonObject object{{"id"_L1, id.toString(QUuid::WithoutBraces)}, {"program"_L1, program}};
    const auto add = [&object](QLatin1StringView key, const QString &value) {
        if (!value.isEmpty())
            object[key] = value;
    };
    add("name"_L1, name);
    add("arguments"_L1, arguments);
    add("environment"_L1, environment);
    add("workingFolder"_L1, workingFolder);
    add("logLevel"_L1, logLevel);
    add("lastUsed"_L1, lastUsed.toUTC().toString(Qt::ISODateWithMs));
    if (taskDump)
        object["taskDump"_L1] = true;
    if (pinned)
        object["pinned"_L1] = true;
    return object;
}

std::optional<RunConfiguration> RunConfiguration::fromJson(const QJsonObject &object)
{
    bool sound = true;
    const auto text = [&](QLatin1StringView key) {
        const QJsonValue value = object[key];
        sound = sound && (value.isString() || value.isUndefined()) && !value.toString().contains(QChar(u'\0'));
        return value.toString();
    };
    const auto flag = [&](QLatin1StringView key) {
        const QJsonValue value = object[key];
        sound = sound && (value.isBool() || value.isUndefined());
        return value.toBool();
    };
    RunConfiguration result;
    result.id = QUuid::fromString(text("id"_L1));
    result.name = text("name"_L1);
    result.program = text("program"_L1);
    result.arguments = text("arguments"_L1);
    result.environment = text("environment"_L1);
    result.workingFolder = text("workingFolder"_L1);
    result.logLevel = text("logLevel"_L1);
    result.lastUsed = QDateTime::fromString(text("lastUsed"_L1), Qt::ISODateWithMs).toUTC();
    result.taskDump = flag("taskDump"_L1);
    result.pinned = flag("pinned"_L1);
    sound = sound && !result.id.isNull() && !result.program.isEmpty() && result.lastUsed.isValid();
    sound = sound && (result.logLevel.isEmpty() || logLevels().contains(result.logLevel));
    return sound ? std::optional(result) : std::nullopt;
}

} // namespace furrow::ui
