// SPDX-License-Identifier: MIT
#include "threadsmodel.h"

#include "core/inspector.h"

#include <QFileInfo>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

ThreadsModel::ThreadsModel(Inspector *inspector, QObject *parent) : QAbstractTableModel(parent), m_inspector(inspector)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(0);
    connect(&m_refresh, &QTimer::timeout, this, &ThreadsModel::refresh);
    connect(inspector, &Inspector::changed, &m_refresh, qOverload<>(&QTimer::start));
    connect(inspector, &Inspector::gone, this, &ThreadsModel::refresh);
    refresh();
}

void ThreadsModel::setWatched(bool watched)
{
    if (std::exchange(m_watched, watched) != watched && watched)
        refresh();
}

void ThreadsModel::refresh()
{
    if (!m_inspector->isReady()) {
        m_refresh.stop();
        return show({}, tr("Threads are shown while an actor stands at its prompt."));
    }
    if (!m_watched)
        return;
    m_inspector->threads([self = QPointer(this)](const Threads &threads) {
        if (self && !threads.interrupted && self->m_inspector->isReady())
            self->show(threads.list, threads.failure);
    });
}

void ThreadsModel::show(const QList<ThreadInfo> &threads, const QString &sentence)
{
    // The rows stay with their threads, so that the selection does.
    for (qsizetype row = m_threads.size() - 1; row >= 0; --row) {
        const qint64 tid = m_threads.at(row).tid;
        if (std::ranges::any_of(threads, [tid](const ThreadInfo &thread) { return thread.tid == tid; }))
            continue;
        beginRemoveRows({}, int(row), int(row));
        m_threads.removeAt(row);
        endRemoveRows();
    }
    for (const ThreadInfo &thread : threads) {
        const auto known = std::ranges::find(m_threads, thread.tid, &ThreadInfo::tid);
        if (known != m_threads.end()) {
            *known = thread;
            continue;
        }
        beginInsertRows({}, int(m_threads.size()), int(m_threads.size()));
        m_threads.append(thread);
        endInsertRows();
    }
    if (!m_threads.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_threads.size()) - 1, ColumnCount - 1));
    if (std::exchange(m_message, sentence) != sentence)
        Q_EMIT messageChanged(sentence);
}

void ThreadsModel::select(const QModelIndex &index)
{
    if (!index.isValid() || m_threads.at(index.row()).current)
        return;
    m_inspector->selectThread(m_threads.at(index.row()).tid, [self = QPointer(this)](const QString &failure) {
        if (self && !failure.isEmpty())
            Q_EMIT self->refused(failure);
    });
}

int ThreadsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_threads.size());
}

int ThreadsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

static QString where(const ThreadInfo &thread)
{
    if (thread.function.isEmpty())
        return ThreadsModel::tr("runs");
    return thread.file.isEmpty() ? thread.function
                                 : u"%1 · %2:%3"_s.arg(thread.function, QFileInfo(thread.file).fileName()).arg(thread.line);
}

QVariant ThreadsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ThreadInfo &thread = m_threads.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Tid ? QVariant(thread.tid) : index.column() == Name ? QVariant(thread.name) : QVariant(where(thread));
    case Qt::ToolTipRole:
        if (thread.current)
            return tr("The prompt stands in this thread.");
        return thread.file.isEmpty() ? where(thread) : u"%1\n%2:%3"_s.arg(thread.function, thread.file).arg(thread.line);
    case Qt::AccessibleTextRole: {
        const QString text = tr("Thread %1, %2, %3").arg(QString::number(thread.tid), thread.name, where(thread));
        return thread.current ? tr("%1, the prompt stands here").arg(text) : text;
    }
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case CurrentRole:
        return thread.current;
    default:
        return {};
    }
}

QVariant ThreadsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Tid:
        return tr("Thread");
    case Name:
        return tr("Name");
    case Where:
        return tr("Where");
    default:
        return {};
    }
}

} // namespace furrow::ui
