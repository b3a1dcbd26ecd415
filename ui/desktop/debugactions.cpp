// SPDX-License-Identifier: MIT
#include "debugactions.h"

#include "core/actortree.h"
#include "stateicon.h"

#include <QAction>
#include <QMenu>
#include <QToolBar>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

void describe(QAction *action, const QString &what)
{
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(key.isEmpty() ? what : DebugActions::tr("%1 (%2)").arg(what, key));
    action->setStatusTip(what);
}

} // namespace

DebugActions::DebugActions(Console *console, QWidget *window) : QObject(window), m_console(console), m_window(window)
{
    m_continue = add(u"continue"_s, tr("&Continue"), u"debug-run"_s, u"continue"_s, Qt::Key_F5);
    m_next = add(u"next"_s, tr("&Next"), u"debug-step-over"_s, u"next"_s, Qt::Key_F10);
    m_step = add(u"step"_s, tr("&Step"), u"debug-step-into"_s, u"step"_s, Qt::Key_F11);
    m_finish = add(u"finish"_s, tr("&Finish"), u"debug-step-out"_s, u"finish"_s, Qt::SHIFT | Qt::Key_F11);
    m_quit = add(u"quit"_s, tr("&Quit REPL"), {}, u"quit"_s, Qt::SHIFT | Qt::Key_F5);
    m_interrupt = add(u"interrupt"_s, tr("&Interrupt"), {}, u"interrupt"_s, {});
    m_stopTree = add(u"stopTree"_s, tr("Stop &Tree"), u"process-stop"_s, u"stop"_s, Qt::CTRL | Qt::Key_F2);

    const auto send = [this](QAction *action, const QString &command) {
        connect(action, &QAction::triggered, this, [this, command] { m_console->submit(command); });
    };
    send(m_continue, u"c"_s);
    send(m_next, u"n"_s);
    send(m_step, u"s"_s);
    send(m_finish, u"fin"_s);
    send(m_quit, u"q"_s);
    connect(m_interrupt, &QAction::triggered, console, &Console::interrupt);
    connect(m_stopTree, &QAction::triggered, this, [this] { m_console->cancelTree(tr("stopped from the window")); });

    connect(console, &Console::promptChanged, this, &DebugActions::refresh);
    connect(console, &Console::finished, this, &DebugActions::refresh);
    connect(console->tree(), &ActorTree::inserted, this, &DebugActions::refresh);
    refresh();
}

QAction *DebugActions::add(const QString &name, const QString &text, const QString &themeIcon, const QString &own, const QKeySequence &key)
{
    auto *action = new QAction(themeIcon.isEmpty() ? ownIcon(own) : themedIcon(themeIcon, own), text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    m_window->addAction(action);
    return action;
}

void DebugActions::fill(QToolBar *toolBar) const
{
    toolBar->addActions({m_continue, m_next, m_step, m_finish});
    toolBar->addSeparator();
    toolBar->addActions({m_quit, m_interrupt, m_stopTree});
}

void DebugActions::fill(QMenu *menu) const
{
    menu->addActions({m_continue, m_next, m_step, m_finish});
    menu->addSeparator();
    menu->addActions({m_quit, m_interrupt, m_stopTree});
}

void DebugActions::refresh()
{
    const Entry *entry = m_console->current();
    const bool ready = entry && m_console->prompt() == Console::Prompt::Ready;
    // After the fact there is nothing to step through: a frozen copy or a fatal signal.
    const bool runs = ready && entry->copy == 0 && entry->kind != Entry::Kind::Signal;
    m_continue->setEnabled(ready);
    m_quit->setEnabled(ready);
    for (QAction *action : {m_next, m_step, m_finish})
        action->setEnabled(runs);
    m_interrupt->setEnabled(m_console->prompt() == Console::Prompt::Busy);
    m_stopTree->setEnabled(!m_console->isFinished() && !m_console->tree()->childrenOf({}).isEmpty());

    const QString name = entry ? entry->actor.name : QString();
    const bool crash = entry && entry->isCrash();
    describe(m_continue, !ready ? tr("Let the actor at the prompt go on") : crash ? tr("Leave the REPL; the error of %1 goes on").arg(name)
                                                                                  : tr("Let %1 go on").arg(name));
    const QString frozen = tr("Not here: %1 has crashed, and its frame is frozen").arg(name);
    describe(m_next, ready && !runs ? frozen : tr("Go to the next line of this function, across awaits"));
    describe(m_step, ready && !runs ? frozen : tr("Go into the call on this line"));
    describe(m_finish, ready && !runs ? frozen : tr("Run until this function returns"));
    describe(m_quit, !ready                               ? tr("Quit the REPL")
                 : crash || entry->quit == Entry::Quit::None ? tr("Leave the REPL of %1").arg(name)
                                                           : tr("Quit: %1 fails with DebuggerQuit").arg(name));
    describe(m_interrupt, tr("Stop the command that gdb is working on"));
    describe(m_stopTree, tr("Cancel every actor and end the program"));
}

} // namespace furrow::ui
