// SPDX-License-Identifier: MIT
#include "treepage.h"

#include "actorbar.h"
#include "actorpane.h"
#include "actortreemodel.h"
#include "actortreeview.h"
#include "closebar.h"
#include "commandpalette.h"
#include "consolepane.h"
#include "consolepanel.h"
#include "core/actortree.h"
#include "core/console.h"
#include "debugactions.h"
#include "promptline.h"
#include "settings.h"
#include "stateicon.h"
#include "themefollower.h"
#include "treedocks.h"

#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <csignal>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr int layoutVersion = 3;

}

TreePage::TreePage(Console *console, ThemeFollower *theme, QWidget *parent)
    : QMainWindow(parent, Qt::Widget), m_console(console), m_theme(theme), m_model(new ActorTreeModel(console->tree(), this)),
      m_panel(new ConsolePanel(console, theme)), m_pane(m_panel->pane()), m_actions(new DebugActions(console, this)), m_actorBar(new ActorBar(console, theme)),
      m_closeBar(new CloseBar(theme)), m_errorBar(new MessageBar(theme, MessageBar::Tone::Error)), m_ownerLabel(new QLabel),
      m_programLabel(new QLabel)
{
    setObjectName(u"treePage"_s);
    console->setColor(u"truecolor"_s);
    buildActors();
    buildDocks();
    buildBars();
    buildMenus();

    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget *bar : {static_cast<QWidget *>(m_errorBar), static_cast<QWidget *>(m_closeBar), static_cast<QWidget *>(m_actorBar)})
        column->addWidget(bar);
    column->addWidget(m_panel, 1);
    setCentralWidget(centre);

    m_ownerLabel->setObjectName(u"ownerLabel"_s);
    m_programLabel->setObjectName(u"programLabel"_s);
    m_ownerLabel->setContentsMargins(8, 0, 8, 0);
    m_programLabel->setContentsMargins(8, 0, 8, 0);
    statusBar()->addWidget(m_ownerLabel, 1);
    statusBar()->addPermanentWidget(m_programLabel);

    connect(m_pane, &ConsolePane::showOnlyRequested, this, &TreePage::showActor);
    connect(m_pane, &ConsolePane::showAllRequested, this, &TreePage::showAll);
    connect(console, &Console::entryOpened, this, &TreePage::entryOpened);
    connect(console, &Console::promptChanged, this, &TreePage::refresh);
    connect(console, &Console::queueChanged, this, &TreePage::refresh);
    connect(console, &Console::entryClosed, this, &TreePage::refresh);
    connect(console, &Console::entryClosed, this, &TreePage::attentionGone);
    connect(console, &Console::programFailed, this, &TreePage::programFailed);
    connect(console, &Console::finished, this, &TreePage::programFinished);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &TreePage::refresh);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &parent) {
        if (!parent.isValid())
            Q_EMIT titleChanged();
        refresh();
    });
    refresh();
    restoreLayout();
    setFocusProxy(m_pane);
}

TreePage::~TreePage() = default;

ActorTreeView *TreePage::treeView() const
{
    return m_actors->view();
}

QString TreePage::title() const
{
    const QList<QUuid> roots = m_console->tree()->childrenOf({});
    const ActorInfo *root = roots.isEmpty() ? nullptr : m_console->tree()->find(roots.first());
    return root ? QFileInfo(root->executable).fileName() : QString();
}

void TreePage::buildActors()
{
    m_actors = new ActorPane(m_model, m_theme);
    connect(treeView(), &ActorTreeView::actorActivated, this, &TreePage::showActor);
    treeView()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(treeView(), &QWidget::customContextMenuRequested, this, &TreePage::showActorMenu);
    m_actorsDock = new QDockWidget(tr("Actors"), this);
    m_actorsDock->setObjectName(u"actorsDock"_s);
    m_actorsDock->setWidget(m_actors);
    addDockWidget(Qt::LeftDockWidgetArea, m_actorsDock);
}

