// SPDX-License-Identifier: MIT
#pragma once

#include "core/runconfiguration.h"

#include <QMainWindow>

#include <functional>
#include <map>
#include <memory>

class QTabWidget;

namespace furrow::ui {

class CommandPalette;
class Console;
class RunConfigurations;
class ThemeFollower;
class TreePage;
struct Breakpoint;
struct PaletteItem;

/// The desktop face: a tab for each tree, of which each is the face of one console that the terminal could have as well, and tabs from
/// which programs are started.
///
/// \code
/// furrow::ui::MainWindow window;
/// window.setStarter({&store, makeConsole, examplesFolder});
/// window.showStart();
/// window.show();
/// \endcode
/// Thread: the GUI thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    /// What it takes to start programs.
    struct Starter
    {
        RunConfigurations *store = nullptr;
        /// One that listens; or null, with one sentence.
        std::function<std::unique_ptr<Console>(QString *)> makeConsole;
        QString examplesFolder; ///< see WelcomePage
    };

    /// With a tab for that console, which must outlive the window.
    explicit MainWindow(Console *console = nullptr, QWidget *parent = nullptr);
    ~MainWindow() override;

    void setStarter(const Starter &starter);
    /// A tab to start a program from, in front.
    void showStart();
    /// Starts a program in a tab of its own, with these breakpoints. False: a console could not be made, and `sentence` says why.
    bool start(const RunConfiguration &configuration, QString *sentence, const QList<Breakpoint> &breakpoints = {});
    /// A tab for a console that somebody else has made, which must outlive the window.
    TreePage *addTree(Console *console);
    /// Opens a report in a tab. Empty, or one sentence why that cannot be.
    QString openReport(const QString &path);

    TreePage *currentPage() const;
    QList<TreePage *> pages() const;

    /// Cancels every tree, and closes when all have ended. Again: they are asked less kindly.
    void cancelAndClose(const QString &reason);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    /// What was started here.
    struct Run
    {
        std::unique_ptr<Console> console;
        RunConfiguration configuration;
    };

    void buildFileMenu();
    void refreshMenus();
    void openPalette();
    QList<PaletteItem> menuItems() const;
    void restart();
    void editRun();
    void askForReport();
    void closeTab(int index);
    void pageClosable(TreePage *page);
    void refreshTab(TreePage *page);
    void refreshTitle();
    void say(const QString &sentence);

    Starter m_starter;
    std::map<TreePage *, Run> m_runs;
    ThemeFollower *m_theme;
    QTabWidget *m_tabs;
    CommandPalette *m_palette;
    QMenu *m_file;
    QAction *m_newTab = nullptr;
    QAction *m_restart = nullptr;
    QAction *m_editRun = nullptr;
    QAction *m_closeTab = nullptr;
    QAction *m_closeWindow = nullptr;
    QAction *m_openPalette = nullptr;
    QAction *m_openReport = nullptr;
    bool m_closing = false; ///< the window, as soon as every page may
};

} // namespace furrow::ui
