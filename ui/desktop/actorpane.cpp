// SPDX-License-Identifier: MIT
#include "actorpane.h"

#include "actortreeview.h"
#include "themefollower.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace furrow::ui {

ActorPane::ActorPane(ActorTreeModel *model, ThemeFollower *theme, QWidget *parent)
    : QWidget(parent), m_view(new ActorTreeView(model, theme)), m_search(new QLineEdit), m_ended(new QToolButton)
{
    m_search->setObjectName(u"actorSearch"_s);
    m_search->setPlaceholderText(tr("Search actors"));
    m_search->setAccessibleName(tr("Search actors by name, pid, state, place or error"));
    m_search->setToolTip(tr("Name, pid, state, place or error; several words must all be there"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_ended->setObjectName(u"hideEnded"_s);
    m_ended->setCheckable(true);
    m_ended->setAutoRaise(true);
    m_ended->setToolTip(tr("Fold away the actors that have ended; their transcripts stay"));
    m_ended->hide();

    auto *line = new QHBoxLayout;
    line->setContentsMargins(4, 4, 4, 4);
    line->addWidget(m_search, 1);
    line->addWidget(m_ended);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_view, 1);
    setFocusProxy(m_view);

    const auto readable = [this, theme] {
        QPalette colors = m_search->palette();
        colors.setColor(QPalette::PlaceholderText, theme->tint(theme->text(), 0.6));
        m_search->setPalette(colors);
    };
    readable();
    connect(theme, &ThemeFollower::themeChanged, this, readable);
    connect(m_search, &QLineEdit::textChanged, this, &ActorPane::filterChanged);
    connect(m_ended, &QToolButton::clicked, this, [this] { m_decided = true; });
    connect(m_ended, &QToolButton::toggled, this, &ActorPane::filterChanged);
    connect(m_view, &ActorTreeView::endedChanged, this, &ActorPane::endedChanged);
}

void ActorPane::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void ActorPane::filterChanged()
{
    m_view->setFilter(m_search->text(), m_ended->isChecked());
}

void ActorPane::endedChanged(int ended, int hidden)
{
    m_ended->setVisible(ended > 0);
    m_ended->setText(m_ended->isChecked() ? tr("%n ended, hidden", nullptr, hidden) : tr("Hide %n ended", nullptr, ended));
    if (ended >= manyEnded && !m_decided && !m_ended->isChecked())
        m_ended->setChecked(true);
}

bool ActorPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
        m_search->clear();
        return true;
    }
    if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
        m_view->setFocus();
        m_view->selectFirstFound();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace furrow::ui
