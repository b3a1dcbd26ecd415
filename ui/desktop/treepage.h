// SPDX-License-Identifier: MIT
#pragma once

#include <QMainWindow>
#include <QUuid>

class QDockWidget;
class QLabel;
class QMenu;

namespace furrow::ui {

class ActorBar;
class ActorPane;
class ActorTreeModel;
class ActorTreeView;
class CloseBar;
class Console;
class ConsolePane;
class ConsolePanel;
class DebugActions;
class MessageBar;
class ThemeFollower;
class TreeDocks;
struct PaletteItem;

/// One tree in the window: its actors, its console pane with the prompt in it, the docks beside it, and the menus that go with it.
/// It keeps no state of the tree of its own. The console must outlive it.
/// Thread: the GUI thread.
class TreePage : public QMainWindow
{
    Q_OBJECT
public:
    TreePage(Console *console, ThemeFollower *theme, QWidget *parent = nullptr);
    ~TreePage() override;

    Console *console() const { return m_console; }
    ConsolePane *pane() const { return m_pane; }
    ActorTreeView *treeView() const;
    /// The program's name once its root is known.
    QString title() const;
    /// What it adds to the File menu; null: a separator.
    QList<QAction *> fileActions() const;
    /// Edit, Debug and View, for the menu bar while this page is in front.
    QList<QMenu *> menus() const { return m_menus; }
    bool isRunning() const;
    /// "Go to NAME" for each actor, for the command palette.
    QList<PaletteItem> actorItems();

    /// What a double-click on that actor in the tree does: goes to its prompt, or shows only what it did, and where it stands.
    void showActor(const QUuid &uuid);
    /// Has a running actor stop where it is.
    void breakIn(const QUuid &uuid);
    /// Every actor's lines again.
    void showAll();
    void focusPrompt();

    /// Whether it may be closed now; otherwise the user is asked in the page, and `closable` follows when the answer is yes.
    bool mayClose();
    /// Cancels the tree; `closable` follows when it has ended. Again: the tree is asked less kindly.
    void cancelAndClose(const QString &reason);
    void saveLayout() const;

Q_SIGNALS:
    void titleChanged();
    void closable();
    void closeRefused();
    /// Somebody waits for the user, who looks at something else.
    void attentionWanted();
    void attentionGone();

protected:
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildActors();
    void buildDocks();
    void buildBars();
    void buildMenus();
    void showActorMenu(const QPoint &at);
    void restoreLayout();
    void entryOpened(quint64 id);
    void refresh();
    void say(const QString &sentence);
    void sayFailure(const QString &sentence);
    void programFailed(const QString &sentence);
    void programFinished(int exitStatus);
    QString ownerText() const;
    QString programText() const;

    Console *m_console;
    ThemeFollower *m_theme;
    ActorTreeModel *m_model;
    ActorPane *m_actors = nullptr;
    ConsolePanel *m_panel;
    ConsolePane *m_pane;
    TreeDocks *m_docks = nullptr;
    DebugActions *m_actions;
    QDockWidget *m_actorsDock = nullptr;
    ActorBar *m_actorBar;
    CloseBar *m_closeBar;
    MessageBar *m_errorBar;
    QAction *m_asksToBreakIn = nullptr;
    QLabel *m_ownerLabel;
    QLabel *m_programLabel;
    QList<QMenu *> m_menus;
    QUuid m_brokenInto; ///< the page has asked for its REPL
    int m_exitStatus = -1;
    bool m_failed = false;
    bool m_laidOut = false; ///< as the user had it, or by our own shares
    bool m_closeAtEnd = false;
    bool m_closeAnswered = false;
};

} // namespace furrow::ui
