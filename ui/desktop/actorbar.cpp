// SPDX-License-Identifier: MIT
#include "actorbar.h"

#include "core/actortree.h"
#include "core/console.h"
#include "core/entrytext.h"
#include "stateicon.h"

#include <QToolButton>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace furrow::ui {

ActorBar::ActorBar(Console *console, ThemeFollower *theme, QWidget *parent)
    : MessageBar(theme, Tone::Info, parent), m_console(console), m_goToPrompt(addButton(tr("Go to the Prompt"))),
      m_breakIn(addButton(tr("Break In"), tr("Stop it where it is, and open its REPL (double-click it again)"))),
      m_alwaysBreakIn(addButton(tr("Always Without Asking"), tr("Break in, and do so at a double-click from now on"))),
      m_nextPlease(addButton(tr("Next, Please"), tr("It comes before the others that wait")))
{
    setObjectName(u"actorBar"_s);
    m_goToPrompt->setObjectName(u"goToPrompt"_s);
    m_breakIn->setObjectName(u"breakIn"_s);
    m_alwaysBreakIn->setObjectName(u"alwaysBreakIn"_s);
    m_nextPlease->setObjectName(u"nextPlease"_s);
    QToolButton *all = addButton(tr("Show All"), tr("Every actor's lines again (Esc)"));
    all->setObjectName(u"showAll"_s);
    connect(m_goToPrompt, &QToolButton::clicked, this, &ActorBar::goToPromptRequested);
    connect(m_breakIn, &QToolButton::clicked, this, [this] { Q_EMIT breakInRequested(m_actor); });
    connect(m_alwaysBreakIn, &QToolButton::clicked, this, [this] { Q_EMIT alwaysBreakInRequested(m_actor); });
    connect(m_nextPlease, &QToolButton::clicked, this, [this] {
        for (const Entry &waiting : m_console->queue()) {
            if (waiting.actor.uuid == m_actor)
                return m_console->prefer(waiting.id);
        }
    });
    connect(all, &QToolButton::clicked, this, &ActorBar::showAllRequested);
    hide();
}

void ActorBar::setActor(const QUuid &uuid)
{
    m_actor = uuid;
    refresh();
}

void ActorBar::setAsksToBreakIn(bool asks)
{
    m_asks = asks;
    refresh();
}

bool ActorBar::canBreakIn(const Console *console, const ActorInfo &info)
{
    return info.state == ActorInfo::State::Running && info.debug && !console->isFinished();
}

bool ActorBar::isWaiting() const
{
    return std::ranges::any_of(m_console->queue(), [&](const Entry &waiting) { return waiting.actor.uuid == m_actor; });
}

QString ActorBar::sentence(const ActorInfo &info) const
{
    using State = ActorInfo::State;
    const QString name = info.id.name;
    const QList<Entry> queue = m_console->queue();
    for (qsizetype i = 0; i < queue.size(); ++i) {
        if (queue[i].actor.uuid == m_actor)
            return tr("%1 waits for the console: place %2 of %3 in the queue, %4.")
                .arg(name)
                .arg(i + 1)
                .arg(queue.size())
                .arg(queue[i].isCrash() ? tr("crashed in %1").arg(entryText::where(queue[i].function, queue[i].file, queue[i].line))
                                        : tr("paused in %1").arg(entryText::where(queue[i].function, queue[i].file, queue[i].line)));
    }
    const bool hadRepl = !m_console->entriesOf(info.id).isEmpty();
    switch (info.state) {
    case State::Starting:
        return tr("Showing only %1. It is starting.").arg(name);
    case State::Running:
        return hadRepl ? tr("Showing only %1. It is running; this is its transcript so far.").arg(name)
                       : tr("Showing only %1. It is running and has opened no REPL yet.").arg(name);
    case State::Cancelling:
        return tr("Showing only %1. It is being cancelled.").arg(name);
    case State::Crashed:
        return tr("Showing only %1. It crashed: %2").arg(name, info.error);
    case State::Ended:
        if (info.signal != 0)
            return tr("Showing only %1. It was ended by signal %2 (%3).")
                .arg(name)
                .arg(info.signal)
                .arg(QString::fromLocal8Bit(::strsignal(info.signal)));
        if (!info.error.isEmpty())
            return tr("Showing only %1. It ended with status %2: %3").arg(name).arg(info.exitStatus).arg(info.error);
        return tr("Showing only %1. It ended with status %2.").arg(name).arg(info.exitStatus);
    default:
        return tr("Showing only %1.").arg(name);
    }
}

void ActorBar::refresh()
{
    const ActorInfo *info = m_console->tree()->find(m_actor);
    setVisible(info != nullptr);
    if (!info)
        return;
    const Entry *current = m_console->current();
    const bool elsewhere = current && current->actor.uuid != m_actor;
    QString text = sentence(*info);
    if (!text.endsWith(u'.'))
        text += u'.';
    if (elsewhere)
        text += u' ' + tr("The prompt is in %1.").arg(current->actor.name);
    setText(text);
    const bool waits = info->state == ActorInfo::State::WaitingForConsole;
    const bool failed = !info->error.isEmpty() && !waits;
    setIcon(stateIcon(failed && info->state == ActorInfo::State::Ended ? ActorInfo::State::Crashed : info->state));
    setTone(waits ? Tone::Question : failed ? Tone::Error : Tone::Info);
    const bool breakable = canBreakIn(m_console, *info);
    m_goToPrompt->setVisible(elsewhere);
    m_breakIn->setVisible(breakable);
    m_alwaysBreakIn->setVisible(breakable && m_asks);
    m_nextPlease->setVisible(isWaiting() && m_console->queue().first().actor.uuid != m_actor);
}

} // namespace furrow::ui
