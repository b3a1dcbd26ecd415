// SPDX-License-Identifier: MIT
#pragma once

#include <QStyledItemDelegate>

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

    /// Every hop of this climb is lit up.
    void setHighlightedError(const QString &errorId) { m_errorId = errorId; }

private:
    ThemeFollower *m_theme;
    QString m_errorId;
};

} // namespace furrow::ui