void TreePage::showActorMenu(const QPoint &at)
{
    const ActorInfo *info = m_console->tree()->find(m_model->uuidOf(treeView()->indexAt(at)));
    if (!info)
        return;
    const ActorId id = info->id;
    const bool lives = info->state != ActorInfo::State::Ended && !m_console->isFinished();
    auto *menu = new QMenu(this);
    menu->setObjectName(u"actorMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto tell = [this](const QString &why) {
        if (!why.isEmpty())
            say(why);
    };
    menu->addAction(tr("&Show"), this, [this, id] { showActor(id.uuid); });
    menu->addAction(tr("&Break In"), this, [this, id] { breakIn(id.uuid); })->setEnabled(ActorBar::canBreakIn(m_console, *info));
    menu->addSeparator();
    menu->addAction(tr("&Cancel"), this, [this, id, tell] { tell(m_console->cancelActor(id, tr("cancelled from the window"))); })->setEnabled(lives);
    menu->addAction(tr("&Terminate"), this, [this, id, tell] { tell(m_console->signalActor(id, SIGTERM)); })->setEnabled(lives);
    menu->addAction(tr("&Kill"), this, [this, id, tell] { tell(m_console->signalActor(id, SIGKILL)); })->setEnabled(lives);
    menu->addSeparator();
    menu->addAction(tr("Copy &Name and UUID"), this, [id] { QApplication::clipboard()->setText(id.toString()); });
    menu->addAction(tr("Copy &Pid"), this, [pid = info->pid] { QApplication::clipboard()->setText(QString::number(pid)); });
    menu->popup(treeView()->viewport()->mapToGlobal(at));
}

void TreePage::buildDocks()
{
    m_docks = new TreeDocks(m_console, m_theme, treeView(), this);
    connect(m_docks, &TreeDocks::said, this, &TreePage::say);
    connect(m_docks, &TreeDocks::failed, this, &TreePage::sayFailure);
    connect(m_docks, &TreeDocks::actorActivated, this, &TreePage::showActor);
    connect(m_docks, &TreeDocks::promptRequested, this, &TreePage::focusPrompt);
    connect(m_panel, &ConsolePanel::sourceRequested, m_docks, &TreeDocks::openSource);
    connect(m_panel, &ConsolePanel::actorRequested, this, [this](const QUuid &uuid) {
        m_actorsDock->show();
        treeView()->selectActor(uuid);
        treeView()->setFocus();
    });
}

void TreePage::buildBars()
{
    m_errorBar->setObjectName(u"errorBar"_s);
    m_errorBar->hide();
    QToolButton *dismiss = m_errorBar->addButton(tr("Dismiss"));
    connect(dismiss, &QToolButton::clicked, m_errorBar, &QWidget::hide);

    connect(m_actorBar, &ActorBar::goToPromptRequested, this, &TreePage::focusPrompt);
    connect(m_actorBar, &ActorBar::showAllRequested, this, &TreePage::showAll);
    connect(m_actorBar, &ActorBar::breakInRequested, this, &TreePage::breakIn);
    connect(m_actorBar, &ActorBar::alwaysBreakInRequested, this, [this](const QUuid &uuid) {
        m_asksToBreakIn->setChecked(false);
        breakIn(uuid);
    });

    connect(m_closeBar, &CloseBar::letItRun, this, [this] {
        m_closeAnswered = true;
        Q_EMIT closable();
    });
    connect(m_closeBar, &CloseBar::cancelTree, this, [this] { cancelAndClose(tr("the window was closed")); });
    connect(m_closeBar, &CloseBar::stay, this, [this] {
        m_closeAtEnd = false;
        m_pane->focusPrompt();
        Q_EMIT closeRefused();
    });
}

