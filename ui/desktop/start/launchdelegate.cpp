// SPDX-License-Identifier: MIT
#include "launchdelegate.h"

#include "desktop/stateicon.h"
#include "desktop/themefollower.h"
#include "launchmodel.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

constexpr int padding = 5;
constexpr int gap = 10;

int iconSize(const QFontMetrics &metrics)
{
    return qMax(22, metrics.height() * 5 / 4);
}

// In its own colours, or where it is chosen in that of the text.
void paintIcon(QPainter *painter, const QString &name, const QRect &place, const QColor *color)
{
    if (!color)
        return ownIcon(name).paint(painter, place);
    QPixmap pixmap = ownIcon(name).pixmap(place.size(), painter->device()->devicePixelRatio());
    QPainter inner(&pixmap);
    inner.setCompositionMode(QPainter::CompositionMode_SourceIn);
    inner.fillRect(QRect(QPoint(), place.size()), *color);
    inner.end();
    painter->drawPixmap(place.topLeft(), pixmap);
}

QFont headingFont(const QStyleOptionViewItem &option)
{
    QFont font = option.font;
    font.setBold(true);
    return font;
}

} // namespace

LaunchDelegate::LaunchDelegate(ThemeFollower *theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

QSize LaunchDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int line = QFontMetrics(option.font).height();
    if (index.data(LaunchModel::HeadingRole).toBool())
        return {120, line + (index.row() == 0 ? 2 : 5) * padding};
    return {120, 2 * line + 2 * padding};
}

void LaunchDelegate::paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const QString &text) const
{
    painter->save();
    painter->setFont(headingFont(option));
    painter->setPen(m_theme->accent());
    painter->drawText(option.rect.adjusted(gap, 0, -gap, -padding), Qt::AlignLeft | Qt::AlignBottom, text);
    painter->restore();
}

void LaunchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.data(LaunchModel::HeadingRole).toBool())
        return paintHeading(painter, option, index.data().toString());

    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);

    const bool selected = item.state & QStyle::State_Selected;
    const auto group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor text = item.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    QColor quiet = text;
    quiet.setAlphaF(0.68f);
    const QString reason = index.data(LaunchModel::ReasonRole).toString();

    painter->save();
    QRect box = option.rect.adjusted(gap, padding, -gap, -padding);
    const int size = iconSize(item.fontMetrics);
    const QRect icon(box.left(), box.top() + (box.height() - size) / 2, size, size);
    const QColor *iconColor = selected ? &text : nullptr;
    painter->setOpacity(reason.isEmpty() ? 1.0 : 0.45);
    paintIcon(painter, index.data(LaunchModel::ExampleRole).toBool() ? u"example"_s : u"program"_s, icon, iconColor);
    painter->setOpacity(1.0);
    box.setLeft(icon.right() + 1 + gap);
    if (index.data(LaunchModel::PinnedRole).toBool()) {
        const int pin = size * 3 / 4;
        paintIcon(painter, u"pin"_s, QRect(box.right() + 1 - pin, icon.top() + (size - pin) / 2, pin, pin), iconColor);
        box.setRight(box.right() - pin - gap);
    }

    const QRect upper(box.left(), box.top(), box.width(), box.height() / 2);
    const QRect lower(box.left(), upper.bottom() + 1, box.width(), box.height() - upper.height());
    painter->setPen(reason.isEmpty() ? text : quiet);
    painter->drawText(upper, Qt::AlignLeft | Qt::AlignVCenter, item.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, upper.width()));
    const QString detail = reason.isEmpty() ? index.data(LaunchModel::DetailRole).toString() : reason;
    painter->setPen(reason.isEmpty() || selected ? quiet : m_theme->warning());
    painter->drawText(lower, Qt::AlignLeft | Qt::AlignVCenter, item.fontMetrics.elidedText(detail, Qt::ElideRight, lower.width()));
    painter->restore();
}

} // namespace furrow::ui
