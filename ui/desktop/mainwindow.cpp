// SPDX-License-Identifier: MIT
#include "mainwindow.h"

#include "actorpane.h"
#include "actortreemodel.h"
#include "actortreeview.h"
#include "consolepane.h"
#include "core/actortree.h"
#include "core/entrytext.h"
#include "debugactions.h"
#include "messagebar.h"
#include "promptline.h"
#include "stateicon.h"
#include "themefollower.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QMenuBar>
#include <QSettings>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <csignal>
#include <cstring>

using namespace Qt::StringLiterals;

namespace furrow::ui {

MainWindow::MainWindow(Console *console, QWidget *parent)
    : QMainWindow(parent), m_console(console), m_theme(new ThemeFollower(this)), m_model(new ActorTreeModel(console->tree(), this)),
      m_pane(new ConsolePane(console, m_theme)), m_actions(new DebugActions(console, this)),
      m_actorBar(new MessageBar(m_theme, MessageBar::Tone::Info)), m_closeBar(new MessageBar(m_theme, MessageBar::Tone::Question)),
      m_errorBar(new MessageBar(m_theme, MessageBar::Tone::Error)), m_ownerLabel(new QLabel), m_programLabel(new QLabel)
{
    setObjectName(u"mainWindow"_s);
    setWindowIcon(ownIcon(u"furrow"_s));
    console->setColor(u"truecolor"_s);
    buildTree();
    buildBars();
    buildMenus();

    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_errorBar);
    column->addWidget(m_closeBar);
    column->addWidget(m_actorBar);
    column->addWidget(m_pane, 1);
    setCentralWidget(centre);

    m_ownerLabel->setObjectName(u"ownerLabel"_s);
    m_programLabel->setObjectName(u"programLabel"_s);
    m_ownerLabel->setContentsMargins(8, 0, 8, 0);
    m_programLabel->setContentsMargins(8, 0, 8, 0);
    statusBar()->addWidget(m_ownerLabel, 1);
    statusBar()->addPermanentWidget(m_programLabel);

    connect(m_pane, &ConsolePane::showOnlyRequested, this, &MainWindow::showActor);
    connect(m_pane, &ConsolePane::showAllRequested, this, &MainWindow::showAll);
    connect(console, &Console::entryOpened, this, &MainWindow::entryOpened);
    const auto refresh = [this] {
        refreshStatus();
        refreshActorBar();
    };
    connect(console, &Console::promptChanged, this, refresh);
    connect(console, &Console::queueChanged, this, refresh);
    connect(console, &Console::entryClosed, this, refresh);
    connect(console, &Console::programFailed, this, &MainWindow::programFailed);
    connect(console, &Console::finished, this, &MainWindow::programFinished);
    connect(m_model, &QAbstractItemModel::dataChanged, this, refresh);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        refreshTitle();
        refreshStatus();
    });
    refreshTitle();
    refreshStatus();
    resize(1240, 780);
    restoreLayout();
    m_pane->setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildTree()
{
    m_actors = new ActorPane(m_model, m_theme);
    connect(treeView(), &ActorTreeView::actorActivated, this, &MainWindow::showActor);
    m_treeDock = new QDockWidget(tr("Actors"), this);
    m_treeDock->setObjectName(u"actorsDock"_s);
    m_treeDock->setWidget(m_actors);
    addDockWidget(Qt::LeftDockWidgetArea, m_treeDock);
    resizeDocks({m_treeDock}, {370}, Qt::Horizontal);
}

ActorTreeView *MainWindow::treeView() const
{
    return m_actors->view();
}

