// SPDX-License-Identifier: MIT
#pragma once

#include "core/climbkeeper.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QListView;
class QModelIndex;
class QStackedLayout;

namespace furrow::ui {

class ClimbModel;
class ThemeFollower;

/// How an error climbs, hop by hop, live. Of several it shows the one whose REPL has opened last, or the newest, until the user
/// chooses another.
///
/// \code
/// auto *view = new ClimbView(console->climbs(), theme);
/// connect(view, &ClimbView::hopActivated, console, [=](const ClimbHop &hop) { say(console->standIn(hop)); });
/// connect(view, &ClimbView::climbShown, treeView, &ActorTreeView::lightUp);
/// \endcode
/// Thread: the GUI thread.
class ClimbView : public QWidget
{
    Q_OBJECT
public:
    ClimbView(const ClimbKeeper *keeper, ThemeFollower *theme, QWidget *parent = nullptr);

    /// Empty: there is none.
    QString shownClimb() const;
    /// As if the user had chosen it; of a part of a group, the group.
    void showClimb(const QString &errorId);
    /// The hop that is marked; null if none is.
    ClimbHop currentHop() const;
    QListView *list() const { return m_list; }
    /// "Export Report…"; enabled while a climb is shown.
    QAction *exportAction() const { return m_export; }
    /// A report that is shown has nothing to export.
    void setReadOnly();

Q_SIGNALS:
    void hopActivated(const furrow::ui::ClimbHop &hop, const QString &errorId); ///< a click, or Enter
    void currentHopChanged(const furrow::ui::ClimbHop &hop, const QString &errorId);
    void climbShown(const QString &errorId);
    void exportRequested(const QString &errorId);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void climbChanged(const QString &errorId);
    void show(const QString &errorId);
    void fillChoice();
    void refreshTitle();
    void activate(const QModelIndex &index);

    const ClimbKeeper *m_keeper;
    ThemeFollower *m_theme;
    ClimbModel *m_model;
    QComboBox *m_choice;
    QLabel *m_title, *m_summary, *m_empty;
    QListView *m_list;
    QAction *m_export;
    QStackedLayout *m_pages;
    QTimer m_soon;
    bool m_readOnly = false;
    bool m_chosen = false; ///< by the user: it stays
};

} // namespace furrow::ui
