// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace furrow::ui {

class ActorTreeModel;
class ActorTreeView;
class ThemeFollower;

/// The tree of actors under a line to search it. Those that have ended can be folded away; once there are many, that is done by itself,
/// until the user decides.
/// Thread: the GUI thread.
class ActorPane : public QWidget
{
    Q_OBJECT
public:
    ActorPane(ActorTreeModel *model, ThemeFollower *theme, QWidget *parent = nullptr);

    ActorTreeView *view() const { return m_view; }
    void focusSearch();

    static constexpr int manyEnded = 30;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filterChanged();
    void endedChanged(int ended, int hidden);

    ActorTreeView *m_view;
    QLineEdit *m_search;
    QToolButton *m_ended;
    bool m_decided = false; ///< by the user
};

} // namespace furrow::ui
