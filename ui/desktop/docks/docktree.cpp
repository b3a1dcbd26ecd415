// SPDX-License-Identifier: MIT
#include "docktree.h"

#include "../themefollower.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

namespace furrow::ui {

DockTree::DockTree(ThemeFollower *theme, QWidget *parent) : QTreeView(parent), m_theme(theme)
{
    setUniformRowHeights(true);
    setSelectionBehavior(SelectRows);
    setAllColumnsShowFocus(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    setAutoScroll(false);
    setExpandsOnDoubleClick(false);
    setTextElideMode(Qt::ElideRight);
    setIndentation(16);
    header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header()->setHighlightSections(false);
    followTheme();
    connect(theme, &ThemeFollower::themeChanged, this, &DockTree::followTheme);
}

void DockTree::followTheme()
{
    setPalette(m_theme->softSelection());
}

void DockTree::setMessage(const QString &sentence)
{
    m_message = sentence;
    setAccessibleDescription(sentence);
    viewport()->update();
}

void DockTree::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_message.isEmpty() || (model() && model()->rowCount() > 0))
        return;
    QPainter painter(viewport());
    painter.setPen(m_theme->dim());
    const int margin = fontMetrics().height();
    painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_message);
}

void DockTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
        return event->accept();
    }
    QTreeView::keyPressEvent(event);
}

bool DockTree::event(QEvent *event)
{
    // Before any shortcut of the window's for the same keys.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        return true;
    }
    return QTreeView::event(event);
}

} // namespace furrow::ui
