// SPDX-License-Identifier: MIT
#pragma once

#include "transcriptfilter.h"

#include <QMenu>

class QActionGroup;
class QLineEdit;
class QListWidget;

namespace furrow::ui {

class ActorTree;
class ConsolePane;

/// Which lines the pane shows: the kinds as check boxes, the least important level of the programs' log, and the actors, which
/// can be searched. It stays open while one checks and unchecks. Thread: the GUI thread.
class FilterMenu : public QMenu
{
    Q_OBJECT
public:
    FilterMenu(ConsolePane *pane, const ActorTree *tree, QWidget *parent = nullptr);

    void showEverything(); ///< again; the console's log as it is
    /// What a filter hides, as one sentence; empty if nothing.
    static QString sentence(const TranscriptFilter &filter, const ActorTree *tree);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void fillActors();
    void applyActors();

    ConsolePane *m_pane;
    const ActorTree *m_tree;
    QList<std::pair<TranscriptFilter::Part, QAction *>> m_parts;
    QActionGroup *m_levels;
    QLineEdit *m_search;
    QListWidget *m_actors;
    QAction *m_everything;
    bool m_refreshing = false;
};

} // namespace furrow::ui
