// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QUuid>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;

namespace furrow::ui {

class ActorTreeView;
class BreakpointView;
class ClimbView;
class Console;
class QueueView;
class SourcePane;
class StackView;
class ThemeFollower;
struct Frame;

/// What stands beside the console pane and can be closed: source, stack, locals, threads, breakpoints, queue, climb. They show the process
/// at the prompt, and follow it.
/// Thread: the GUI thread.
class TreeDocks : public QObject
{
    Q_OBJECT
public:
    TreeDocks(Console *console, ThemeFollower *theme, ActorTreeView *tree, QMainWindow *page);

    /// What shows and hides them.
    void fill(QMenu *view) const;
    QAction *exportReport() const;
    /// Gives each its share of the page, which is shown.
    void sizeUp();
    void openSource(const QString &file, int line);

Q_SIGNALS:
    void said(const QString &sentence);      ///< in passing
    void failed(const QString &sentence);
    void actorActivated(const QUuid &uuid);
    void promptRequested();                  ///< it has been moved by the user: show it

private:
    QDockWidget *add(const QString &name, const QString &title, QWidget *content, Qt::DockWidgetArea area);
    void buildSource();
    void buildStack();
    void buildClimb(ActorTreeView *tree);
    bool isInFront(const QDockWidget *dock) const;
    void lookAtStop();
    void nobodyStands();
    void showStack(const QList<Frame> &frames);

    Console *m_console;
    ThemeFollower *m_theme;
    QMainWindow *m_page;
    SourcePane *m_source;
    StackView *m_stack;
    ClimbView *m_climb;
    QDockWidget *m_sourceDock = nullptr;
    QDockWidget *m_stackDock = nullptr;
    QList<QDockWidget *> m_docks;
    quint64 m_asked = 0; ///< the newest stack that was asked for
};

} // namespace furrow::ui
