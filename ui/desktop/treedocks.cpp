// SPDX-License-Identifier: MIT
#include "treedocks.h"

#include "actortreeview.h"
#include "climb/climbview.h"
#include "climb/reportexport.h"
#include "core/actortree.h"
#include "core/breakpoints.h"
#include "core/console.h"
#include "core/inspector.h"
#include "docks/breakpointview.h"
#include "docks/queueview.h"
#include "docks/sourcepane.h"
#include "docks/stackview.h"
#include "docks/threadsview.h"
#include "docks/variablesview.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QTabBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

TreeDocks::TreeDocks(Console *console, ThemeFollower *theme, ActorTreeView *tree, QMainWindow *page)
    : QObject(page), m_console(console), m_theme(theme), m_page(page), m_source(new SourcePane(theme)), m_stack(new StackView(theme)),
      m_climb(new ClimbView(console->climbs(), theme))
{
    auto *locals = new VariablesView(console, theme);
    auto *threads = new ThreadsView(console, theme);
    auto *queue = new QueueView(console, theme);
    auto *breakpoints = new BreakpointView(console->breakpoints(), theme);
    m_sourceDock = add(u"sourceDock"_s, tr("Source"), m_source, Qt::RightDockWidgetArea);
    QDockWidget *localsDock = add(u"localsDock"_s, tr("Locals"), locals, Qt::RightDockWidgetArea);
    m_stackDock = add(u"stackDock"_s, tr("Stack"), m_stack, Qt::RightDockWidgetArea);
    QDockWidget *threadsDock = add(u"threadsDock"_s, tr("Threads"), threads, Qt::RightDockWidgetArea);
    QDockWidget *breakpointsDock = add(u"breakpointsDock"_s, tr("Breakpoints"), breakpoints, Qt::RightDockWidgetArea);
    QDockWidget *climbDock = add(u"climbDock"_s, tr("Climb"), m_climb, Qt::LeftDockWidgetArea);
    QDockWidget *queueDock = add(u"queueDock"_s, tr("Queue"), queue, Qt::LeftDockWidgetArea);
    for (QDockWidget *dock : {m_stackDock, threadsDock, breakpointsDock})
        page->tabifyDockWidget(localsDock, dock);
    page->tabifyDockWidget(climbDock, queueDock);
    localsDock->raise();
    climbDock->raise();

    buildSource();
    buildStack();
    buildClimb(tree);
    connect(locals, &VariablesView::refused, this, &TreeDocks::said);
    connect(threads, &ThreadsView::refused, this, &TreeDocks::said);
    connect(queue, &QueueView::actorActivated, this, &TreeDocks::actorActivated);
    connect(breakpoints, &BreakpointView::sourceRequested, this, &TreeDocks::openSource);
    connect(console->inspector(), &Inspector::changed, this, &TreeDocks::lookAtStop);
    connect(console->inspector(), &Inspector::gone, this, &TreeDocks::nobodyStands);
}

void TreeDocks::sizeUp()
{
    const auto dock = [this](const QString &name) { return m_page->findChild<QDockWidget *>(name); };
    m_page->resizeDocks({dock(u"actorsDock"_s), m_sourceDock}, {m_page->width() * 22 / 100, m_page->width() * 32 / 100}, Qt::Horizontal);
    m_page->resizeDocks({m_sourceDock, dock(u"localsDock"_s)}, {m_page->height() * 58 / 100, m_page->height() * 42 / 100}, Qt::Vertical);
    m_page->resizeDocks({dock(u"actorsDock"_s), dock(u"climbDock"_s)}, {m_page->height() * 58 / 100, m_page->height() * 42 / 100}, Qt::Vertical);
}

QDockWidget *TreeDocks::add(const QString &name, const QString &title, QWidget *content, Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(title, m_page);
    dock->setObjectName(name);
    dock->setWidget(content);
    m_page->addDockWidget(area, dock);
    m_docks.append(dock);
    return dock;
}