void MainWindow::buildBars()
{
    m_actorBar->setObjectName(u"actorBar"_s);
    m_closeBar->setObjectName(u"closeBar"_s);
    m_errorBar->setObjectName(u"errorBar"_s);
    for (MessageBar *bar : {m_actorBar, m_closeBar, m_errorBar})
        bar->hide();

    QToolButton *go = m_actorBar->addButton(tr("Go to the Prompt"));
    go->setObjectName(u"goToPrompt"_s);
    connect(go, &QToolButton::clicked, this, [this] {
        showAll();
        m_pane->focusPrompt();
    });
    m_goToPrompt = go;
    QToolButton *into = m_actorBar->addButton(tr("Break In"), tr("Stop it where it is, and open its REPL (double-click it again)"));
    into->setObjectName(u"breakIn"_s);
    connect(into, &QToolButton::clicked, this, [this] { breakIn(m_pane->filter()); });
    m_breakIn = into;
    QToolButton *always = m_actorBar->addButton(tr("Always Without Asking"), tr("Break in, and do so at a double-click from now on"));
    always->setObjectName(u"alwaysBreakIn"_s);
    connect(always, &QToolButton::clicked, this, [this] {
        m_asksToBreakIn->setChecked(false);
        breakIn(m_pane->filter());
    });
    m_alwaysBreakIn = always;
    QToolButton *next = m_actorBar->addButton(tr("Next, Please"), tr("It comes before the others that wait"));
    next->setObjectName(u"nextPlease"_s);
    connect(next, &QToolButton::clicked, this, [this] {
        for (const Entry &waiting : m_console->queue()) {
            if (waiting.actor.uuid == m_pane->filter())
                return m_console->prefer(waiting.id);
        }
    });
    m_nextPlease = next;
    QToolButton *all = m_actorBar->addButton(tr("Show All"), tr("Every actor's lines again (Esc)"));
    all->setObjectName(u"showAll"_s);
    connect(all, &QToolButton::clicked, this, &MainWindow::showAll);

    QToolButton *letRun = m_closeBar->addButton(tr("Let It Run"), tr("Close the window; every actor goes on, without a debugger"));
    letRun->setObjectName(u"letItRun"_s);
    connect(letRun, &QToolButton::clicked, this, [this] {
        m_closeAnswered = true;
        close();
    });
    QToolButton *cancel = m_closeBar->addButton(tr("Cancel the Tree"), tr("Cancel every actor, and close when the program has ended"));
    cancel->setObjectName(u"cancelTree"_s);
    connect(cancel, &QToolButton::clicked, this, [this] { cancelAndClose(tr("the window was closed")); });
    QToolButton *stay = m_closeBar->addButton(tr("Stay"));
    stay->setObjectName(u"stay"_s);
    connect(stay, &QToolButton::clicked, this, [this] {
        m_closeAtEnd = false;
        m_closeBar->hide();
        m_pane->focusPrompt();
    });
    m_closeButtons = {letRun, cancel, stay};

    QToolButton *dismiss = m_errorBar->addButton(tr("Dismiss"));
    connect(dismiss, &QToolButton::clicked, m_errorBar, &QWidget::hide);
}

void MainWindow::buildMenus()
{
    QToolBar *toolBar = addToolBar(tr("Debug"));
    toolBar->setObjectName(u"debugToolBar"_s);
    toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    toolBar->setMovable(false);
    m_actions->fill(toolBar);

    QMenu *file = menuBar()->addMenu(tr("&File"));
    QAction *close = file->addAction(QIcon::fromTheme(u"window-close"_s), tr("&Close Window"), this, &QWidget::close);
    close->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Q), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W)});

    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    // Ctrl+C in the pane copies a selection and otherwise interrupts, so the menu shows the key that always copies.
    QAction *copy = edit->addAction(QIcon::fromTheme(u"edit-copy"_s), tr("&Copy"), m_pane, &ConsolePane::copy);
    copy->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_C);
    edit->addAction(QIcon::fromTheme(u"edit-select-all"_s), tr("Select &All"), m_pane, &ConsolePane::selectAll)
        ->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_A);

    QMenu *debug = menuBar()->addMenu(tr("&Debug"));
    m_actions->fill(debug);
    debug->addSeparator();
    m_asksToBreakIn = debug->addAction(tr("&Ask Before Breaking In"));
    m_asksToBreakIn->setObjectName(u"asksToBreakIn"_s);
    m_asksToBreakIn->setCheckable(true);
    m_asksToBreakIn->setStatusTip(tr("A double-click on a running actor asks before it stops it"));
    m_asksToBreakIn->setChecked(QSettings(u"furrow"_s, u"window"_s).value("asksToBreakIn"_L1, true).toBool());
    connect(m_asksToBreakIn, &QAction::toggled, this, [](bool asks) { QSettings(u"furrow"_s, u"window"_s).setValue("asksToBreakIn"_L1, asks); });

    QMenu *view = menuBar()->addMenu(tr("&View"));
    QAction *prompt = view->addAction(tr("Go to the &Prompt"), this, [this] {
        showAll();
        m_pane->focusPrompt();
    });
    prompt->setShortcut(Qt::CTRL | Qt::Key_P);
    QAction *tree = view->addAction(tr("Go to the Actor &Tree"), this, [this] {
        m_treeDock->show();
        treeView()->setFocus();
    });
    tree->setShortcut(Qt::CTRL | Qt::Key_T);
    QAction *search = view->addAction(tr("&Search Actors"), this, [this] {
        m_treeDock->show();
        m_actors->focusSearch();
    });
    search->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_F);
    QAction *all = view->addAction(tr("Show &All Actors"), this, &MainWindow::showAll);
    all->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_E);
    QAction *log = view->addAction(tr("Console &Log"), m_pane, &ConsolePane::setLogShown);
    log->setObjectName(u"consoleLog"_s);
    log->setCheckable(true);
    log->setStatusTip(tr("Show each request, grant and release of the console"));
    view->addSeparator();
    view->addAction(m_treeDock->toggleViewAction());
    view->addAction(toolBar->toggleViewAction());
}

