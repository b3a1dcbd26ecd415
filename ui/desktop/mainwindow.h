// SPDX-License-Identifier: MIT
#pragma once

#include <QMainWindow>

class QTabWidget;

namespace furrow::ui {

class ActorTreeView;
class Console;
class ConsolePane;
class ThemeFollower;
class TreePage;

/// The desktop face: a tab for each tree, of which each is the face of one console that the terminal could have as well.
///
/// \code
/// furrow::ui::Console console(std::make_unique<furrow::ui::GdbEngine>());
/// furrow::ui::MainWindow window(&console);
/// window.show();
/// console.startProgram(program, arguments);
/// \endcode
/// Consoles must outlive the window. Thread: the GUI thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Console *console = nullptr, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// A tab of its own, in front.
    TreePage *addTree(Console *console);
    TreePage *currentPage() const;
    QList<TreePage *> pages() const;

    /// Cancels every tree, and closes when all have ended. Again: they are asked less kindly.
    void cancelAndClose(const QString &reason);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void pageChanged();
    void closeTab(int index);
    void pageClosable(TreePage *page);
    void refreshTab(TreePage *page);

    ThemeFollower *m_theme;
    QTabWidget *m_tabs;
    QMenu *m_file;
    bool m_closing = false; ///< the window, as soon as every page may
};

} // namespace furrow::ui
