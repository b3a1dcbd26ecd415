// SPDX-License-Identifier: MIT
#include "actordelegate.h"

#include "actortreemodel.h"
#include "stateicon.h"
#include "themefollower.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {
constexpr int padding = 4;
constexpr int iconSize = 20;
constexpr int gap = 8;
}

ActorDelegate::ActorDelegate(ThemeFollower *theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

QSize ActorDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {120, 2 * QFontMetrics(option.font).height() + 2 * padding};
}

void ActorDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using State = ActorInfo::State;
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);

    const auto state = State(index.data(ActorTreeModel::StateRole).toInt());
    const QString error = index.data(ActorTreeModel::ErrorRole).toString();
    const bool selected = item.state & QStyle::State_Selected;
    const auto group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor text = item.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    QColor quiet = text;
    quiet.setAlphaF(0.68f);

    painter->save();
    if (!selected && !m_path.isEmpty() && m_path.contains(index.data(ActorTreeModel::UuidRole).toUuid())) {
        QColor path = m_theme->alarm();
        path.setAlphaF(m_theme->isDark() ? 0.16f : 0.09f);
        painter->fillRect(option.rect, path);
    }
    QRect box = option.rect.adjusted(2, padding, -6, -padding);
    const QRect icon(box.left(), box.top() + (box.height() - iconSize) / 2, iconSize, iconSize);
    const bool diedOfIt = state == State::Ended && !error.isEmpty();
    painter->setOpacity(diedOfIt ? 0.6 : 1.0);
    stateIcon(diedOfIt ? State::Crashed : state).paint(painter, icon);
    painter->setOpacity(1.0);
    // A living actor that an error has reached keeps its state's icon and gets the crash's mark on top.
    if (!error.isEmpty() && state != State::Crashed && !diedOfIt) {
        const QRect badge(icon.right() - 9, icon.bottom() - 9, 12, 12);
        ownIcon(u"state-crashed"_s).paint(painter, badge);
    }
    box.setLeft(icon.right() + gap);

    const QRect upper(box.left(), box.top(), box.width(), box.height() / 2);
    const QRect lower(box.left(), upper.bottom() + 1, box.width(), box.height() - upper.height());
    const QVariant pid = index.siblingAtColumn(ActorTreeModel::Pid).data();
    int pidWidth = 0;
    if (pid.isValid()) {
        const QString number = pid.toString();
        pidWidth = item.fontMetrics.horizontalAdvance(number) + gap;
        painter->setPen(quiet);
        painter->drawText(upper, Qt::AlignRight | Qt::AlignVCenter, number);
    }
    QFont font = item.font;
    font.setBold(state == State::AtPrompt || state == State::Crashed);
    painter->setFont(font);
    painter->setPen(state == State::Ended ? quiet : text);
    const QRect nameBox = upper.adjusted(0, 0, -pidWidth, 0);
    painter->drawText(nameBox, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideMiddle, nameBox.width()));

    QColor second = quiet;
    if (!error.isEmpty())
        second = m_theme->alarm();
    else if (state == State::AtPrompt)
        second = m_theme->accent();
    else if (state == State::WaitingForConsole || state == State::Cancelling)
        second = m_theme->warning();
    painter->setFont(item.font);
    // What it does comes first: its load is left out where both do not fit.
    const QString detail = index.data(ActorTreeModel::DetailRole).toString(), load = index.data(ActorTreeModel::LoadRole).toString();
    const int loadWidth = load.isEmpty() ? 0 : item.fontMetrics.horizontalAdvance(load) + gap;
    if (loadWidth && item.fontMetrics.horizontalAdvance(detail) + loadWidth <= lower.width()) {
        painter->setPen(quiet);
        painter->drawText(lower, Qt::AlignRight | Qt::AlignVCenter, load);
    }
    painter->setPen(second);
    painter->drawText(lower, Qt::AlignLeft | Qt::AlignVCenter,
                      item.fontMetrics.elidedText(detail, Qt::ElideRight, lower.width()));
    painter->restore();
}

} // namespace furrow::ui
