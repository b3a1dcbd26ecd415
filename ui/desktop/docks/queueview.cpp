// SPDX-License-Identifier: MIT
#include "queueview.h"

#include "core/console.h"
#include "core/entrytext.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace furrow::ui {

QueueModel::QueueModel(Console *console, QObject *parent) : QAbstractTableModel(parent), m_console(console)
{
    connect(console, &Console::queueChanged, this, &QueueModel::refresh);
    refresh();
}

void QueueModel::refresh()
{
    beginResetModel();
    m_queue = m_console->queue();
    endResetModel();
}

int QueueModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_queue.size());
}

int QueueModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant QueueModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Entry &entry = m_queue[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case ActorColumn:
            return entry.actor.name;
        case WhyColumn:
            return entry.isCrash() ? tr("crashed") : tr("paused");
        case PlaceColumn:
            return entryText::where(entry.function, entry.file, entry.line);
        case SinceColumn:
            return QLocale().toString(entry.asked.time(), QLocale::ShortFormat);
        }
        return {};
    case Qt::ToolTipRole:
        return entry.isCrash() && entry.hasError ? u"%1: %2"_s.arg(entry.error.type, entry.error.message) : QVariant();
    case EntryRole:
        return QVariant::fromValue(entry.id);
    case ActorRole:
        return entry.actor.uuid;
    default:
        return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("Actor"), tr("Why"), tr("Where"), tr("Since")};
    return names.value(section);
}

QueueView::QueueView(Console *console, ThemeFollower *theme, QWidget *parent) : DockTree(theme, parent), m_console(console), m_model(console)
{
    setObjectName(u"queueView"_s);
    setAccessibleName(tr("Queue"));
    setModel(&m_model);
    setMessage(tr("Nobody waits for the console."));
    setRootIsDecorated(false);
    header()->setStretchLastSection(true);
    connect(this, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) { Q_EMIT actorActivated(index.data(QueueModel::ActorRole).toUuid()); });
}

void QueueView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid())
        Q_EMIT actorActivated(currentIndex().data(QueueModel::ActorRole).toUuid());
    else
        DockTree::keyPressEvent(event);
}

void QueueView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *next = menu->addAction(tr("&Next, Please"), this, [this, id = index.data(QueueModel::EntryRole).toULongLong()] { m_console->prefer(id); });
    next->setEnabled(index.row() > 0);
    menu->addAction(tr("&Show Actor"), this, [this, uuid = index.data(QueueModel::ActorRole).toUuid()] { Q_EMIT actorActivated(uuid); });
    menu->popup(event->globalPos());
}

} // namespace furrow::ui