void TreeDocks::buildSource()
{
    Breakpoints *breakpoints = m_console->breakpoints();
    connect(m_source, &SourcePane::breakpointToggled, breakpoints, &Breakpoints::toggle);
    connect(m_source, &SourcePane::breakpointEnableRequested, breakpoints, &Breakpoints::setEnabled);
    const auto change = [breakpoints](const QString &file, int line, auto &&apply) {
        const Breakpoint *known = breakpoints->at(file, line);
        Breakpoint changed = known ? *known : Breakpoint();
        changed.file = file;
        changed.line = line;
        apply(changed);
        breakpoints->set(changed);
    };
    connect(m_source, &SourcePane::breakpointConditionRequested, breakpoints, [change](const QString &file, int line, const QString &condition) {
        change(file, line, [&](Breakpoint &changed) { changed.condition = condition; });
    });
    connect(m_source, &SourcePane::breakpointTraceRequested, breakpoints, [change](const QString &file, int line, const QString &text) {
        change(file, line, [&](Breakpoint &changed) { changed.trace = text; });
    });
    connect(m_source, &SourcePane::runToRequested, this, [this](const QString &file, int line) {
        m_console->submit(u"until %1:%2"_s.arg(file).arg(line));
    });
    connect(breakpoints, &Breakpoints::changed, this, [this, breakpoints] { m_source->setBreakpoints(breakpoints->list()); });
    connect(breakpoints, &Breakpoints::refused, this, &TreeDocks::said);
}

void TreeDocks::buildStack()
{
    connect(m_stack, &StackView::sourceRequested, this, &TreeDocks::openSource);
    connect(m_stack, &StackView::frameActivated, this, [this](int index) {
        const Frame frame = m_stack->model()->frames().at(index);
        m_console->inspector()->select(frame, [this](const QString &why) {
            if (!why.isEmpty())
                Q_EMIT said(why);
        });
    });
    // Nothing is asked for while nobody looks.
    connect(m_stackDock, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        if (visible && m_console->inspector()->isReady())
            lookAtStop();
    });
}

void TreeDocks::buildClimb(ActorTreeView *tree)
{
    tree->setClimbs(m_console->climbs());
    connect(m_climb, &ClimbView::climbShown, tree, &ActorTreeView::lightUp);
    connect(tree, &ActorTreeView::errorSelected, m_climb, &ClimbView::showClimb);
    connect(m_climb, &ClimbView::hopActivated, this, [this](const ClimbHop &hop) {
        const QString why = m_console->standIn(hop);
        if (why.isEmpty())
            Q_EMIT promptRequested();
        else
            Q_EMIT said(why);
    });
    auto *reports = new ReportExport(m_console, m_page);
    connect(m_climb, &ClimbView::exportRequested, reports, &ReportExport::ask);
    connect(reports, &ReportExport::written, this, [this](const QString &path) { Q_EMIT said(tr("The report was written to %1.").arg(path)); });
    connect(reports, &ReportExport::failed, this, &TreeDocks::failed);
}

QAction *TreeDocks::exportReport() const
{
    return m_climb->exportAction();
}

void TreeDocks::fill(QMenu *view) const
{
    for (QDockWidget *dock : m_docks) {
        // As its own toggle, but one that is behind another's tab comes to the front.
        QAction *action = view->addAction(dock->windowTitle(), dock, [this, dock] {
            const bool inFront = isInFront(dock);
            dock->setVisible(!inFront);
            if (!inFront)
                dock->raise();
        });
        action->setCheckable(true);
        connect(view, &QMenu::aboutToShow, action, [this, dock, action] { action->setChecked(isInFront(dock)); });
    }
}

bool TreeDocks::isInFront(const QDockWidget *dock) const
{
    if (!dock->isVisible())
        return false;
    // Those behind a tab are visible to Qt.
    for (const QTabBar *bar : m_page->findChildren<QTabBar *>(Qt::FindDirectChildrenOnly)) {
        for (int i = 0; bar->isVisible() && i < bar->count(); ++i) {
            if (bar->tabText(i) == dock->windowTitle())
                return i == bar->currentIndex();
        }
    }
    return true;
}

void TreeDocks::openSource(const QString &file, int line)
{
    m_sourceDock->show();
    m_sourceDock->raise();
    m_source->openFile(file, line);
}

void TreeDocks::lookAtStop()
{
    Inspector *inspector = m_console->inspector();
    const StopInfo stop = inspector->stop();
    const Entry *entry = m_console->current();
    const ActorInfo *info = entry ? m_console->tree()->find(entry->actor.uuid) : nullptr;
    m_source->setPlace(stop.frame.file, stop.frame.line, entry && entry->copy != 0, info ? info->executable : QString());
    if (!m_stack->isVisible())
        return;
    inspector->backtrace([this, asked = ++m_asked](const QList<Frame> &frames) {
        if (asked == m_asked)
            showStack(frames);
    });
}

void TreeDocks::showStack(const QList<Frame> &frames)
{
    const auto current = std::ranges::find_if(frames, &Frame::current);
    m_stack->setFrames(frames, current == frames.end() ? -1 : int(current - frames.begin()));
}

void TreeDocks::nobodyStands()
{
    ++m_asked;
    m_source->clearPlace();
    m_stack->setFrames({}, -1);
}

} // namespace furrow::ui
