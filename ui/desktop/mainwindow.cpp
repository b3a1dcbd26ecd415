// SPDX-License-Identifier: MIT
#include "mainwindow.h"

#include "settings.h"
#include "stateicon.h"
#include "themefollower.h"
#include "treepage.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMenuBar>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace furrow::ui {

MainWindow::MainWindow(Console *console, QWidget *parent)
    : QMainWindow(parent), m_theme(new ThemeFollower(this)), m_tabs(new QTabWidget), m_file(new QMenu(tr("&File"), this))
{
    setObjectName(u"mainWindow"_s);
    setWindowIcon(ownIcon(u"furrow"_s));
    m_tabs->setDocumentMode(true);
    m_tabs->setTabBarAutoHide(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(true);
    setCentralWidget(m_tabs);
    QAction *close = m_file->addAction(QIcon::fromTheme(u"window-close"_s), tr("&Close Window"), this, &QWidget::close);
    close->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Q), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W)});

    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::pageChanged);
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, &MainWindow::closeTab);
    resize(1240, 780);
    restoreGeometry(Settings().value("geometry"_L1).toByteArray());
    if (console)
        addTree(console);
    pageChanged();
}

MainWindow::~MainWindow() = default;

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

void MainWindow::pageChanged()
{
    menuBar()->clear();
    menuBar()->addMenu(m_file);
    TreePage *page = currentPage();
    if (page) {
        for (QMenu *menu : page->menus())
            menuBar()->addMenu(menu);
        m_tabs->setTabIcon(m_tabs->currentIndex(), {});
    }
    const QString title = page ? page->title() : QString();
    setWindowTitle(title.isEmpty() ? tr("Furrow") : tr("%1 — Furrow").arg(title));
}

void MainWindow::refreshTab(TreePage *page)
{
    const QString title = page->title();
    m_tabs->setTabText(m_tabs->indexOf(page), title.isEmpty() ? tr("Starting") : title);
    if (page == currentPage())
        setWindowTitle(title.isEmpty() ? tr("Furrow") : tr("%1 — Furrow").arg(title));
}

void MainWindow::closeTab(int index)
{
    auto *page = qobject_cast<TreePage *>(m_tabs->widget(index));
    if (page && !page->mayClose()) {
        m_tabs->setCurrentWidget(page);
        return;
    }
    QWidget *widget = m_tabs->widget(index);
    if (page)
        page->saveLayout();
    m_tabs->removeTab(index);
    widget->deleteLater();
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
