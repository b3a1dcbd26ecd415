// SPDX-License-Identifier: MIT
#include "stackview.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace furrow::ui {

StackView::StackView(ThemeFollower *theme, QWidget *parent) : DockTree(theme, parent)
{
    setObjectName(u"stackView"_s);
    setAccessibleName(tr("Stack"));
    setModel(&m_model);
    setEditTriggers(NoEditTriggers);
    header()->setStretchLastSection(true);
    header()->setDefaultSectionSize(190);
    setMessage(tr("The stack is shown where an actor stands at its prompt."));
    connect(this, &QTreeView::doubleClicked, this, &StackView::activate);
    connect(this, &DockTree::copyRequested, this, &StackView::copy);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (index.data(StackModel::IndexRole).toInt() < 0)
            setExpanded(index.siblingAtColumn(0), !isExpanded(index.siblingAtColumn(0)));
    });
}

void StackView::setFrames(const QList<Frame> &frames, int current)
{
    m_model.setFrames(frames, current);
    if (const QModelIndex here = m_model.indexOf(current); here.isValid()) {
        setCurrentIndex(here);
        scrollTo(here);
    }
    viewport()->update();
}

void StackView::activate(const QModelIndex &index)
{
    const int frame = index.data(StackModel::IndexRole).toInt();
    if (!index.isValid() || frame < 0)
        return;
    const Frame &chosen = m_model.frames().at(frame);
    if (chosen.kind == Frame::Kind::Native || chosen.await != 0)
        Q_EMIT frameActivated(frame);
    else if (const QString file = index.data(StackModel::FileRole).toString(); !file.isEmpty())
        Q_EMIT sourceRequested(file, index.data(StackModel::LineRole).toInt());
}

void StackView::copy()
{
    QStringList lines;
    for (int i = 0; i < m_model.frames().size(); ++i) {
        const Frame &frame = m_model.frames().at(i);
        if (frame.hidden && !isExpanded(m_model.indexOf(i).parent()))
            continue;
        const QModelIndex index = m_model.indexOf(i);
        lines.append(frame.file.isEmpty() ? index.data().toString() : u"%1 at %2:%3"_s.arg(index.data().toString(), frame.file).arg(frame.line));
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

void StackView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        activate(currentIndex());
    else
        DockTree::keyPressEvent(event);
}

void StackView::contextMenuEvent(QContextMenuEvent *event)
{
    const QPersistentModelIndex index = indexAt(event->pos());
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString file = index.data(StackModel::FileRole).toString();
    QAction *stand = menu->addAction(tr("&Stand Here"), this, [this, index] { activate(index); });
    stand->setEnabled(index.isValid() && index.data(StackModel::IndexRole).toInt() >= 0);
    QAction *source = menu->addAction(tr("Show S&ource"), this, [this, index, file] { Q_EMIT sourceRequested(file, index.data(StackModel::LineRole).toInt()); });
    source->setEnabled(!file.isEmpty());
    menu->addSeparator();
    QAction *copy = menu->addAction(tr("&Copy Stack"), this, &StackView::copy);
    copy->setEnabled(!m_model.frames().isEmpty());
    menu->popup(event->globalPos());
}

} // namespace furrow::ui
