// SPDX-License-Identifier: MIT
#include "session.h"

#include "actortree.h"
#include "commandtable.h"
#include "consolelock.h"
#include "copyleases.h"
#include "debug/protocol.h"
#include "dialogue.h"
#include "entrytext.h"
#include "promptguard.h"
#include "treekeeper.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
namespace protocol = furrow::debug::protocol;

namespace furrow::ui {

using State = Entry::State;

constexpr auto standAfter = 2s;      ///< a granted actor that does not stand by then is named
constexpr auto longStep = 200ms;     ///< a step that runs longer lends the lock and lets output through
constexpr qsizetype surveyLimit = 64 * 1024; ///< characters of one command's output in a survey
constexpr auto releaseWithin = 3s;   ///< gdb answers a release by then, or the lock goes on without it

namespace {

QString stoppedByUser()
{
    return u"The prompt was left, or ctrl-c has stopped it."_s;
}

bool hasEnded(qint64 pid)
{
    QFile stat(u"/proc/%1/stat"_s.arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return true;
    const QByteArray text = stat.readAll();
    const char state = text.mid(text.lastIndexOf(')') + 2, 1).append('X').at(0);
    return state == 'Z' || state == 'X';
}

} // namespace

Session::Session(const Parts &parts, QObject *parent) : QObject(parent), m(parts), m_writer(parts.guard, parts.router, parts.tree)
{
    connect(m.lock, &ConsoleLock::granted, this, &Session::granted);
    connect(m.engine, &DebugEngine::ready, this, &Session::engineReady);
    connect(m.engine, &DebugEngine::died, this, &Session::engineDied);
    connect(m.engine, &DebugEngine::attached, this, &Session::attached);
    connect(m.engine, &DebugEngine::attachFailed, this, &Session::attachFailed);
    connect(m.engine, &DebugEngine::stepping, this, &Session::stepping);
    connect(m.engine, &DebugEngine::stopped, this, &Session::stopped);
    connect(m.engine, &DebugEngine::released, this, &Session::released);
    connect(m.engine, &DebugEngine::executed, this, &Session::executed);
    connect(m.engine, &DebugEngine::output, this, &Session::output);
    connect(m.engine, &DebugEngine::printed, this, &Session::printed);
    connect(m.engine, &DebugEngine::frameChanged, this, [this](const Frame &frame) { m_newFrame = frame; });
    connect(m.engine, &DebugEngine::frameSelected, this, [this](qint64 tid, const Frame &frame) {
        if (Live *mine = live(m.lock->owner())) {
            mine->stop.tid = tid;
            mine->stop.frame = frame;
        }
    });
    connect(m.engine, &DebugEngine::complained, this, [this](const QString &sentence) { m.guard->notice(sentence); });
    connect(m.engine, &DebugEngine::borderReached, this, [this](bool down) { m_border = down; });
    connect(m.leases, &CopyLeases::referenceAdded, this, [this](qint64 pid) {
        if (m.engine->isReady())
            m.engine->addReference(pid);
    });

    m_wasReady = m.engine->isReady();
    for (QTimer *timer : {&m_standTimer, &m_stepTimer, &m_releaseTimer})
        timer->setSingleShot(true);
    connect(&m_standTimer, &QTimer::timeout, this, [this] {
        const Entry *owner = m.lock->find(m.lock->owner());
        if (owner && owner->state == State::Granted)
            m.guard->notice(u"%1 has the console but does not stand at its entry yet: it is busy or stopped"_s.arg(
                                owner->actor.toString()), owner->actor);
    });
    connect(&m_stepTimer, &QTimer::timeout, this, &Session::stepRunsLong);
    connect(&m_releaseTimer, &QTimer::timeout, this, [this] {
        const Live *owner = live(m.lock->owner());
        if (owner && owner->leaving) {
            m.guard->notice(u"gdb does not answer the release of process %1; the console goes on without it"_s.arg(owner->target));
            close(m.lock->owner());
        }
    });
}

// --- from request to prompt

void Session::add(Dialogue *dialogue, const Entry &asked)
{
    m.keeper->ensure(asked.actor, asked.pid);
    // The thread that a step runs in cannot go on until this entry is over, so that nobody need wait to see it.
    const quint64 stepId = stepOf(asked.pid);
    const Entry *stepping = m.lock->find(stepId);
    const bool ofStep = stepping && stepping->pid == asked.pid && stepping->tid == asked.tid;
    const quint64 id = m.lock->enqueue(asked, ofStep);
    const Entry &entry = *m.lock->find(id);
    Live &mine = m_live[id];
    mine.dialogue = dialogue;
    // By hand it stands at the call; where the error was thrown is one `down` away.
    mine.target = entry.copy && entry.kind != Entry::Kind::PostMortem ? entry.copy : entry.pid;
    mine.attached = asked.kind == Entry::Kind::Breakpoint; // gdb holds it already
    if (ofStep) {
        // `n` over the line that pauses stops at this pause; a pause deeper down is one within the step.
        const Frame &from = live(stepId)->stop.frame;
        mine.endsStep = from.line == entry.line && from.file.section(u'/', -1) == entry.file.section(u'/', -1);
    }
    if (stepping && entry.kind == Entry::Kind::Signal)
        mine.endsStep = true; // the process dies, whichever thread stepped
    if (dialogue) {
        connect(dialogue, &Dialogue::received, this, [this, id](const QJsonObject &p) { packet(id, p); });
        connect(dialogue, &Dialogue::closed, this, [this, id] { clientGone(id); });
    }
    if (entry.copy)
        m.leases->lease(entry);
    if (entry.isCrash()) {
        const QString error = entry.hasError ? u"%1: %2"_s.arg(entry.error.type, entry.error.message) : entry.signalName;
        m.keeper->markError(entry.actor, error, entry.error.id, entry.kind != Entry::Kind::PostMortem);
    }
    // The actor stands where the first of its tasks does, whichever wait behind that one.
    if (std::ranges::none_of(m.lock->live(), [&](const auto &each) { return each.first != id && each.second->actor == entry.actor; })) {
        m.keeper->setWhere(entry.actor, entryText::where(entry.function, entry.file, entry.line));
        m.keeper->setEntryState(entry.actor, ActorInfo::State::WaitingForConsole);
    }
    const QString at = entryText::place(entry.file, entry.line);
    m.guard->log(u"asks for the console (%1%2)"_s.arg(entryText::kindName(entry.kind), at.isEmpty() ? at : u" at "_s + at),
                 entry.actor, id);
    Q_EMIT entryQueued(id);
    if (ofStep && m.lock->owner() == stepId)
        stepRunsLong();
    m.lock->grantNext();
    Q_EMIT changed();
}

void Session::granted(quint64 id)
{
    Live *mine = live(id);
    Entry *entry = m.lock->find(id);
    m.guard->log(mine->finishedStep ? u"granted again (its step has finished)"_s : u"granted"_s, entry->actor, id);
    if (mine->finishedStep && mine->attached && m_engineCurrent == mine->target) {
        showStop(id);
    } else if (mine->finishedStep || !mine->dialogue) {
        attach(id);
    } else {
        entry->state = State::Granted;
        mine->dialogue->sendWord(protocol::granted);
        m_standTimer.start(standAfter);
    }
    Q_EMIT changed();
}

void Session::packet(quint64 id, const QJsonObject &packet)
{
    Entry *entry = m.lock->find(id);
    Live *mine = live(id);
    if (!mine)
        return;
    if (packet["type"_L1].toString() != QLatin1StringView(protocol::standing) || entry->state != State::Granted) {
        m.guard->notice(u"%1 was sent away: it answered out of turn"_s.arg(entry->actor.toString()), entry->actor);
        mine->dialogue->close();
        return clientGone(id);
    }
    const qint64 tid = packet["tid"_L1].toInteger();
    if (tid > 0)
        entry->tid = tid;
    if (!m_turnAway.isEmpty())
        return skip(id, m_turnAway);
    attach(id);
}

void Session::attach(quint64 id)
{
    Entry *entry = m.lock->find(id);
    Live *mine = live(id);
    entry->state = State::Attaching;
    if (entry->copy && mine->target == entry->copy && !m.leases->contains(entry->copy)) {
        sayCopyIsGone(*entry);
        mine->target = entry->pid;
    }
    if (!m_engineBroken.isEmpty()) {
        m_engineBroken.clear();
        m.engine->start();
        if (!live(id) || entry->state != State::Attaching || !m_engineBroken.isEmpty())
            return;
    }
    AttachRequest request;
    request.pid = mine->target;
    request.frozenCopy = entry->copy && mine->target == entry->copy;
    // The copy has one thread, which its process's number names.
    request.tid = request.frozenCopy ? request.pid : entry->tid;
    request.showsRuntime = !entry->hideRuntime;
    if (entry->hideRuntime) {
        request.file = entry->file;
        request.line = entry->line;
    }
    if (entry->kind == Entry::Kind::Signal)
        request.dyingOf = entry->signalName;
    request.endsStep = mine->endsStep;
    request.breakIn = entry->kind == Entry::Kind::BreakIn;
    m.engine->attach(request);
}

QString Session::breakIn(const ActorId &actor)
{
    const ActorInfo *info = m.tree->find(actor.uuid);
    if (!info || info->state == ActorInfo::State::Ended || info->state == ActorInfo::State::Crashed || info->pid <= 0)
        return u"%1 does not run any more"_s.arg(actor.toString());
    if (!info->debug)
        return u"%1 is not in debug mode"_s.arg(actor.toString());
    if (!m_turnAway.isEmpty())
        return m_turnAway;
    for (const auto &[id, mine] : m_live) {
        const Entry *entry = m.lock->find(id);
        if (entry->actor == actor && !isRunningStep(id))
            return entry->state == State::Queued ? u"%1 waits for the console already"_s.arg(actor.toString()) : u"%1 has the console"_s.arg(actor.toString());
    }
    Entry entry;
    entry.kind = Entry::Kind::BreakIn;
    entry.actor = info->id;
    entry.pid = entry.tid = info->pid;
    entry.thread = u"main"_s;
    entry.quit = Entry::Quit::None;
    entry.detail = u"stopped where it was, by hand"_s;
    add(nullptr, entry);
    return {};
}

void Session::sayCopyIsGone(const Entry &entry)
{
    m.guard->noticeNow(u"the frozen copy of '%1' is gone: this is the process itself, after its stack was unwound; "
                       "the trace was recorded at the throw"_s.arg(entry.actor.name), entry.id, entry.actor);
}

void Session::attached(const StopInfo &stop)
{
    if (Live *owner = live(m.lock->owner()); owner && owner->crossing && !owner->leaving)
        return crossed(m.lock->owner(), stop);
    const quint64 id = withTarget(stop.pid);
    Entry *entry = m.lock->find(id);
    m_engineCurrent = stop.pid;
    if (!entry) {
        // Its entry was closed while gdb was on the way.
        m.engine->release(stop.pid);
        return;
    }
    if (entry->state != State::Attaching || m.lock->owner() != id)
        return;
    Live *mine = live(id);
    mine->attached = true;
    if (std::exchange(mine->endsStep, false))
        closeSteps(stop.pid, id);
    if (mine->leaving) {
        m.engine->release(mine->target);
        m_releaseTimer.start(releaseWithin);
    } else if (!m_turnAway.isEmpty()) {
        release(id, false, u"continue"_s);
    } else if (mine->finishedStep) {
        showStop(id);
    } else {
        mine->stop = stop;
        if (entry->kind == Entry::Kind::BreakIn)
            entry->task = stop.taskName;
        open(id);
    }
}

void Session::attachFailed(qint64 pid, const QString &reason)
{
    if (Live *owner = live(m.lock->owner()); owner && owner->crossing && pid != owner->target) {
        const qsizetype to = *std::exchange(owner->crossing, std::nullopt);
        owner->visited.removeAll(pid);
        if (m_survey && m_survey->pending)
            return surveyStep(m_surveySerial, u"Its frozen copy cannot be looked at: %1."_s.arg(reason));
        m.guard->noticeNow(u"the frozen copy of '%1' cannot be looked at (%2)"_s.arg(owner->hops.at(to - 1).actor.name, reason), m.lock->owner());
        if (!owner->leaving)
            prompted(m.lock->owner());
        return;
    }
    const quint64 id = withTarget(pid);
    Entry *entry = m.lock->find(id);
    if (!entry || entry->state != State::Attaching)
        return;
    Live *mine = live(id);
    if (mine->leaving)
        return close(id);
    if (pid == entry->copy && pid != entry->pid) {
        m.guard->noticeNow(u"the frozen copy of '%1' cannot be looked at (%2): this is the process itself, after its stack was "
                           "unwound; the trace was recorded at the throw"_s.arg(entry->actor.name, reason), id, entry->actor);
        mine->target = entry->pid;
        return attach(id);
    }
    skip(id, reason);
}

void Session::skip(quint64 id, const QString &reason)
{
    Live *mine = live(id);
    const Entry *entry = m.lock->find(id);
    const QString after = hasEnded(entry->pid) ? QString() : u"; it goes on as with c"_s;
    m.guard->notice(u"no REPL for %1: %2%3"_s.arg(entry->actor.toString(), reason, after), entry->actor);
    if (mine->dialogue && !mine->told)
        mine->dialogue->sendWord(protocol::wordSkip + QByteArray(" ") + reason.simplified().toUtf8().left(1000));
    mine->told = true;
    mine->end = u"skipped: "_s + reason;
    close(id);
}

void Session::open(quint64 id)
{
    Entry *entry = m.lock->find(id);
    Live *mine = live(id);
    if (mine->opened) {
        // gdb was started again under an open prompt.
        m_writer.source(*entry, mine->stop.frame);
        return prompted(id);
    }
    const bool entryKnows = entry->line > 0;
    m.keeper->setWhere(entry->actor, entryKnows ? entryText::where(entry->function, entry->file, entry->line)
                                                : entryText::where(mine->stop.frame.function, mine->stop.frame.file, mine->stop.frame.line));
    m_writer.header(*entry, entryKnows ? entry->file : mine->stop.frame.file, entryKnows ? entry->line : mine->stop.frame.line);
    m_writer.source(*entry, mine->stop.frame);
    m_writer.sayWhatIsMissing(*entry, mine->stop.frame);
    mine->opened = entry->opened = true;
    m.keeper->setEntryState(entry->actor, ActorInfo::State::AtPrompt);
    Q_EMIT entryOpened(id);
    prompted(id);
}

void Session::showStop(quint64 id)
{
    Entry *entry = m.lock->find(id);
    Live *mine = live(id);
    mine->finishedStep = false;
    mine->lent = false;
    mine->interrupted = false;
    m_stepTimer.stop();
    entry->state = State::Running;
    if (!m_turnAway.isEmpty())
        return release(id, false, u"continue"_s);
    const StopInfo stop = mine->stop;
    if (stop.reason == StopInfo::Reason::Stepped && mine->stepsLeft > 0) {
        --mine->stepsLeft;
        return askForStep(*mine);
    }
    mine->stepsLeft = 0;
    m_writer.comeBack(*entry, stop.frame);
    if (!stop.detail.isEmpty())
        m.guard->noticeNow(stop.detail, id, entry->actor);
    else if (stop.reason == StopInfo::Reason::TaskEnded)
        m.guard->noticeNow(u"the task has ended"_s, id, entry->actor);
    const QString where = entryText::where(stop.frame.function, stop.frame.file, stop.frame.line);
    m.keeper->setWhere(entry->actor, where);
    m_writer.source(*entry, stop.frame, u"> "_s + where);
    m.keeper->setEntryState(entry->actor, ActorInfo::State::AtPrompt);
    const bool first = !mine->opened;
    mine->opened = entry->opened = true;
    if (first)
        Q_EMIT entryOpened(id);
    prompted(id);
}

void Session::prompted(quint64 id)
{
    m.lock->find(id)->state = State::AtPrompt;
    setPrompt(Console::Prompt::Ready);
    Q_EMIT changed();
}

// --- at the prompt

void Session::submit(const QString &line)
{
    if (m_prompt != Console::Prompt::Ready)
        return;
    m_writer.typed(entry(), line, isInBlock());
    QString command = line.trimmed().isEmpty() && !isInBlock() ? m_repeat : line.trimmed();
    if (isInBlock() || CommandTable::opensBlock(command)) {
        m_block.append(line);
        if (!CommandTable::isWholeBlock(m_block)) {
            m.lock->find(m.lock->owner())->state = State::Running;
            setPrompt(Console::Prompt::Busy);
            return done();
        }
        command = std::exchange(m_block, {}).join(u'\n');
    }
    m.lock->find(m.lock->owner())->state = State::Running;
    m_writer.begin(command);
    m_newFrame.reset();
    m_border.reset();
    live(m.lock->owner())->named = false;
    setPrompt(Console::Prompt::Busy);
    if (command.isEmpty())
        return done();
    if (command.contains(u'\n')) {
        m_repeat.clear();
        return execute(command);
    }
    m_repeat = CommandTable::repetition(command);
    CommandTable::run(*this, command);
}

const Entry &Session::entry() const
{
    return *m.lock->find(m.lock->owner());
}

void Session::print(const QString &text, Highlighter::Language language)
{
    m_writer.print(entry(), text, language);
}

void Session::output(const QString &text)
{
    if (m_survey) {
        if (!m_survey->text || m_survey->text->size() > surveyLimit)
            return;
        *m_survey->text += text.left(surveyLimit + 1);
        if (m_survey->text->size() > surveyLimit)
            m.engine->interrupt();
        return;
    }
    if (!text.isEmpty() && m_prompt == Console::Prompt::Busy)
        m_writer.output(entry(), text);
}

void Session::printed(qint64 pid, const QString &text)
{
    if (const Live *owner = live(m.lock->owner()); owner && owner->target == pid && m_prompt == Console::Prompt::Busy)
        return m_writer.output(entry(), text);
    TranscriptBlock block;
    block.kind = TranscriptBlock::Kind::Program;
    block.actor = m.keeper->actorOf(pid);
    block.endsLine = text.endsWith(u'\n');
    block.text = block.endsLine ? text.chopped(1) : text;
    m.guard->show(block);
}

void Session::notice(const QString &sentence)
{
    m.guard->noticeNow(sentence, m.lock->owner(), entry().actor);
}

void Session::done()
{
    m_writer.finish();
    // By way of the loop: a face that reads commands from a pipe hands in the next one as soon as it may.
    QMetaObject::invokeMethod(this, [this, id = m.lock->owner()] {
        if (m.lock->owner() == id && m.lock->find(id)->state == State::Running && !live(id)->leaving)
            prompted(id);
    }, Qt::QueuedConnection);
}

QString Session::frozenActor() const
{
    const auto owner = m_live.find(m.lock->owner());
    if (owner == m_live.end())
        return {};
    if (owner->second.depth > 0)
        return owner->second.hops.at(owner->second.depth - 1).actor.name;
    return entry().copy && entry().kind != Entry::Kind::PostMortem ? entry().actor.name : QString();
}

void Session::execute(const QString &line)
{
    Live *mine = live(m.lock->owner());
    if (!mine->depth) // deeper down they are those that led there
        mine->hops = hopsBelow(entry(), *m.leases, *m.lock);
    m.engine->setBorders(mine->depth < mine->hops.size(), mine->depth > 0);
    m.engine->execute(line);
}

void Session::executed()
{
    Entry *entry = m.lock->find(m.lock->owner());
    Live *mine = live(m.lock->owner());
    if (!entry || !mine || mine->leaving || entry->state != State::Running)
        return;
    if (m_survey) {
        if (m_survey->text)
            surveyStep(m_surveySerial);
        return;
    }
    mine->stepsLeft = 0;
    mine->stepAsked = false;
    m_writer.finish();
    if (const auto down = std::exchange(m_border, std::nullopt))
        return cross(entry->id, *down);
    if (mine->crossing)
        return; // its copy has ended under the command
    if (m_newFrame) {
        mine->stop.frame = *std::exchange(m_newFrame, std::nullopt);
        // gdb has named a frame without source; the entry's own lines would look like that frame's.
        if (mine->stop.frame.line > 0 && QFileInfo(mine->stop.frame.file).isFile())
            m_writer.source(*entry, mine->stop.frame);
    }
    prompted(entry->id);
}

void Session::step(StepKind kind, int count)
{
    Live *mine = live(m.lock->owner());
    mine->kind = kind;
    mine->stepsLeft = count - 1;
    askForStep(*mine);
}

void Session::askForStep(Live &mine)
{
    mine.stepAsked = true;
    m.engine->step(mine.kind);
}

void Session::leave(bool quit)
{
    release(m.lock->owner(), quit, quit ? u"quit"_s : u"continue"_s);
}

void Session::release(quint64 id, bool quit, const QString &how)
{
    Live *mine = live(id);
    Entry *entry = m.lock->find(id);
    // After a crash there is nothing to throw into: the error is on its way already.
    const bool throws = quit && !entry->isCrash() && entry->quit != Entry::Quit::None;
    const bool byDialogue = mine->dialogue && !mine->told;
    m_writer.finish();
    mine->leaving = true;
    mine->end = how;
    entry->state = State::Running;
    setPrompt(Console::Prompt::None);
    if (byDialogue)
        mine->dialogue->sendWord(throws ? protocol::wordQuit : protocol::wordContinue);
    mine->told = true;
    m_releaseTimer.start(releaseWithin);
    releaseVisited(*mine);
    m.engine->release(mine->target, throws && !byDialogue);
}

// --- over the border of a process

std::expected<qsizetype, QString> Session::depthOf(const ClimbHop &hop, QList<Hop> *below) const
{
    const Entry *entry = m.lock->find(m.lock->owner());
    const Entry *own = m.lock->find(hop.entry);
    const QString name = hop.actor.name;
    if (own && own->state != State::Done && own != entry)
        return std::unexpected(u"%1 waits for the console; its REPL opens when it is its turn."_s.arg(name));
    if (own != entry && !(hop.copy && m.leases->contains(hop.copy))) {
        if (hop.repl == ClimbHop::Repl::None && !hop.copy)
            return std::unexpected(u"%1 opened no REPL and left no frozen copy, so that there is nothing to stand in."_s.arg(name));
        return std::unexpected((hop.copy ? u"The frozen copy of %1 is gone; what is left is the trace that was recorded at the throw."_s
                                         : u"%1 left no frozen copy; what is left is the trace that was recorded at the throw."_s).arg(name));
    }
    const Live *mine = entry ? live(entry->id) : nullptr;
    if (!mine || m_prompt == Console::Prompt::None)
        return std::unexpected(u"No REPL is open: the frozen copy of %1 can be looked into from the prompt of an actor above it."_s.arg(name));
    if ((m_prompt != Console::Prompt::Ready && !m_survey) || isInBlock())
        return std::unexpected(u"The prompt is busy; wait for its command, or stop it."_s);
    *below = mine->depth ? mine->hops : hopsBelow(*entry, *m.leases, *m.lock);
    if (own == entry || hop.copy == mine->target)
        return 0;
    const auto found = std::ranges::find_if(*below, [&](const Hop &each) { return each.copy == hop.copy; });
    if (found == below->end())
        return std::unexpected(u"The prompt is in %1, where another error has come to: %2 cannot be reached from there."_s.arg(entry->actor.name, name));
    return found - below->begin() + 1;
}

QString Session::standIn(const ClimbHop &hop)
{
    if (m_survey)
        return u"The prompt is busy; wait for its command, or stop it."_s;
    QList<Hop> below;
    const auto depth = depthOf(hop, &below);
    if (!depth)
        return depth.error();
    const quint64 owner = m.lock->owner();
    Live *mine = live(owner);
    if (*depth == mine->depth)
        return {};
    mine->hops = below;
    m.lock->find(owner)->state = State::Running;
    setPrompt(Console::Prompt::Busy);
    m_newFrame.reset();
    m_border.reset();
    crossTo(owner, *depth);
    return {};
}

// --- surveys

void Session::surveyGo(const ClimbHop &hop, std::function<void(const QString &)> done)
{
    QList<Hop> below;
    auto depth = depthOf(hop, &below);
    if (m_survey && m_survey->given)
        depth = std::unexpected(stoppedByUser());
    if (!depth) {
        QMetaObject::invokeMethod(this, [done, why = depth.error()] { done(why); }, Qt::QueuedConnection);
        return;
    }
    const quint64 owner = m.lock->owner();
    Live *mine = live(owner);
    if (!m_survey) {
        m_survey = std::make_unique<Survey>();
        m_survey->home = mine->depth;
        m_survey->stop = mine->stop;
        m_survey->left = mine->left;
        m.lock->find(owner)->state = State::Running;
        setPrompt(Console::Prompt::Busy);
        m_newFrame.reset();
        m_border.reset();
    }
    const int serial = awaitSurvey(std::move(done));
    if (*depth == mine->depth) {
        QMetaObject::invokeMethod(this, [this, serial] { surveyStep(serial); }, Qt::QueuedConnection);
        return;
    }
    m_survey->moved = true;
    mine->hops = below;
    crossTo(owner, *depth);
}

void Session::surveyStack(std::function<void(const QList<Frame> &, const QString &)> done)
{
    if (!m_survey || m_survey->given) {
        QMetaObject::invokeMethod(this, [done] { done({}, stoppedByUser()); }, Qt::QueuedConnection);
        return;
    }
    const auto frames = std::make_shared<QList<Frame>>();
    const int serial = awaitSurvey([done, frames](const QString &why) { done(*frames, why); });
    m.engine->backtrace([this, serial, frames](const QList<Frame> &stack) {
        *frames = stack;
        surveyStep(serial);
    });
}

void Session::surveyRun(const QString &line, std::function<void(const QString &, const QString &)> done)
{
    if (!m_survey || m_survey->given) {
        QMetaObject::invokeMethod(this, [done] { done({}, stoppedByUser()); }, Qt::QueuedConnection);
        return;
    }
    const auto text = std::make_shared<QString>();
    m_survey->text = text;
    awaitSurvey([done, text](const QString &why) { done(*text, why); });
    m.engine->setBorders(false, false);
    m.engine->execute(line);
}

int Session::awaitSurvey(std::function<void(const QString &)> next)
{
    m_survey->next = std::move(next);
    m_survey->pending = true;
    return ++m_surveySerial;
}

void Session::surveyStep(int serial, const QString &why)
{
    if (!m_survey || serial != m_surveySerial || !std::exchange(m_survey->pending, false))
        return;
    m_survey->text.reset();
    if (m_survey->closing)
        return surveyHome();
    if (const auto next = std::exchange(m_survey->next, {}))
        next(why);
}

void Session::closeSurvey(std::function<void()> done)
{
    if (!m_survey) {
        if (done)
            QMetaObject::invokeMethod(this, done, Qt::QueuedConnection);
        return;
    }
    m_survey->closing = true;
    m_survey->next = [done](const QString &) {
        if (done)
            done();
    };
    if (!m_survey->pending)
        surveyHome();
}

void Session::surveyHome()
{
    const quint64 owner = m.lock->owner();
    Live *mine = live(owner);
    if (!m_survey->moved)
        return dropSurvey({}), prompted(owner);
    mine->crossing = m_survey->home;
    AttachRequest request = requestFor(owner, m_survey->home);
    if (m_survey->stop.frame.line > 0) {
        request.file = m_survey->stop.frame.file;
        request.line = m_survey->stop.frame.line;
    }
    m.engine->attach(request);
}

void Session::dropSurvey(const QString &why)
{
    const std::unique_ptr<Survey> survey = std::move(m_survey);
    if (survey && survey->next)
        QMetaObject::invokeMethod(this, [next = survey->next, why] { next(why); }, Qt::QueuedConnection);
}

void Session::cross(quint64 id, bool down)
{
    Live *mine = live(id);
    const Entry *entry = m.lock->find(id);
    qsizetype depth = mine->depth;
    bool told = false;
    while (down ? depth < mine->hops.size() : depth > 1) {
        depth += down ? 1 : -1;
        const Hop &hop = mine->hops.at(depth - 1);
        if (hop.copy && m.leases->contains(hop.copy))
            return crossTo(id, depth);
        m.guard->noticeNow(u"%1 has no frozen copy to look into, or no longer"_s.arg(hop.actor.toString()), id, entry->actor);
        told = true;
    }
    if (!down)
        return crossTo(id, 0);
    if (told) {
        m.guard->noticeNow(u"this is the trace that was recorded at the throw:"_s, id, entry->actor);
        m_writer.trace(*entry);
    }
    prompted(id);
}

AttachRequest Session::requestFor(quint64 id, qsizetype depth) const
{
    const Live *mine = live(id);
    const Entry *entry = m.lock->find(id);
    if (depth > 0) {
        const Hop &hop = mine->hops.at(depth - 1);
        return {.pid = hop.copy, .tid = hop.copy, .file = hop.file, .line = hop.line, .frozenCopy = true};
    }
    AttachRequest request;
    request.pid = mine->target;
    request.frozenCopy = entry->copy && mine->target == entry->copy;
    request.tid = request.frozenCopy ? request.pid : entry->tid;
    return request;
}

void Session::crossTo(quint64 id, qsizetype depth)
{
    Live *mine = live(id);
    mine->crossing = depth;
    if (depth > mine->depth) {
        mine->left.resize(mine->depth);
        mine->left.append(mine->stop.frame);
        mine->left.resize(depth);
    }
    if (depth > 0 && !mine->visited.contains(mine->hops.at(depth - 1).copy))
        mine->visited.append(mine->hops.at(depth - 1).copy);
    AttachRequest request = requestFor(id, depth);
    if (depth < mine->depth && depth < mine->left.size() && mine->left.at(depth).line > 0) {
        request.file = mine->left.at(depth).file;
        request.line = mine->left.at(depth).line;
    }
    m.engine->attach(request);
}

void Session::crossed(quint64 id, const StopInfo &stop)
{
    Live *mine = live(id);
    Entry *entry = m.lock->find(id);
    m_engineCurrent = stop.pid;
    const bool down = *mine->crossing > mine->depth;
    mine->depth = *std::exchange(mine->crossing, std::nullopt);
    mine->stop = stop;
    if (!m_turnAway.isEmpty())
        return release(id, false, u"continue"_s);
    if (m_survey && m_survey->closing && !m_survey->pending) {
        mine->left = m_survey->left;
        dropSurvey({});
        return prompted(id);
    }
    if (m_survey)
        return surveyStep(m_surveySerial);
    const ActorId &actor = mine->depth ? mine->hops.at(mine->depth - 1).actor : entry->actor;
    const QString where = entryText::where(stop.frame.function, stop.frame.file, stop.frame.line);
    m_writer.source(*entry, stop.frame, (mine->depth ? down ? u"> down into the frozen copy of %1: %2"_s : u"> up into the frozen copy of %1: %2"_s
                                : u"> up to %1: %2"_s).arg(actor.toString(), where));
    prompted(id);
}

bool Session::visitedEnded(const StopInfo &stop)
{
    const quint64 id = m.lock->owner();
    Live *mine = live(id);
    if (!mine || !mine->visited.removeOne(stop.pid))
        return false;
    const qsizetype at = mine->crossing.value_or(mine->depth);
    if (mine->leaving || !at || mine->hops.at(at - 1).copy != stop.pid)
        return true;
    m_writer.finish();
    const Entry *entry = m.lock->find(id);
    m.guard->noticeNow(u"the frozen copy of '%1' is gone"_s.arg(mine->hops.at(at - 1).actor.name), id, entry->actor);
    dropSurvey(u"Its frozen copy has ended."_s);
    m.lock->find(id)->state = State::Running;
    setPrompt(Console::Prompt::Busy);
    crossTo(id, 0);
    return true;
}

void Session::releaseVisited(Live &mine)
{
    for (const qint64 pid : std::exchange(mine.visited, {}))
        m.engine->release(pid);
    mine.depth = 0;
    mine.crossing.reset();
}

void Session::released(qint64 pid)
{
    if (m_engineCurrent == pid)
        m_engineCurrent = 0;
    const quint64 id = withTarget(pid);
    if (Live *mine = live(id); mine && mine->leaving)
        close(id);
}

void Session::close(quint64 id)
{
    const auto found = m_live.find(id);
    Entry *entry = m.lock->find(id);
    if (found == m_live.end() || !entry)
        return;
    releaseVisited(found->second);
    const Live mine = found->second;
    m_live.erase(found);
    const bool owner = m.lock->owner() == id;
    const bool wasQueued = entry->state == State::Queued;
    entry->state = State::Done;
    entry->end = mine.end;
    if (owner) {
        m_releaseTimer.stop();
        m_standTimer.stop();
        m_stepTimer.stop();
        m_writer.finish();
    }
    if (owner || !m.lock->owner())
        setPrompt(Console::Prompt::None);
    m.guard->log(wasQueued ? u"withdrawn from the queue"_s : u"released (%1)"_s.arg(mine.end), entry->actor, id);
    if (owner || !m.lock->owner())
        m.guard->letGo();
    std::optional<ActorInfo::State> rest;
    for (const auto &[other, liveEntry] : m.lock->live()) {
        if (other != id && liveEntry->actor == entry->actor)
            rest = live(other) && live(other)->opened ? ActorInfo::State::AtPrompt : ActorInfo::State::WaitingForConsole;
    }
    m.keeper->setEntryState(entry->actor, rest);
    const Entry ended = *entry;
    Q_EMIT entryClosed(id);
    m.leases->entryClosed(ended);
    m.lock->finish(id);
    Q_EMIT changed();
    if (m_live.empty())
        Q_EMIT idle();
}

// --- steps

void Session::stepping(qint64 pid)
{
    const quint64 id = withTarget(pid);
    Live *mine = live(id);
    if (!mine || m.lock->owner() != id)
        return;
    closeSteps(pid, id); // gdb has one step in a process
    mine->stepAsked = false;
    m.lock->find(id)->state = State::Stepping;
    if (mine->dialogue && !mine->told) {
        // It stands in recv(): this sends it on to the user's code, where the breakpoints are.
        mine->dialogue->sendWord(protocol::wordStep);
        mine->told = true;
    }
    m_stepTimer.start(longStep);
    // It may have come to another entry before gdb has said that it runs.
    const QList<quint64> &waiting = m.lock->waiting();
    const Entry *next = waiting.isEmpty() ? nullptr : m.lock->find(waiting.first());
    if (next && next->pid == pid && next->tid == m.lock->find(id)->tid)
        stepRunsLong();
}

void Session::stepRunsLong()
{
    const quint64 id = m.lock->owner();
    const Entry *entry = m.lock->find(id);
    if (!entry || entry->state != State::Stepping)
        return;
    m_stepTimer.stop();
    live(id)->lent = true;
    m.guard->letGo();
    m.keeper->setEntryState(entry->actor, std::nullopt);
    // A callee that crashes under this step needs the console, or both wait for ever.
    m.lock->lend(id);
    Q_EMIT changed();
}

bool Session::steps(quint64 id, const Live &mine) const
{
    return mine.stepAsked || m.lock->find(id)->state == State::Stepping;
}

quint64 Session::stepOf(qint64 pid) const
{
    for (const auto &[id, mine] : m_live) {
        if (mine.target == pid && steps(id, mine) && !mine.finishedStep)
            return id;
    }
    return 0;
}

void Session::closeSteps(qint64 pid, quint64 except)
{
    QList<quint64> overtaken;
    for (auto &[id, mine] : m_live) {
        if (id != except && mine.target == pid && steps(id, mine)) {
            mine.end = u"its step has come to another entry"_s;
            overtaken.append(id);
        }
    }
    for (const quint64 id : std::as_const(overtaken))
        close(id);
}

bool Session::isRunningStep(quint64 id) const
{
    const auto found = m_live.find(id);
    return found != m_live.end() && found->second.lent && !found->second.finishedStep;
}

void Session::stopped(const StopInfo &stop)
{
    const bool ended = stop.reason == StopInfo::Reason::Exited || stop.reason == StopInfo::Reason::Signalled;
    if (ended && visitedEnded(stop))
        return;
    quint64 id = withTarget(stop.pid);
    // Another thread of the same process may have the prompt meanwhile.
    if (const quint64 stepId = stepOf(stop.pid))
        id = stepId;
    Live *mine = live(id);
    if (!mine) {
        const ActorId actor = m.keeper->actorOf(stop.pid);
        if (ended || actor.isNull())
            return;
        // One of the user's breakpoints, in a process that ran on with them.
        Entry entry;
        entry.kind = Entry::Kind::Breakpoint;
        entry.actor = actor;
        entry.pid = stop.pid;
        entry.tid = stop.tid;
        entry.thread = stop.threadName;
        entry.task = stop.taskName;
        entry.quit = stop.taskName.isEmpty() ? Entry::Quit::None : Entry::Quit::Throws;
        entry.detail = stop.detail;
        entry.file = stop.frame.file;
        entry.line = stop.frame.line;
        entry.function = stop.frame.function;
        return add(nullptr, entry);
    }
    Entry *entry = m.lock->find(id);
    if (ended) {
        mine->attached = false;
        if (m_engineCurrent == stop.pid)
            m_engineCurrent = 0;
        if (mine->leaving)
            return close(id);
        if (stop.pid == entry->copy && mine->target == entry->copy && mine->dialogue && mine->dialogue->isOpen()
            && m.lock->owner() == id && m_turnAway.isEmpty()) {
            // Its process still stands there, and has the recorded trace.
            m_writer.finish();
            setPrompt(Console::Prompt::None);
            sayCopyIsGone(*entry);
            mine->target = entry->pid;
            return attach(id);
        }
        return goneStale(id, stop.detail.isEmpty() ? u"its process has ended"_s : stop.detail);
    }
    mine->stop = stop;
    mine->attached = true;
    if (entry->state != State::Stepping)
        return; // a command of gdb's own let it run: its end shows
    if (m.lock->owner() == id)
        return showStop(id);
    if (!m.lock->owner() && m.lock->waiting().isEmpty())
        m_engineCurrent = stop.pid;
    mine->finishedStep = true;
    m.lock->askAgain(id);
    Q_EMIT changed();
}

// --- who goes away

void Session::clientGone(quint64 id)
{
    Live *mine = live(id);
    const Entry *entry = m.lock->find(id);
    if (!mine || mine->told)
        return;
    if (entry->state == State::Queued || entry->state == State::Granted) {
        mine->end = u"withdrawn"_s;
        return close(id);
    }
    goneStale(id, hasEnded(entry->pid) ? u"its process %1 is gone"_s.arg(entry->pid) : u"it closed its connection"_s);
}

void Session::goneStale(quint64 id, const QString &reason)
{
    Live *mine = live(id);
    const Entry *entry = m.lock->find(id);
    if (mine->leaving)
        return;
    const bool owner = m.lock->owner() == id;
    if (owner) {
        m_writer.finish();
        setPrompt(Console::Prompt::None);
    }
    m.guard->notice(u"%1 went away from its entry (%2); %3"_s.arg(entry->actor.toString(), reason,
                                                                 owner ? u"the console is free again"_s
                                                                       : u"its step is over"_s), entry->actor);
    if (mine->dialogue && !mine->told) // the process may live on without what gdb looked at
        mine->dialogue->sendWord(protocol::wordContinue);
    mine->told = true;
    mine->end = reason;
    // Waits for an attach that is under way, and for gdb to let go of what is left.
    const bool underWay = entry->state == State::Attaching;
    if (!mine->attached && !underWay)
        return close(id);
    mine->leaving = true;
    m_releaseTimer.start(releaseWithin);
    if (mine->attached)
        m.engine->release(mine->target);
    if (!owner)
        close(id);
}

void Session::engineReady()
{
    m_wasReady = true;
    const QList<qint64> references = m.leases->references();
    for (const qint64 pid : references)
        m.engine->addReference(pid);
}

void Session::engineDied(const QString &reason)
{
    m_engineCurrent = 0;
    m_writer.finish();
    const quint64 owner = m.lock->owner();
    if (!m_wasReady) {
        m_engineBroken = reason.isEmpty() ? u"gdb cannot be started"_s : reason;
        // Once: each entry that it keeps from opening names the reason by itself.
        if (std::exchange(m_engineComplaint, m_engineBroken) != m_engineBroken)
            m.guard->noticeNow(u"gdb cannot be used: %1"_s.arg(m_engineBroken));
        if (const Entry *entry = m.lock->find(owner); entry && entry->state == State::Attaching)
            live(owner)->leaving ? close(owner) : skip(owner, m_engineBroken);
        return;
    }
    m_wasReady = false;
    setPrompt(Console::Prompt::None);
    m.guard->noticeNow(u"gdb has ended (%1); another is started"_s.arg(reason), owner);
    // What gdb held runs again from where it stood; what stands in recv() waits for us and is looked at once more.
    QList<quint64> over;
    bool again = false;
    for (auto &[id, mine] : m_live) {
        const Entry *entry = m.lock->find(id);
        mine.attached = mine.stepAsked = false;
        mine.visited.clear();
        mine.crossing.reset();
        mine.depth = 0;
        if (entry->state == State::Queued && !mine.finishedStep && mine.dialogue)
            continue;
        if (mine.leaving || mine.finishedStep || entry->state == State::Stepping || (mine.told && entry->state != State::Granted)
            || !mine.dialogue) {
            if (!mine.leaving)
                m.guard->notice(u"%1 goes on from where it stood"_s.arg(entry->actor.toString()), entry->actor);
            mine.told = true;
            if (mine.end.isEmpty())
                mine.end = u"gdb has ended"_s;
            over.append(id);
        } else if (id == owner && entry->state != State::Granted) {
            again = true;
            ++mine.deaths;
        }
    }
    m.engine->start();
    if (again && live(owner)) {
        if (live(owner)->deaths > 2)
            skip(owner, u"gdb ends again and again here"_s);
        else
            attach(owner);
    }
    for (const quint64 id : std::as_const(over))
        close(id);
}

void Session::turnAway(const QString &reason)
{
    if (m_turnAway.isEmpty())
        m_turnAway = reason;
    const quint64 owner = m.lock->owner();
    const Entry *entry = m.lock->find(owner);
    Live *mine = live(owner);
    if (!mine || mine->leaving || (entry->state != State::AtPrompt && entry->state != State::Running))
        return; // what is not at its prompt yet is turned away when it gets there
    if (entry->state == State::Running)
        m.engine->interrupt();
    release(owner, false, u"continue"_s);
}

void Session::closeAll(const QString &reason)
{
    m_turnAway = reason;
    QList<quint64> ids;
    for (const auto &[id, mine] : m_live)
        ids.append(id);
    // The owner last, or each grant would only be taken back.
    std::stable_partition(ids.begin(), ids.end(), [this](quint64 id) { return id != m.lock->owner(); });
    for (const quint64 id : std::as_const(ids)) {
        Live *mine = live(id);
        if (!mine || mine->leaving)
            continue;
        if (m.lock->owner() == id && mine->attached) {
            release(id, false, reason);
            continue;
        }
        if (mine->dialogue && !mine->told)
            mine->dialogue->sendWord(protocol::wordSkip + QByteArray(" ") + reason.toUtf8());
        if (mine->attached)
            m.engine->release(mine->target);
        mine->told = true;
        mine->end = reason;
        close(id);
    }
}

bool Session::interrupt()
{
    const quint64 owner = m.lock->owner();
    if (!owner) {
        // A lent step that runs; a second press means the tree.
        for (auto &[id, mine] : m_live) {
            const Entry *entry = m.lock->find(id);
            if (entry->state == State::Stepping && !mine.finishedStep && !mine.interrupted) {
                mine.interrupted = true;
                m.guard->notice(u"a step runs in %1; ctrl-c once more cancels the tree"_s.arg(entry->actor.toString()), entry->actor);
                m.engine->interrupt();
                return true;
            }
        }
        return false;
    }
    const Entry *entry = m.lock->find(owner);
    Live *mine = live(owner);
    switch (entry->state) {
    case State::AtPrompt:
        if (isInBlock()) {
            dropBlock();
        } else if (!std::exchange(mine->named, true)) {
            notice(u"%1 owns the console: c lets it go on, q quits it; ctrl-c cancels the tree only when no REPL is open"_s.arg(
                entry->actor.toString()));
        }
        Q_EMIT redrawPrompt();
        return true;
    case State::Running:
        if (m_survey)
            m_survey->given = true;
        m.engine->interrupt();
        return true;
    case State::Attaching:
    case State::Stepping:
        if (std::exchange(mine->interrupted, true))
            return false;
        if (entry->state == State::Stepping) {
            notice(u"a step runs in %1; ctrl-c once more cancels the tree"_s.arg(entry->actor.toString()));
            m.engine->interrupt();
        }
        return true;
    case State::Queued:
    case State::Granted:
    case State::Done:
        return false;
    }
    return false;
}

void Session::complete(const QString &line, int cursor, std::function<void(QList<Completion>)> done)
{
    const QString before = line.left(cursor);
    QList<Completion> ours;
    if (CommandTable::word(before).size() == before.size()) {
        for (const QString &spelling : CommandTable::spellings(before))
            ours.append({spelling, u"command"_s});
    }
    if (m_prompt != Console::Prompt::Ready)
        return done(ours);
    m.engine->complete(line, cursor, [ours, done](const QList<Completion> &theirs) {
        QList<Completion> all = ours;
        for (const Completion &completion : theirs) {
            const auto same = [&](const Completion &other) { return other.text == completion.text; };
            if (std::none_of(ours.begin(), ours.end(), same))
                all.append(completion);
        }
        done(all);
    });
}

// --- small helpers

void Session::setPrompt(Console::Prompt prompt)
{
    if (m_prompt == prompt)
        return;
    m_prompt = prompt;
    if (prompt != Console::Prompt::Busy)
        dropSurvey(stoppedByUser());
    if (prompt == Console::Prompt::None)
        dropBlock();
    Q_EMIT promptChanged(prompt);
}

const StopInfo *Session::stop() const
{
    const auto owner = m_live.find(m.lock->owner());
    return owner == m_live.end() || m_prompt == Console::Prompt::None ? nullptr : &owner->second.stop;
}

Session::Live *Session::live(quint64 id)
{
    const auto found = m_live.find(id);
    return found == m_live.end() ? nullptr : &found->second;
}

quint64 Session::withTarget(qint64 pid) const
{
    // The owner first: an actor may have several entries, of several threads.
    const auto owner = m_live.find(m.lock->owner());
    if (owner != m_live.end() && owner->second.target == pid)
        return owner->first;
    for (const auto &[id, mine] : m_live) {
        const Entry *entry = m.lock->find(id);
        if (mine.target == pid && (mine.attached || entry->state != State::Queued))
            return id;
    }
    return 0;
}

} // namespace furrow::ui
