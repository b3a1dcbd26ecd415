// SPDX-License-Identifier: MIT
#pragma once

#include <QSet>
#include <QStyledItemDelegate>
#include <QUuid>

namespace furrow::ui {

class ThemeFollower;

/// Paints an actor in two lines: its name and pid, and below, quieter, what it does or which error reached it.
class ActorDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    ActorDelegate(ThemeFollower *theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// The actors that an error came through are lit up.
    void setPath(const QSet<QUuid> &actors) { m_path = actors; }

private:
    ThemeFollower *m_theme;
    QSet<QUuid> m_path;
};

} // namespace furrow::ui
