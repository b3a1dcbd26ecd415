// SPDX-License-Identifier: MIT
#include "runconfigurationfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(furrow::ui::RunConfigurationFile)
};

struct Contents
{
    QList<RunConfiguration> list;
    bool damaged = false;
    QString problem; ///< it cannot be read at all
};

Contents parse(const QByteArray &bytes)
{
    Contents contents;
    const QJsonObject document = QJsonDocument::fromJson(bytes).object();
    const QJsonValue entries = document["configurations"_L1];
    contents.damaged = !entries.isArray();
    QSet<QUuid> known;
    for (const QJsonValue &entry : entries.toArray()) {
        const auto configuration = RunConfiguration::fromJson(entry.toObject());
        if (configuration && !known.contains(configuration->id)) {
            known.insert(configuration->id);
            contents.list.append(*configuration);
        } else {
            contents.damaged = true;
        }
    }
    return contents;
}

Contents load(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return {};
    QFile file(path);
    if (!info.isFile()) // a pipe would keep us
        return {{}, false, Words::tr("The list of run configurations, %1, is no file.").arg(path)};
    if (!file.open(QIODevice::ReadOnly))
        return {{}, false, Words::tr("The list of run configurations, %1, cannot be read: %2.").arg(path, file.errorString())};
    if (file.size() > RunConfigurationFile::largest)
        return {{}, true, {}};
    return parse(file.readAll());
}

// The name under which it was set aside; empty: it could not be.
QString setAside(const QString &path)
{
    QString aside = path + u".damaged"_s;
    for (int i = 2; QFileInfo::exists(aside) || QFileInfo(aside).isSymLink(); ++i)
        aside = u"%1.%2.damaged"_s.arg(path).arg(i);
    return QFile::rename(path, aside) ? aside : QString();
}

QString write(const QString &path, const QList<RunConfiguration> &list)
{
    QJsonArray entries;
    for (const RunConfiguration &configuration : list)
        entries.append(configuration.toJson());
    QSaveFile file(path);
    // Arguments and environments hold secrets at times.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(QJsonDocument({{"version"_L1, 1}, {"configurations"_L1, entries}}).toJson()) < 0 || !file.commit())
        return Words::tr("The list of run configurations, %1, cannot be written: %2.").arg(path, file.errorString());
    return {};
}

} // namespace

QString RunConfigurationFile::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/furrow/runs.json"_s;
}

RunConfigurationFile::RunConfigurationFile(QString path, std::chrono::milliseconds patience)
    : m_path(std::move(path)), m_patience(patience)
{
}

void RunConfigurationFile::order(QList<RunConfiguration> &list)
{
    std::ranges::stable_sort(list, std::ranges::greater(), &RunConfiguration::lastUsed);
    qsizetype recent = 0;
    list.removeIf([&recent](const RunConfiguration &configuration) { return !configuration.isKept() && ++recent > mostRecent; });
}

RunConfigurationFile::Outcome RunConfigurationFile::read()
{
    Contents contents = load(m_path);
    if (!contents.problem.isEmpty())
        return {std::nullopt, contents.problem};
    if (contents.damaged)
        return change({}); // sets it aside, under the lock
    order(contents.list);
    return {contents.list, {}};
}

RunConfigurationFile::Outcome RunConfigurationFile::change(const std::function<void(QList<RunConfiguration> &)> &how)
{
    const QFileInfo info(m_path);
    if (!QFileInfo::exists(info.absolutePath()) && QDir().mkpath(QFileInfo(info.absolutePath()).absolutePath()))
        ::mkdir(QFile::encodeName(info.absolutePath()).constData(), 0700);
    QLockFile lock(m_path + u".lock"_s);
    if (!lock.tryLock(m_patience)) {
        const QString why = lock.error() == QLockFile::LockFailedError ? Words::tr("another Furrow holds it") : Words::tr("its folder takes no lock");
        return {std::nullopt, Words::tr("The list of run configurations, %1, cannot be changed: %2.").arg(m_path, why)};
    }
    Contents contents = load(m_path);
    if (!contents.problem.isEmpty())
        return {std::nullopt, contents.problem};
    Outcome outcome;
    if (contents.damaged) {
        const QString aside = setAside(m_path);
        if (aside.isEmpty())
            return {std::nullopt, Words::tr("The list of run configurations, %1, is damaged, and cannot be set aside.").arg(m_path)};
        outcome.problem = Words::tr("The list of run configurations was damaged; the file is kept as %1.").arg(aside);
    }
    if (how)
        how(contents.list);
    order(contents.list);
    if (const QString failed = write(m_path, contents.list); !failed.isEmpty())
        return {std::nullopt, failed};
    outcome.list = contents.list;
    return outcome;
}

} // namespace furrow::ui
