// SPDX-License-Identifier: MIT
#pragma once

#include <QStyledItemDelegate>

namespace furrow::ui {

class ThemeFollower;
struct ClimbHop;

/// Paints a hop beside the rail on which the error climbs: who, what it did, where, and what became of its REPL.
class ClimbDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit ClimbDelegate(ThemeFollower *theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// What a hop's REPL is, as an icon: a shape of its own for each.
    static QIcon icon(const ClimbHop &hop);

private:
    ThemeFollower *m_theme;
};

} // namespace furrow::ui
