// SPDX-License-Identifier: MIT
#pragma once

#include <QStyledItemDelegate>

namespace furrow::ui {

class ThemeFollower;

/// Draws what can be started: its name over what it is, or over why it cannot be started.
/// Thread: the GUI thread.
class LaunchDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit LaunchDelegate(ThemeFollower *theme, QObject *parent = nullptr);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const QString &text) const;

    ThemeFollower *m_theme;
};

} // namespace furrow::ui