void MainWindow::restoreLayout()
{
    QSettings settings(u"furrow"_s, u"window"_s);
    restoreGeometry(settings.value("geometry"_L1).toByteArray());
    restoreState(settings.value("state"_L1).toByteArray(), 1);
}

void MainWindow::saveLayout() const
{
    QSettings settings(u"furrow"_s, u"window"_s);
    settings.setValue("geometry"_L1, saveGeometry());
    settings.setValue("state"_L1, saveState(1));
}

bool MainWindow::isRunning() const
{
    return !m_console->isFinished() && !m_failed && !m_console->tree()->childrenOf({}).isEmpty();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!isRunning() || m_closeAnswered) {
        saveLayout();
        event->accept();
        return;
    }
    event->ignore();
    const Entry *current = m_console->current();
    m_closeBar->setText(current ? tr("%1 stands at its prompt. What shall become of the program when the window closes?").arg(current->actor.name)
                                : tr("The program is running. What shall become of it when the window closes?"));
    for (QWidget *button : std::as_const(m_closeButtons))
        button->show();
    m_closeBar->show();
    m_closeButtons.last()->setFocus(); // staying is the harmless answer
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_pane->filter().isNull())
        showAll();
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::cancelAndClose(const QString &reason)
{
    if (m_console->isFinished() || m_failed) {
        close();
        return;
    }
    m_closeAtEnd = true;
    m_closeBar->setText(tr("Cancelling the tree. The window closes when the program has ended."));
    m_closeButtons[1]->hide();
    m_closeBar->show();
    m_console->cancelTree(reason);
}

void MainWindow::programFailed(const QString &sentence)
{
    m_failed = true;
    m_errorBar->setText(sentence);
    m_errorBar->show();
    refreshStatus();
}

void MainWindow::programFinished(int exitStatus)
{
    m_exitStatus = exitStatus;
    m_closeBar->hide();
    refreshStatus();
    refreshActorBar();
    if (m_closeAtEnd)
        close();
}

void MainWindow::entryOpened(quint64 id)
{
    const Entry *entry = m_console->entry(id);
    if (!entry)
        return;
    // The prompt takes the keys, unless the user is busy elsewhere in this window.
    if (entry->actor.uuid == std::exchange(m_brokenInto, QUuid()) && m_pane->filter() == entry->actor.uuid)
        showAll();
    QWidget *focus = focusWidget();
    const bool elsewhere = focus && focus != m_pane && focus != m_pane->promptLine() && focus != m_pane->viewport();
    if (!elsewhere && m_pane->isPromptShown())
        m_pane->promptLine()->setFocus();
    if (!isActiveWindow())
        QApplication::alert(this);
    refreshStatus();
    refreshActorBar();
}

void MainWindow::showActor(const QUuid &uuid)
{
    const ActorInfo *info = m_console->tree()->find(uuid);
    if (!info)
        return;
    const Entry *current = m_console->current();
    if (current && current->actor.uuid == uuid) {
        showAll();
        m_pane->flush();
        m_pane->focusPrompt();
        return;
    }
    m_pane->flush();
    if (canBreakIn(*info) && (m_pane->filter() == uuid || !m_asksToBreakIn->isChecked()))
        return breakIn(uuid);
    m_pane->setFilter(uuid);
    refreshActorBar();
    const bool past = info->state == ActorInfo::State::Ended || info->state == ActorInfo::State::Crashed;
    if (const qint64 header = m_pane->lastHeaderOf(uuid); past && header >= 0)
        m_pane->scrollToLine(header); // where it stood, with its source
    else
        m_pane->scrollToEnd();
}

bool MainWindow::canBreakIn(const ActorInfo &info) const
{
    return info.state == ActorInfo::State::Running && info.debug && !m_console->isFinished();
}

void MainWindow::breakIn(const QUuid &uuid)
{
    const ActorInfo *info = m_console->tree()->find(uuid);
    if (!info)
        return;
    const QString why = m_console->breakIn(info->id);
    if (why.isEmpty())
        m_brokenInto = uuid;
    else
        statusBar()->showMessage(why, 5000);
    refreshActorBar();
}

void MainWindow::showAll()
{
    m_pane->setFilter({});
    refreshActorBar();
    m_pane->setFocus();
}

