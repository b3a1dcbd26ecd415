// SPDX-License-Identifier: MIT
#include "climbdelegate.h"

#include "climbmodel.h"
#include "desktop/stateicon.h"
#include "desktop/themefollower.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {
constexpr int padding = 7;
constexpr int iconSize = 20;
constexpr int laneWidth = 22;
constexpr int gap = 8;
constexpr int mostLanes = 12; ///< further ones share the last
constexpr int copyIconSize = 14;
}

ClimbDelegate::ClimbDelegate(ThemeFollower *theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

QIcon ClimbDelegate::icon(const ClimbHop &hop)
{
    switch (hop.repl) {
    case ClimbHop::Repl::Expected:
    case ClimbHop::Repl::Waiting:
        return stateIcon(ActorInfo::State::WaitingForConsole);
    case ClimbHop::Repl::Open:
        return stateIcon(ActorInfo::State::AtPrompt);
    case ClimbHop::Repl::WasOpen:
        return stateIcon(ActorInfo::State::Crashed);
    case ClimbHop::Repl::None:
        break;
    }
    return ownIcon(u"hop-passed"_s);
}

QSize ClimbDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {160, 3 * QFontMetrics(option.font).height() + 2 * padding};
}

void ClimbDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);

    const auto hop = index.data(ClimbModel::HopRole).value<ClimbHop>();
    const auto rail = index.data(ClimbModel::RailRole).value<ClimbRail>();
    const bool selected = item.state & QStyle::State_Selected;
    const auto group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor text = item.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    QColor quiet = text;
    quiet.setAlphaF(0.68f);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect;
    const auto xOf = [&](int lane) { return row.left() + 10 + iconSize / 2.0 + std::min(lane, mostLanes - 1) * laneWidth; };
    const int lanes = std::min(rail.lanes, mostLanes);
    const qreal x = xOf(rail.lane);
    const qreal middle = row.top() + padding + QFontMetrics(option.font).height() / 2.0 + 1;
    const qreal above = middle - iconSize / 2.0 - 1, below = middle + iconSize / 2.0 + 1;
    const qreal top = row.top(), bottom = row.top() + row.height();
    painter->setPen(QPen(m_theme->tint(m_theme->alarm(), 0.7), 2, Qt::SolidLine, Qt::RoundCap));
    if (rail.up)
        painter->drawLine(QPointF(x, top), QPointF(x, above));
    if (rail.down) {
        painter->drawLine(QPointF(x, below), QPointF(x, bottom));
        // It climbs: an arrow between a hop and the one above it.
        const qreal tip = (below + bottom) / 2 - 2;
        painter->drawPolyline(QPolygonF{QPointF(x - 4, tip + 5), QPointF(x, tip), QPointF(x + 4, tip + 5)});
    }
    for (const int lane : rail.through)
        painter->drawLine(QPointF(xOf(lane), top), QPointF(xOf(lane), bottom));
    for (const int lane : rail.joins) {
        QPainterPath curve(QPointF(xOf(lane), bottom));
        curve.cubicTo(QPointF(xOf(lane), middle + 4), QPointF(xOf(lane), middle), QPointF(x + iconSize / 2.0 + 2, middle));
        painter->drawPath(curve);
    }
    icon(hop).paint(painter, QRectF(x - iconSize / 2.0, middle - iconSize / 2.0, iconSize, iconSize).toRect());

    QRect box = row.adjusted(10 + lanes * laneWidth + gap, padding, -10, -padding);
    const int height = QFontMetrics(option.font).height();
    const auto lineBox = [&](int number) { return QRect(box.left(), box.top() + number * height, box.width(), height); };
    const auto right = [&](const QRect &where, const QString &what, const QColor &color) {
        painter->setPen(color);
        painter->drawText(where, Qt::AlignRight | Qt::AlignVCenter, what);
        return where.adjusted(0, 0, -item.fontMetrics.horizontalAdvance(what) - gap, 0);
    };
    painter->setFont(item.font);
    const bool passed = hop.repl == ClimbHop::Repl::None;
    const QColor repl = selected ? text
        : hop.repl == ClimbHop::Repl::Open                   ? m_theme->accent()
        : hop.isLive()                                       ? m_theme->warning()
                                                             : quiet;
    QRect first = right(lineBox(0), index.data(ClimbModel::ReplRole).toString(), repl);
    QFont bold = item.font;
    bold.setBold(!passed);
    const QFontMetrics boldMetrics(bold);
    const QString name = boldMetrics.elidedText(hop.actor.name, Qt::ElideMiddle, first.width());
    painter->setFont(bold);
    painter->setPen(passed ? quiet : text);
    painter->drawText(first, Qt::AlignLeft | Qt::AlignVCenter, name);
    first.setLeft(first.left() + boldMetrics.horizontalAdvance(name) + gap);
    painter->setFont(item.font);
    if (const QString pid = QString::number(hop.pid); hop.pid > 0 && item.fontMetrics.horizontalAdvance(pid) < first.width()) {
        painter->setPen(quiet);
        painter->drawText(first, Qt::AlignLeft | Qt::AlignVCenter, pid);
    }

    const QRect second = right(lineBox(1), hop.time.toString(u"HH:mm:ss.zzz"_s), quiet);
    painter->setPen(!hop.relayed && !selected ? m_theme->alarm() : passed ? quiet : text);
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                      item.fontMetrics.elidedText(index.data(ClimbModel::WhatRole).toString(), Qt::ElideRight, second.width()));

    QRect third = lineBox(2);
    if (hop.copy) {
        painter->setOpacity(hop.copyAlive ? 1.0 : 0.55);
        third = right(third, hop.copyAlive ? tr("frozen copy") : tr("copy is gone"), quiet);
        if (hop.copyAlive) {
            ownIcon(u"copy-frozen"_s).paint(painter, QRect(third.right() + gap - copyIconSize - 4, third.center().y() - copyIconSize / 2, copyIconSize, copyIconSize));
            third.setRight(third.right() - copyIconSize - 4);
        }
        painter->setOpacity(1.0);
    }
    const QString place = index.data(ClimbModel::PlaceRole).toString();
    painter->setPen(quiet);
    painter->drawText(third, Qt::AlignLeft | Qt::AlignVCenter,
                      item.fontMetrics.elidedText(place.isEmpty() ? tr("where is not known") : place, Qt::ElideMiddle, third.width()));
    painter->restore();
}

} // namespace furrow::ui
