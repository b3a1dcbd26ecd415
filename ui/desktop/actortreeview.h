// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QSet>
#include <QStringList>
#include <QTimer>
#include <QTreeView>
#include <QUuid>

namespace furrow::ui {

class ActorDelegate;
class ActorTreeModel;
class ClimbKeeper;
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
    /// Knows the way of every error: the path of one is lit up, by the colour of its rows and a line from where it was raised to where it
    /// has come.
    void setClimbs(const ClimbKeeper *climbs);
    /// The path of this error; an actor that is selected later brings that of its own error. Empty: none.
    void lightUp(const QString &errorId);
    QString litError() const { return m_lit; }
    /// The first actor in which the words are found.
    void selectFirstFound();

Q_SIGNALS:
    void actorActivated(const QUuid &uuid); ///< double-click or enter
    void endedChanged(int ended, int hidden);
    void errorSelected(const QString &errorId); ///< the actor that was selected has been reached by this error

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;

private:
    void refreshPath();
    void drawPath(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
    void applyFilter();
    bool applyFilter(const QModelIndex &parent, int *ended, int *hidden);
    bool isFound(const QModelIndex &index) const;
    void lookAtLoads();

    ActorTreeModel *m_model;
    ActorDelegate *m_delegate;
    ThemeFollower *m_theme;
    const ClimbKeeper *m_climbs = nullptr;
    QString m_lit;
    QSet<QUuid> m_path;
    QHash<QUuid, QUuid> m_edges; ///< of the path: an actor, and the lowest row among its children that leads to it
    QStringList m_words;
    bool m_hideEnded = false;
    bool m_newActors = false; ///< whose load nobody has looked at
    QTimer m_filterTimer, m_loadTimer;
};

} // namespace furrow::ui
