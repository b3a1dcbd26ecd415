// SPDX-License-Identifier: MIT
#pragma once

#include "../themefollower.h"

#include <QStyledItemDelegate>

namespace furrow::ui {

/// Rows of a DockTree: with some air, and plain text on a selection, where quiet colours are hard to read. Thread: the GUI thread.
class DockDelegate : public QStyledItemDelegate
{
public:
    DockDelegate(ThemeFollower *theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, option.fontMetrics.height() / 4);
    }

protected:
    const ThemeFollower *theme() const { return m_theme; }
    static void makeBold(QStyleOptionViewItem *option)
    {
        option->font.setBold(true);
        option->fontMetrics = QFontMetrics(option->font);
    }
    static void paintIn(QStyleOptionViewItem *option, const QColor &color) { option->palette.setColor(QPalette::Text, color); }

private:
    ThemeFollower *m_theme;
};

} // namespace furrow::ui
