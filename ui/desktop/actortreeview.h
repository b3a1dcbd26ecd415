// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>
#include <QTimer>
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
    /// Only actors in which every word of the text is found, and those above them. `hideEnded`: of the ended ones only what has living ones
    /// below, and the selected one.
    void setFilter(const QString &text, bool hideEnded);
    /// The first actor in which the words are found.
    void selectFirstFound();

Q_SIGNALS:
    void actorActivated(const QUuid &uuid); ///< double-click or enter
    void endedChanged(int ended, int hidden);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles) override;

private:
    void lightUpClimb();
    void applyFilter();
    bool applyFilter(const QModelIndex &parent, int *ended, int *hidden);
    bool isFound(const QModelIndex &index) const;
    void lookAtLoads();

    ActorTreeModel *m_model;
    ActorDelegate *m_delegate;
    QStringList m_words;
    bool m_hideEnded = false;
    bool m_newActors = false; ///< whose load nobody has looked at
    QTimer m_filterTimer, m_loadTimer;
};

} // namespace furrow::ui
