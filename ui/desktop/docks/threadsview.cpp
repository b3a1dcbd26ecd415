// SPDX-License-Identifier: MIT
#include "threadsview.h"

#include "../stateicon.h"
#include "core/console.h"
#include "dockdelegate.h"
#include "threadsmodel.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

class Delegate : public DockDelegate
{
public:
    using DockDelegate::DockDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        DockDelegate::initStyleOption(option, index);
        if (index.data(ThreadsModel::CurrentRole).toBool()) {
            makeBold(option);
            if (index.column() == ThreadsModel::Tid)
                option->icon = ownIcon(u"state-prompt"_s);
        } else if (index.column() == ThreadsModel::Where) {
            paintIn(option, theme()->dim());
        }
        // The same place for the number, with the icon and without.
        if (index.column() == ThreadsModel::Tid) {
            option->decorationSize = {option->fontMetrics.height(), option->fontMetrics.height()};
            option->features |= QStyleOptionViewItem::HasDecoration;
        }
    }
};

} // namespace

ThreadsView::ThreadsView(Console *console, ThemeFollower *theme, QWidget *parent)
    : DockTree(theme, parent), m_model(new ThreadsModel(console->inspector(), this))
{
    setObjectName(u"threadsView"_s);
    setAccessibleName(tr("Threads"));
    setModel(m_model);
    setItemDelegate(new Delegate(theme, this));
    setRootIsDecorated(false);
    setEditTriggers(NoEditTriggers);
    header()->resizeSection(ThreadsModel::Tid, 14 * fontMetrics().averageCharWidth());
    header()->resizeSection(ThreadsModel::Name, 16 * fontMetrics().averageCharWidth());
    setMessage(m_model->message());
    connect(m_model, &ThreadsModel::messageChanged, this, &DockTree::setMessage);
    connect(m_model, &ThreadsModel::refused, this, &ThreadsView::refused);
    connect(this, &QTreeView::activated, m_model, &ThreadsModel::select);
    connect(this, &DockTree::copyRequested, this, [this] {
        QStringList cells;
        for (int column = 0; column < ThreadsModel::ColumnCount && currentIndex().isValid(); ++column)
            cells.append(currentIndex().siblingAtColumn(column).data().toString());
        if (!cells.isEmpty())
            QApplication::clipboard()->setText(cells.join(u'\t'));
    });
}

void ThreadsView::showEvent(QShowEvent *event)
{
    DockTree::showEvent(event);
    m_model->setWatched(true);
}

void ThreadsView::hideEvent(QHideEvent *event)
{
    DockTree::hideEvent(event);
    m_model->setWatched(false);
}

} // namespace furrow::ui
