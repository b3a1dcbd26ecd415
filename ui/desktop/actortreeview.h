// SPDX-License-Identifier: MIT
#pragma once

#include <QTreeView>
#include <QUuid>

namespace furrow::ui {

class ActorDelegate;
class ActorTreeModel;
class ThemeFollower;

/// The tree of actors. What is born opens by itself, what was closed by hand stays closed; the selection stays with its actor,
/// and nothing scrolls under the pointer.
/// Thread: the GUI thread.
class ActorTreeView : public QTreeView
{
    Q_OBJECT
public:
    ActorTreeView(ActorTreeModel *model, ThemeFollower *theme, QWidget *parent = nullptr);

    QUuid selectedActor() const;
    void selectActor(const QUuid &uuid);

Q_SIGNALS:
    void actorActivated(const QUuid &uuid); ///< double-click or enter

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles) override;

private:
    void lightUpClimb();

    ActorTreeModel *m_model;
    ActorDelegate *m_delegate;
};

} // namespace furrow::ui