void TreePage::buildMenus()
{
    connect(m_actions->interrupt(), &QAction::triggered, m_panel, &ConsolePanel::stopPastedLines);
    auto *toolBar = addToolBar(tr("Debug"));
    toolBar->setObjectName(u"debugToolBar"_s);
    toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    toolBar->setMovable(false);
    m_actions->fill(toolBar);

    auto *edit = new QMenu(tr("&Edit"), this);
    // Ctrl+C in the pane copies a selection and otherwise interrupts, so the menu shows the key that always copies.
    edit->addAction(QIcon::fromTheme(u"edit-copy"_s), tr("&Copy"), Qt::CTRL | Qt::SHIFT | Qt::Key_C, m_pane, &ConsolePane::copy);
    edit->addAction(QIcon::fromTheme(u"edit-select-all"_s), tr("Select &All"), Qt::CTRL | Qt::SHIFT | Qt::Key_A, m_pane, &ConsolePane::selectAll);
    edit->addSeparator();

    auto *debug = new QMenu(tr("&Debug"), this);
    m_actions->fill(debug);
    debug->addSeparator();
    debug->addAction(m_docks->exportReport());
    debug->addSeparator();
    m_asksToBreakIn = debug->addAction(tr("&Ask Before Breaking In"));
    m_asksToBreakIn->setObjectName(u"asksToBreakIn"_s);
    m_asksToBreakIn->setCheckable(true);
    m_asksToBreakIn->setStatusTip(tr("A double-click on a running actor asks before it stops it"));
    m_asksToBreakIn->setChecked(Settings().value("asksToBreakIn"_L1, true).toBool());
    m_actorBar->setAsksToBreakIn(m_asksToBreakIn->isChecked());
    connect(m_asksToBreakIn, &QAction::toggled, this, [this](bool asks) {
        Settings().setValue("asksToBreakIn"_L1, asks);
        m_actorBar->setAsksToBreakIn(asks);
    });

    auto *view = new QMenu(tr("&View"), this);
    view->addAction(tr("Go to the &Prompt"), Qt::CTRL | Qt::Key_P, this, &TreePage::focusPrompt);
    view->addAction(tr("Go to the Actor &Tree"), Qt::CTRL | Qt::Key_T, this, [this] {
        m_actorsDock->show();
        treeView()->setFocus();
    });
    view->addAction(tr("&Search Actors"), Qt::CTRL | Qt::SHIFT | Qt::Key_F, this, [this] {
        m_actorsDock->show();
        m_actors->focusSearch();
    });
    view->addAction(tr("Show &All Actors"), Qt::CTRL | Qt::SHIFT | Qt::Key_E, this, &TreePage::showAll);
    QAction *log = view->addAction(tr("Console &Log"), m_pane, &ConsolePane::setLogShown);
    log->setObjectName(u"consoleLog"_s);
    log->setCheckable(true);
    log->setStatusTip(tr("Show each request, grant and release of the console"));
    view->addSeparator();
    view->addAction(m_actorsDock->toggleViewAction());
    m_docks->fill(view);
    view->addAction(toolBar->toggleViewAction());

    m_menus = {edit, debug, view};
    for (QMenu *menu : std::as_const(m_menus))
        addActions(menu->actions()); // their keys work while this page is in front
    // Those of the panel have their keys there already.
    const auto addPanelActions = [](QMenu *menu, const QList<QAction *> &actions) {
        for (QAction *action : actions)
            if (action)
                menu->addAction(action);
            else
                menu->addSeparator();
    };
    addPanelActions(edit, m_panel->editActions());
    view->addSeparator();
    addPanelActions(view, m_panel->viewActions());
}

void TreePage::restoreLayout()
{
    m_laidOut = restoreState(Settings().value("state"_L1).toByteArray(), layoutVersion);
}

void TreePage::saveLayout() const
{
    Settings().setValue("state"_L1, saveState(layoutVersion));
}

QList<QAction *> TreePage::fileActions() const
{
    return m_panel->fileActions();
}

QList<PaletteItem> TreePage::actorItems()
{
    QList<PaletteItem> items;
    for (const ActorInfo &info : m_console->tree()->all())
        items.append({tr("Go to %1").arg(info.id.name), tr("pid %1").arg(info.pid), stateIcon(info.state), [this, uuid = info.id.uuid] {
                          treeView()->selectActor(uuid);
                          showActor(uuid);
                      }});
    return items;
}

void TreePage::say(const QString &sentence)
{
    statusBar()->showMessage(sentence, 8000);
}

void TreePage::sayFailure(const QString &sentence)
{
    m_errorBar->setText(sentence);
    m_errorBar->show();
}

bool TreePage::isRunning() const
{
    return !m_console->isFinished() && !m_failed && !m_console->tree()->childrenOf({}).isEmpty();
}

bool TreePage::mayClose()
{
    if (!isRunning() || m_closeAnswered)
        return true;
    if (!m_closeAtEnd) {
        const Entry *current = m_console->current();
        m_closeBar->ask(current ? current->actor.name : QString());
    }
    return false;
}

void TreePage::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    // A layout only knows its room once it is shown.
    if (!std::exchange(m_laidOut, true))
        QTimer::singleShot(0, m_docks, &TreeDocks::sizeUp);
}

