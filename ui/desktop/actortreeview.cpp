// SPDX-License-Identifier: MIT
#include "actortreeview.h"

#include "actordelegate.h"
#include "actortreemodel.h"
#include "themefollower.h"

#include <QApplication>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace furrow::ui {

ActorTreeView::ActorTreeView(ActorTreeModel *model, ThemeFollower *theme, QWidget *parent)
    : QTreeView(parent), m_model(model), m_delegate(new ActorDelegate(theme, this))
{
    setObjectName(u"actorTree"_s);
    setAccessibleName(tr("Actors"));
    setModel(model);
    setItemDelegate(m_delegate);
    setHeaderHidden(true);
    for (int column = 1; column < ActorTreeModel::ColumnCount; ++column)
        hideColumn(column); // the delegate shows them in two lines
    setUniformRowHeights(true);
    setIndentation(18);
    setExpandsOnDoubleClick(false);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    setAutoScroll(false);
    const auto softSelection = [this, theme] {
        // Soft, so that the icons and the colours of the states stay readable on it.
        QPalette colors = QApplication::palette();
        colors.setColor(QPalette::Active, QPalette::Highlight, theme->tint(theme->accent(), theme->isDark() ? 0.34 : 0.22));
        colors.setColor(QPalette::Inactive, QPalette::Highlight, theme->tint(theme->text(), theme->isDark() ? 0.18 : 0.12));
        colors.setColor(QPalette::HighlightedText, colors.color(QPalette::Text));
        setPalette(colors);
    };
    softSelection();
    connect(theme, &ThemeFollower::themeChanged, this, softSelection);
    expandAll();
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &parent) {
        // The first child opens its parent; a parent that was closed by hand had children before.
        if (parent.isValid() && m_model->rowCount(parent) == 1)
            expand(parent);
    });
    connect(model, &QAbstractItemModel::rowsMoved, this, [this](const QModelIndex &, int, int, const QModelIndex &to) { expand(to); });
    connect(this, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) { Q_EMIT actorActivated(m_model->uuidOf(index)); });
}

QUuid ActorTreeView::selectedActor() const
{
    return m_model->uuidOf(currentIndex());
}

void ActorTreeView::selectActor(const QUuid &uuid)
{
    setCurrentIndex(m_model->indexOf(uuid));
}

void ActorTreeView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT actorActivated(selectedActor());
        return;
    }
    QTreeView::keyPressEvent(event);
}

void ActorTreeView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    lightUpClimb();
}

void ActorTreeView::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles)
{
    QTreeView::dataChanged(topLeft, bottomRight, roles);
    lightUpClimb();
}

void ActorTreeView::lightUpClimb()
{
    m_delegate->setHighlightedError(currentIndex().data(ActorTreeModel::ErrorIdRole).toString());
    viewport()->update();
}

} // namespace furrow::ui
