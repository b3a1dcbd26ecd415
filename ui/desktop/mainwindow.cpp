// SPDX-License-Identifier: MIT
#include "mainwindow.h"

#include "climb/reportview.h"
#include "commandpalette.h"
#include "core/breakpoints.h"
#include "core/console.h"
#include "core/report.h"
#include "core/runconfigurations.h"
#include "settings.h"
#include "start/startpage.h"
#include "stateicon.h"
#include "themefollower.h"
#include "treepage.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QStatusBar>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace furrow::ui {

MainWindow::MainWindow(Console *console, QWidget *parent)
    : QMainWindow(parent), m_theme(new ThemeFollower(this)), m_tabs(new QTabWidget), m_palette(new CommandPalette(this, m_theme)),
      m_file(new QMenu(tr("&File"), this))
{
    setObjectName(u"mainWindow"_s);
    setWindowIcon(ownIcon(u"furrow"_s));
    m_tabs->setDocumentMode(true);
    m_tabs->setTabBarAutoHide(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(true);
    setCentralWidget(m_tabs);
    statusBar()->hide(); // pages have their own
    connect(statusBar(), &QStatusBar::messageChanged, this, [this](const QString &text) { statusBar()->setVisible(!text.isEmpty()); });
    buildFileMenu();
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::refreshMenus);
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, &MainWindow::closeTab);
    resize(1400, 860);
    restoreGeometry(Settings().value("geometry"_L1).toByteArray());
    if (console)
        addTree(console);
    refreshMenus();
}

MainWindow::~MainWindow()
{
    delete m_tabs; // pages before their consoles
}

void MainWindow::buildFileMenu()
{
    m_newTab = m_file->addAction(QIcon::fromTheme(u"tab-new"_s), tr("&Start a Program"), QKeySequence::New, this, &MainWindow::showStart);
    m_openReport = m_file->addAction(QIcon::fromTheme(u"document-open"_s), tr("&Open Report…"), QKeySequence::Open, this, &MainWindow::askForReport);
    m_restart = m_file->addAction(QIcon::fromTheme(u"view-refresh"_s), tr("&Restart Program"), Qt::CTRL | Qt::SHIFT | Qt::Key_F5, this, &MainWindow::restart);
    m_restart->setObjectName(u"restart"_s);
    m_editRun = m_file->addAction(tr("&Edit and Start Again"), this, &MainWindow::editRun);
    m_closeTab = m_file->addAction(tr("Close &Tab"), Qt::CTRL | Qt::Key_F4, this, [this] { closeTab(m_tabs->currentIndex()); });
    m_openPalette = m_file->addAction(tr("&Command Palette"), Qt::CTRL | Qt::SHIFT | Qt::Key_P, this, &MainWindow::openPalette);
    m_openPalette->setObjectName(u"openPalette"_s);
    m_closeWindow = m_file->addAction(QIcon::fromTheme(u"window-close"_s), tr("&Close Window"), this, &QWidget::close);
    m_closeWindow->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Q), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W)});
    addActions(m_file->actions());
}

void MainWindow::setStarter(const Starter &starter)
{
    m_starter = starter;
    refreshMenus();
}

void MainWindow::showStart()
{
    if (!m_starter.store)
        return;
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (qobject_cast<StartPage *>(m_tabs->widget(i))) {
            m_tabs->setCurrentIndex(i);
            m_tabs->widget(i)->setFocus();
            return;
        }
    }
    auto *page = new StartPage(m_starter.store, m_theme);
    page->setExamplesFolder(m_starter.examplesFolder);
    connect(page, &StartPage::startRequested, this, [this, page](const RunConfiguration &configuration) {
        QString sentence;
        if (start(configuration, &sentence))
            closeTab(m_tabs->indexOf(page));
        else
            say(sentence);
    });
    m_tabs->setCurrentIndex(m_tabs->addTab(page, tr("Start")));
    page->setFocus();
}

bool MainWindow::start(const RunConfiguration &configuration, QString *sentence, const QList<Breakpoint> &breakpoints)
{
    std::unique_ptr<Console> made = m_starter.makeConsole(sentence);
    if (!made)
        return false;
    made->breakpoints()->restore(breakpoints);
    Console *console = made.get();
    TreePage *page = addTree(console);
    m_runs[page] = {std::move(made), configuration};
    refreshMenus();
    console->startProgram(configuration.program, configuration.argumentList(), configuration.workingFolder, configuration.environmentChanges());
    return true;
}

TreePage *MainWindow::addTree(Console *console)
{
    auto *page = new TreePage(console, m_theme);
    connect(page, &TreePage::titleChanged, this, [this, page] { refreshTab(page); });
    connect(page, &TreePage::closable, this, [this, page] { pageClosable(page); });
    connect(page, &TreePage::closeRefused, this, [this] { m_closing = false; });
    connect(page, &TreePage::attentionWanted, this, [this, page] {
        m_tabs->setTabIcon(m_tabs->indexOf(page), ownIcon(u"state-prompt"_s));
        if (!isActiveWindow())
            QApplication::alert(this);
    });
    connect(page, &TreePage::attentionGone, this, [this, page] { m_tabs->setTabIcon(m_tabs->indexOf(page), {}); });
    m_tabs->setCurrentIndex(m_tabs->addTab(page, tr("Starting")));
    refreshTab(page);
    page->setFocus();
    return page;
}

QString MainWindow::openReport(const QString &path)
{
    const auto report = reportFile::open(path);
    if (!report)
        return report.error();
    m_tabs->setCurrentIndex(m_tabs->addTab(new ReportView(*report, m_theme), QFileInfo(path).fileName()));
    return {};
}

