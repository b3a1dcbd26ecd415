// SPDX-License-Identifier: MIT
#pragma once

#include "core/console.h"

#include <QMainWindow>
#include <QUuid>

class QDockWidget;
class QLabel;

namespace furrow::ui {

class ActorPane;
class ActorTreeModel;
class ActorTreeView;
class ConsolePane;
class DebugActions;
class MessageBar;
class ThemeFollower;
struct ActorInfo;

/// The desktop face: the tree of actors beside one console pane. A second face on the console that the terminal has; it keeps
/// no state of the tree of its own.
///
/// \code
/// furrow::ui::Console console(std::make_unique<furrow::ui::GdbEngine>());
/// furrow::ui::MainWindow window(&console);
/// window.show();
/// console.startProgram(program, arguments);
/// \endcode
/// The console must outlive the window. Thread: the GUI thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Console *console, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// What a double-click on that actor in the tree does: goes to its prompt, or shows only what it did, and where it stands.
    void showActor(const QUuid &uuid);
    /// Has a running actor stop where it is.
    void breakIn(const QUuid &uuid);
    /// Every actor's lines again.
    void showAll();
    /// Cancels the tree, and closes when it has ended. Again: the tree is asked less kindly.
    void cancelAndClose(const QString &reason);

    ConsolePane *pane() const { return m_pane; }
    ActorTreeView *treeView() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildTree();
    void buildBars();
    void buildMenus();
    void restoreLayout();
    void saveLayout() const;
    void entryOpened(quint64 id);
    void refreshStatus();
    void refreshActorBar();
    void refreshTitle();
    QString actorSentence(const QUuid &uuid) const;
    bool isRunning() const;
    bool canBreakIn(const ActorInfo &info) const;
    void programFailed(const QString &sentence);
    void programFinished(int exitStatus);

    Console *m_console;
    ThemeFollower *m_theme;
    ActorTreeModel *m_model;
    ActorPane *m_actors = nullptr;
    ConsolePane *m_pane;
    DebugActions *m_actions;
    QDockWidget *m_treeDock = nullptr;
    MessageBar *m_actorBar;
    MessageBar *m_closeBar;
    MessageBar *m_errorBar;
    QWidget *m_goToPrompt = nullptr;
    QWidget *m_breakIn = nullptr;
    QWidget *m_alwaysBreakIn = nullptr;
    QWidget *m_nextPlease = nullptr;
    QAction *m_asksToBreakIn = nullptr;
    QUuid m_brokenInto; ///< the window has asked for its REPL
    QLabel *m_ownerLabel;
    QLabel *m_programLabel;
    QList<QWidget *> m_closeButtons;
    int m_exitStatus = -1;
    bool m_failed = false;
    bool m_closeAtEnd = false;
    bool m_closeAnswered = false;
};

} // namespace furrow::ui
