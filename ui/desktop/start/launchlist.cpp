// SPDX-License-Identifier: MIT
#include "launchlist.h"

#include "launchdelegate.h"

#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace furrow::ui {

LaunchList::LaunchList(LaunchModel *model, ThemeFollower *theme, QWidget *parent) : QListView(parent), m_model(model)
{
    setModel(model);
    setItemDelegate(new LaunchDelegate(theme, this));
    setAccessibleName(tr("Programs and examples to start"));
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        QModelIndex index = m_model->indexOf(m_key);
        const bool isGone = !index.isValid();
        if (isGone) // its successor of the same section took its place, or else its predecessor does
            index = m_model->nextChoice(m_row);
        if (isGone && (!index.isValid() || index.row() > m_row)) {
            const QModelIndex before = m_model->nextChoice(qMin(m_row, m_model->rowCount()) - 1, -1);
            index = before.isValid() ? before : index;
        }
        setCurrentIndex(index);
        Q_EMIT choiceChanged();
    });
    connect(this, &QListView::doubleClicked, this, &LaunchList::startAsked);
}

void LaunchList::chooseFirst()
{
    setCurrentIndex(m_model->nextChoice(0));
    scrollToTop();
}

bool LaunchList::moveBy(QKeyEvent *event)
{
    const int row = currentIndex().row(); // -1: none
    const int page = qMax(1, viewport()->height() / qMax(1, sizeHintForRow(qMax(0, row))) - 1);
    QModelIndex next;
    switch (event->key()) {
    case Qt::Key_Up: next = m_model->nextChoice(row - 1, -1); break;
    case Qt::Key_Down: next = m_model->nextChoice(row + 1); break;
    case Qt::Key_PageUp: next = m_model->nextChoice(qMax(0, row - page)); break;
    case Qt::Key_PageDown: next = m_model->nextChoice(qMin(m_model->rowCount() - 1, row + page), -1); break;
    default: return false;
    }
    if (next.isValid())
        setCurrentIndex(next);
    if (next.row() == m_model->nextChoice(0).row())
        scrollToTop(); // with its heading
    return true;
}

void LaunchList::keyPressEvent(QKeyEvent *event)
{
    const QString text = event->text();
    const bool isPlain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid())
            Q_EMIT startAsked(currentIndex());
    } else if (moveBy(event)) {
        return;
    } else if (event->key() == Qt::Key_Home) {
        chooseFirst();
    } else if (event->key() == Qt::Key_End) {
        setCurrentIndex(m_model->nextChoice(m_model->rowCount() - 1, -1));
    } else if (isPlain && !text.isEmpty() && text.at(0).isPrint()) {
        Q_EMIT typed(text);
    } else {
        event->ignore(); // escape and the like are the page's
    }
}

void LaunchList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (!current.isValid())
        return; // between two states of the model
    m_key = current.data(LaunchModel::KeyRole).toString();
    m_row = current.row();
    Q_EMIT choiceChanged();
}

void LaunchList::focusInEvent(QFocusEvent *event)
{
    QListView::focusInEvent(event);
    if (!currentIndex().isValid())
        chooseFirst();
}

} // namespace furrow::ui