void MainWindow::askForReport()
{
    auto *dialog = new QFileDialog(this, tr("Open Report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Reports of Furrow (*.%1)").arg(QLatin1StringView(reportFile::suffix)), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (const QString why = openReport(path); !why.isEmpty())
            say(why);
    });
    dialog->open();
}

TreePage *MainWindow::currentPage() const
{
    return qobject_cast<TreePage *>(m_tabs->currentWidget());
}

QList<TreePage *> MainWindow::pages() const
{
    QList<TreePage *> pages;
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (auto *page = qobject_cast<TreePage *>(m_tabs->widget(i)))
            pages.append(page);
    }
    return pages;
}

void MainWindow::refreshMenus()
{
    TreePage *page = currentPage();
    m_file->clear();
    m_file->addActions({m_newTab, m_openReport});
    m_file->addSeparator();
    m_file->addActions({m_restart, m_editRun});
    if (page) {
        m_file->addSeparator();
        m_file->addActions(page->fileActions());
    }
    m_file->addSeparator();
    m_file->addActions({m_openPalette, m_closeTab, m_closeWindow});
    menuBar()->clear();
    menuBar()->addMenu(m_file);
    if (page) {
        for (QMenu *menu : page->menus())
            menuBar()->addMenu(menu);
        m_tabs->setTabIcon(m_tabs->currentIndex(), {});
    }
    const bool starts = m_starter.store != nullptr;
    m_newTab->setEnabled(starts);
    m_restart->setEnabled(m_runs.contains(page));
    m_editRun->setEnabled(m_runs.contains(page));
    m_closeTab->setEnabled(m_tabs->count() > 1);
    refreshTitle();
}

void MainWindow::refreshTitle()
{
    const TreePage *page = currentPage();
    const QString title = page ? page->title() : QString();
    setWindowTitle(title.isEmpty() ? tr("Furrow") : tr("%1 — Furrow").arg(title));
}

void MainWindow::say(const QString &sentence)
{
    statusBar()->show();
    statusBar()->showMessage(sentence, 10'000);
}

void MainWindow::refreshTab(TreePage *page)
{
    const QString title = page->title();
    m_tabs->setTabText(m_tabs->indexOf(page), title.isEmpty() ? tr("Starting") : title);
    refreshTitle();
}

QList<PaletteItem> MainWindow::menuItems() const
{
    QList<PaletteItem> items;
    const auto add = [&](const QMenu *menu, const QString &path, auto &&self) -> void {
        for (QAction *action : menu->actions()) {
            const QString text = action->text().remove(u'&').remove(u'…');
            if (const QMenu *below = action->menu())
                self(below, path + text + u": "_s, self);
            else if (!action->isSeparator() && action->isEnabled() && action != m_openPalette)
                items.append({path + text, action->shortcut().toString(QKeySequence::NativeText), action->icon(), [action] { action->trigger(); }});
        }
    };
    for (const QAction *top : menuBar()->actions())
        add(top->menu(), top->text().remove(u'&') + u": "_s, add);
    return items;
}

void MainWindow::openPalette()
{
    QList<PaletteItem> items = menuItems();
    if (TreePage *page = currentPage())
        items += page->actorItems();
    m_palette->open(std::move(items));
}

void MainWindow::restart()
{
    TreePage *page = currentPage();
    const auto run = m_runs.find(page);
    if (run == m_runs.end())
        return;
    // What was printed, and where it stood, stays to be read in its tab.
    const auto again = [this, page] {
        const auto old = m_runs.find(page);
        if (old == m_runs.end())
            return;
        const QList<Breakpoint> breakpoints = old->second.console->breakpoints()->list();
        const RunConfiguration configuration = old->second.configuration;
        m_tabs->setTabText(m_tabs->indexOf(page), tr("%1 (ended)").arg(page->title()));
        if (QString sentence; !start(configuration, &sentence, breakpoints))
            say(sentence);
    };
    if (!page->isRunning())
        return again();
    connect(run->second.console.get(), &Console::finished, this, again, Qt::SingleShotConnection);
    run->second.console->cancelTree(tr("it is started again"));
}

void MainWindow::editRun()
{
    const auto run = m_runs.find(currentPage());
    if (run == m_runs.end())
        return;
    const RunConfiguration configuration = run->second.configuration;
    showStart();
    if (auto *start = qobject_cast<StartPage *>(m_tabs->currentWidget()))
        start->edit(configuration);
}

void MainWindow::closeTab(int index)
{
    QWidget *widget = m_tabs->widget(index);
    auto *page = qobject_cast<TreePage *>(widget);
    if (page && !page->mayClose()) {
        m_tabs->setCurrentWidget(page);
        return;
    }
    if (page)
        page->saveLayout();
    m_tabs->removeTab(index);
    widget->deleteLater();
    if (const auto run = m_runs.find(page); run != m_runs.end()) {
        run->second.console.release()->deleteLater(); // after its page
        m_runs.erase(run);
    }
    if (m_tabs->count() == 0)
        showStart();
    refreshMenus();
}

void MainWindow::pageClosable(TreePage *page)
{
    if (m_closing || m_tabs->count() == 1)
        close();
    else
        closeTab(m_tabs->indexOf(page));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    for (TreePage *page : pages()) {
        if (page->mayClose())
            continue;
        m_closing = true;
        m_tabs->setCurrentWidget(page);
        event->ignore();
        return;
    }
    if (const TreePage *page = currentPage())
        page->saveLayout();
    Settings().setValue("geometry"_L1, saveGeometry());
    event->accept();
}

void MainWindow::cancelAndClose(const QString &reason)
{
    m_closing = true;
    const QList<TreePage *> all = pages();
    if (all.isEmpty())
        close();
    for (TreePage *page : all)
        page->cancelAndClose(reason);
}

} // namespace furrow::ui