void TreePage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_pane->filter().isNull())
        showAll();
    else
        QMainWindow::keyPressEvent(event);
}

void TreePage::cancelAndClose(const QString &reason)
{
    if (m_console->isFinished() || m_failed) {
        Q_EMIT closable();
        return;
    }
    m_closeAtEnd = true;
    m_closeBar->sayCancelling();
    m_console->cancelTree(reason);
}

void TreePage::programFailed(const QString &sentence)
{
    m_failed = true;
    sayFailure(sentence);
    refresh();
}

void TreePage::programFinished(int exitStatus)
{
    m_exitStatus = exitStatus;
    m_closeBar->hide();
    refresh();
    if (m_closeAtEnd)
        Q_EMIT closable();
}

void TreePage::entryOpened(quint64 id)
{
    const Entry *entry = m_console->entry(id);
    if (!entry)
        return;
    if (entry->actor.uuid == std::exchange(m_brokenInto, QUuid()) && m_pane->filter() == entry->actor.uuid)
        showAll();
    // The prompt takes the keys, unless the user is busy elsewhere in this window.
    QWidget *focus = window()->focusWidget();
    const bool elsewhere = focus && focus != m_pane && focus != m_pane->promptLine() && focus != m_pane->viewport();
    if (!elsewhere && m_pane->isPromptShown())
        m_pane->promptLine()->setFocus();
    if (!isVisible() || !isActiveWindow())
        Q_EMIT attentionWanted();
    refresh();
}

void TreePage::showActor(const QUuid &uuid)
{
    const ActorInfo *info = m_console->tree()->find(uuid);
    if (!info)
        return;
    const Entry *current = m_console->current();
    if (current && current->actor.uuid == uuid) {
        focusPrompt();
        return;
    }
    m_pane->flush();
    if (ActorBar::canBreakIn(m_console, *info) && (m_pane->filter() == uuid || !m_asksToBreakIn->isChecked()))
        return breakIn(uuid);
    m_pane->setFilter(uuid);
    m_pane->setEmptyNote(tr("%1 has printed nothing and opened no REPL so far.").arg(info->id.name));
    m_actorBar->setActor(uuid);
    const bool past = info->state == ActorInfo::State::Ended || info->state == ActorInfo::State::Crashed;
    if (const qint64 header = m_pane->lastHeaderOf(uuid); past && header >= 0)
        m_pane->scrollToLine(header); // where it stood, with its source
    else
        m_pane->scrollToEnd();
}

void TreePage::breakIn(const QUuid &uuid)
{
    const ActorInfo *info = m_console->tree()->find(uuid);
    if (!info)
        return;
    const QString why = m_console->breakIn(info->id);
    if (why.isEmpty())
        m_brokenInto = uuid;
    else
        say(why);
    m_actorBar->refresh();
}

void TreePage::showAll()
{
    m_pane->setFilter({});
    m_actorBar->setActor({});
    m_pane->setFocus();
}

void TreePage::focusPrompt()
{
    showAll();
    m_pane->flush();
    m_pane->focusPrompt();
}

QString TreePage::ownerText() const
{
    const Entry *current = m_console->current();
    const qsizetype waiting = m_console->queue().size();
    QString text;
    if (current) {
        text = m_console->prompt() == Console::Prompt::Busy
            ? tr("%1 (pid %2) has the console; gdb works").arg(current->actor.name).arg(current->pid)
            : tr("%1 (pid %2) has the console").arg(current->actor.name).arg(current->pid);
    } else if (m_failed || m_console->isFinished()) {
        text = tr("No REPL is open");
    } else {
        text = tr("The console is free");
    }
    if (waiting > 0)
        text += u"  ·  "_s + (waiting == 1 ? tr("1 waits") : tr("%1 wait").arg(waiting));
    return text;
}

QString TreePage::programText() const
{
    if (m_failed)
        return tr("Not started");
    if (m_console->isFinished())
        return tr("Ended, exit status %1").arg(m_exitStatus);
    return m_console->tree()->childrenOf({}).isEmpty() ? tr("Starting") : tr("Running");
}

void TreePage::refresh()
{
    m_ownerLabel->setText(ownerText());
    m_programLabel->setText(programText());
    m_actorBar->refresh();
}

} // namespace furrow::ui