QString MainWindow::actorSentence(const QUuid &uuid) const
{
    using State = ActorInfo::State;
    const ActorInfo *info = m_console->tree()->find(uuid);
    if (!info)
        return {};
    const QString name = info->id.name;
    const QList<Entry> queue = m_console->queue();
    for (qsizetype i = 0; i < queue.size(); ++i) {
        if (queue[i].actor.uuid == uuid)
            return tr("%1 waits for the console: place %2 of %3 in the queue, %4.")
                .arg(name)
                .arg(i + 1)
                .arg(queue.size())
                .arg(queue[i].isCrash() ? tr("crashed in %1").arg(entryText::where(queue[i].function, queue[i].file, queue[i].line))
                                        : tr("paused in %1").arg(entryText::where(queue[i].function, queue[i].file, queue[i].line)));
    }
    const bool hadRepl = !m_console->entriesOf(info->id).isEmpty();
    switch (info->state) {
    case State::Starting:
        return tr("Showing only %1. It is starting.").arg(name);
    case State::Running:
        return hadRepl ? tr("Showing only %1. It is running; this is its transcript so far.").arg(name)
                       : tr("Showing only %1. It is running and has opened no REPL yet.").arg(name);
    case State::Cancelling:
        return tr("Showing only %1. It is being cancelled.").arg(name);
    case State::Crashed:
        return tr("Showing only %1. It crashed: %2").arg(name, info->error);
    case State::Ended:
        if (info->signal != 0)
            return tr("Showing only %1. It was ended by signal %2 (%3).")
                .arg(name)
                .arg(info->signal)
                .arg(QString::fromLocal8Bit(::strsignal(info->signal)));
        if (!info->error.isEmpty())
            return tr("Showing only %1. It ended with status %2: %3").arg(name).arg(info->exitStatus).arg(info->error);
        return tr("Showing only %1. It ended with status %2.").arg(name).arg(info->exitStatus);
    default:
        return tr("Showing only %1.").arg(name);
    }
}

void MainWindow::refreshActorBar()
{
    const QUuid filter = m_pane->filter();
    const ActorInfo *info = m_console->tree()->find(filter);
    m_actorBar->setVisible(info != nullptr);
    if (!info)
        return;
    const Entry *current = m_console->current();
    QString text = actorSentence(filter);
    const bool elsewhere = current && current->actor.uuid != filter;
    if (!text.endsWith(u'.'))
        text += u'.';
    if (elsewhere)
        text += u' ' + tr("The prompt is in %1.").arg(current->actor.name);
    m_actorBar->setText(text);
    const bool waits = info->state == ActorInfo::State::WaitingForConsole;
    const bool failed = !info->error.isEmpty() && !waits;
    m_actorBar->setIcon(stateIcon(failed && info->state == ActorInfo::State::Ended ? ActorInfo::State::Crashed : info->state));
    m_actorBar->setTone(waits ? MessageBar::Tone::Question : failed ? MessageBar::Tone::Error : MessageBar::Tone::Info);
    m_pane->setEmptyNote(tr("%1 has printed nothing and opened no REPL so far.").arg(info->id.name));
    m_goToPrompt->setVisible(elsewhere);
    m_breakIn->setVisible(canBreakIn(*info));
    m_alwaysBreakIn->setVisible(canBreakIn(*info) && m_asksToBreakIn->isChecked());
    const QList<Entry> queue = m_console->queue();
    m_nextPlease->setVisible(!queue.isEmpty() && queue.first().actor.uuid != filter
                             && std::ranges::any_of(queue, [&](const Entry &waiting) { return waiting.actor.uuid == filter; }));
}

void MainWindow::refreshStatus()
{
    const Entry *current = m_console->current();
    const qsizetype waiting = m_console->queue().size();
    QString owner;
    if (current) {
        owner = m_console->prompt() == Console::Prompt::Busy
            ? tr("%1 (pid %2) has the console; gdb works").arg(current->actor.name).arg(current->pid)
            : tr("%1 (pid %2) has the console").arg(current->actor.name).arg(current->pid);
    } else if (m_failed || m_console->isFinished()) {
        owner = tr("No REPL is open");
    } else {
        owner = tr("The console is free");
    }
    if (waiting > 0)
        owner += u"  ·  "_s + (waiting == 1 ? tr("1 waits") : tr("%1 wait").arg(waiting));
    m_ownerLabel->setText(owner);

    if (m_failed)
        m_programLabel->setText(tr("Not started"));
    else if (m_console->isFinished())
        m_programLabel->setText(tr("Ended, exit status %1").arg(m_exitStatus));
    else if (m_console->tree()->childrenOf({}).isEmpty())
        m_programLabel->setText(tr("Starting"));
    else
        m_programLabel->setText(tr("Running"));
}

void MainWindow::refreshTitle()
{
    const QList<QUuid> roots = m_console->tree()->childrenOf({});
    const ActorInfo *root = roots.isEmpty() ? nullptr : m_console->tree()->find(roots.first());
    const QString program = root ? QFileInfo(root->executable).fileName() : QString();
    setWindowTitle(program.isEmpty() ? tr("Furrow") : tr("%1 — Furrow").arg(program));
}

} // namespace furrow::ui
