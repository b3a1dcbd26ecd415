// SPDX-License-Identifier: MIT
#include "breakpointview.h"

#include "core/breakpoints.h"

#include <QContextMenuEvent>
#include <QFileInfo>
#include <QHeaderView>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

BreakpointModel::BreakpointModel(Breakpoints *breakpoints, QObject *parent) : QAbstractTableModel(parent), m_breakpoints(breakpoints)
{
    connect(breakpoints, &Breakpoints::changed, this, &BreakpointModel::refresh);
    refresh();
}

void BreakpointModel::refresh()
{
    const QList<Breakpoint> &list = m_breakpoints->list();
    const bool same = std::ranges::equal(list, m_list, {}, &Breakpoint::number, &Breakpoint::number);
    if (same) {
        // Hits come often; what is selected or edited stays.
        m_list = list;
        if (!m_list.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(int(m_list.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_list = list;
    endResetModel();
}

int BreakpointModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_list.size());
}

int BreakpointModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant BreakpointModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Breakpoint &known = m_list[index.row()];
    if (role == Qt::CheckStateRole && index.column() == PlaceColumn)
        return known.enabled ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::ToolTipRole)
        return known.file.isEmpty() ? known.location : u"%1:%2"_s.arg(known.file).arg(known.line);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    switch (index.column()) {
    case PlaceColumn:
        if (known.kind == Breakpoint::Kind::Watchpoint)
            return tr("watch %1").arg(known.location);
        return known.file.isEmpty() ? known.location : u"%1:%2"_s.arg(QFileInfo(known.file).fileName()).arg(known.line);
    case ConditionColumn:
        if (role == Qt::EditRole)
            return known.condition;
        return known.trace.isEmpty()       ? known.condition
            : known.condition.isEmpty() ? tr("prints %1").arg(known.trace)
                                        : tr("%1: prints %2").arg(known.condition, known.trace);
    case HitsColumn:
        return known.hits;
    }
    return {};
}

bool BreakpointModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid())
        return false;
    Breakpoint changed = m_list[index.row()];
    if (role == Qt::CheckStateRole && index.column() == PlaceColumn) {
        m_breakpoints->setEnabled(changed.number, value.toInt() == Qt::Checked);
        return true; // as soon as gdb has
    }
    if (role == Qt::EditRole && index.column() == ConditionColumn) {
        changed.condition = value.toString().trimmed();
        m_breakpoints->set(changed);
        return true;
    }
    return false;
}

Qt::ItemFlags BreakpointModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.column() == PlaceColumn)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == ConditionColumn && index.isValid() && !m_list[index.row()].file.isEmpty())
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant BreakpointModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("Breakpoint"), tr("Condition"), tr("Hits")};
    return names.value(section);
}

BreakpointView::BreakpointView(Breakpoints *breakpoints, ThemeFollower *theme, QWidget *parent)
    : DockTree(theme, parent), m_breakpoints(breakpoints), m_model(breakpoints)
{
    setObjectName(u"breakpointView"_s);
    setAccessibleName(tr("Breakpoints"));
    setModel(&m_model);
    setMessage(tr("No breakpoints. A click in the margin of the source sets one in every actor of its program."));
    setRootIsDecorated(false);
    setEditTriggers(EditKeyPressed);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(BreakpointModel::PlaceColumn, QHeaderView::Stretch);
    header()->setSectionResizeMode(BreakpointModel::HitsColumn, QHeaderView::ResizeToContents);
    connect(this, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.column() == BreakpointModel::ConditionColumn)
            edit(index);
        else
            show(index);
    });
}

void BreakpointView::show(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const Breakpoint &known = m_model.breakpoint(index.row());
    if (!known.file.isEmpty())
        Q_EMIT sourceRequested(known.file, known.line);
}

void BreakpointView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && state() != EditingState)
        show(currentIndex());
    else if (event->key() == Qt::Key_Delete && currentIndex().isValid())
        m_breakpoints->remove(m_model.breakpoint(currentIndex().row()).number);
    else
        DockTree::keyPressEvent(event);
}

void BreakpointView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    if (!index.isValid())
        return;
    const Breakpoint known = m_model.breakpoint(index.row());
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *source = menu->addAction(tr("Show S&ource"), this, [this, known] { Q_EMIT sourceRequested(known.file, known.line); });
    source->setEnabled(!known.file.isEmpty());
    menu->addAction(known.enabled ? tr("&Disable") : tr("&Enable"), this, [this, known] { m_breakpoints->setEnabled(known.number, !known.enabled); });
    QAction *condition = menu->addAction(tr("Edit &Condition"), this, [this, row = index.row()] { edit(m_model.index(row, BreakpointModel::ConditionColumn)); });
    condition->setEnabled(!known.file.isEmpty());
    menu->addSeparator();
    menu->addAction(tr("&Remove"), QKeySequence(Qt::Key_Delete), this, [this, known] { m_breakpoints->remove(known.number); });
    menu->popup(event->globalPos());
}

} // namespace furrow::ui
