// SPDX-License-Identifier: MIT
#include "runconfigurations.h"

#include <QFileInfo>
#include <QFuture>

#include <algorithm>

namespace furrow::ui {
namespace {

qsizetype indexOf(const QList<RunConfiguration> &list, const QUuid &id)
{
    const auto found = std::ranges::find(list, id, &RunConfiguration::id);
    return found == list.cend() ? -1 : found - list.cbegin();
}

} // namespace

RunConfigurations::RunConfigurations(const QString &path, QObject *parent) : QObject(parent), m_path(path)
{
    m_pool.setMaxThreadCount(1);
    // Of the folder, since the file is replaced by each change.
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &RunConfigurations::read);
    read();
}

RunConfigurations::~RunConfigurations()
{
    m_pool.waitForDone();
}

std::optional<RunConfiguration> RunConfigurations::find(const QUuid &id) const
{
    const qsizetype index = indexOf(m_list, id);
    return index < 0 ? std::nullopt : std::optional(m_list[index]);
}

void RunConfigurations::remember(const RunConfiguration &configuration)
{
    RunConfiguration started = configuration;
    started.lastUsed = QDateTime::currentDateTimeUtc();
    const QUuid fresh = QUuid::createUuid();
    change([started, fresh](QList<RunConfiguration> &list) {
        qsizetype index = indexOf(list, started.id);
        if (index < 0 || !list[index].startsLike(started)) {
            const auto alike = std::ranges::find_if(list, [&](const RunConfiguration &other) { return other.startsLike(started); });
            index = alike == list.end() ? -1 : alike - list.begin();
        }
        if (index >= 0) {
            list[index].lastUsed = std::max(list[index].lastUsed, started.lastUsed);
            return;
        }
        RunConfiguration recent = started;
        recent.id = fresh;
        recent.name.clear();
        recent.pinned = false;
        list.prepend(recent);
    });
}

QUuid RunConfigurations::save(RunConfiguration configuration)
{
    if (configuration.id.isNull())
        configuration.id = QUuid::createUuid();
    if (!configuration.lastUsed.isValid())
        configuration.lastUsed = QDateTime::currentDateTimeUtc();
    change([configuration](QList<RunConfiguration> &list) {
        const qsizetype index = indexOf(list, configuration.id);
        if (index < 0)
            list.prepend(configuration);
        else
            list[index] = configuration;
    });
    return configuration.id;
}

void RunConfigurations::remove(const QUuid &id)
{
    change([id](QList<RunConfiguration> &list) { list.removeIf([&id](const RunConfiguration &one) { return one.id == id; }); });
}

void RunConfigurations::setPinned(const QUuid &id, bool pinned)
{
    change([id, pinned](QList<RunConfiguration> &list) {
        if (const qsizetype index = indexOf(list, id); index >= 0)
            list[index].pinned = pinned;
    });
}

void RunConfigurations::change(const Change &how)
{
    how(m_list);
    RunConfigurationFile::order(m_list);
    ++m_pending;
    QtFuture::makeReadyVoidFuture()
        .then(&m_pool, [path = m_path, how] { return RunConfigurationFile(path).change(how); })
        .then(this, [this](const RunConfigurationFile::Outcome &outcome) { take(outcome); });
    Q_EMIT changed();
}

void RunConfigurations::read()
{
    ++m_pending;
    QtFuture::makeReadyVoidFuture()
        .then(&m_pool, [path = m_path] { return RunConfigurationFile(path).read(); })
        .then(this, [this](const RunConfigurationFile::Outcome &outcome) { take(outcome); });
}

void RunConfigurations::take(const RunConfigurationFile::Outcome &outcome)
{
    --m_pending;
    watch();
    // One that is followed by another lacks what that does.
    const bool isNews = m_pending == 0 && outcome.list && *outcome.list != m_list;
    if (isNews)
        m_list = *outcome.list;
    const bool first = !std::exchange(m_loaded, true);
    if (isNews)
        Q_EMIT changed();
    if (first)
        Q_EMIT loaded();
    // Said once, not at each look at the same file.
    if (outcome.problem != m_lastProblem && !outcome.problem.isEmpty())
        Q_EMIT problem(outcome.problem);
    m_lastProblem = outcome.problem;
}

void RunConfigurations::watch()
{
    if (m_watcher.directories().isEmpty())
        m_watcher.addPath(QFileInfo(m_path).absolutePath()); // there is none until somebody has written
}

} // namespace furrow::ui
