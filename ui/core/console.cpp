// SPDX-License-Identifier: MIT
#include "console.h"

#include "actortree.h"
#include "breakpoints.h"
#include "cancelladder.h"
#include "climbkeeper.h"
#include "consolelock.h"
#include "consoleserver.h"
#include "copyleases.h"
#include "debug/protocol.h"
#include "dialogue.h"
#include "highlighter.h"
#include "inspector.h"
#include "outputrouter.h"
#include "processwatch.h"
#include "programrunner.h"
#include "promptframes.h"
#include "promptguard.h"
#include "quietwatch.h"
#include "session.h"
#include "transcript.h"
#include "treekeeper.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QTimer>

#include <cerrno>
#include <csignal>
#include <cstring>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
namespace protocol = furrow::debug::protocol;

namespace furrow::ui {

/// The parts and the wires between them; members are destroyed from the last to the first.
class Console::Private
{
public:
    Private(Console *console, std::unique_ptr<DebugEngine> debugEngine)
        : q(console), engine(std::move(debugEngine)), guard(&transcript), keeper(&tree, &router), leases(&tree),
          climbs(&tree, &leases), session({engine.get(), &lock, &guard, &router, &keeper, &tree, &leases}), inspector(engine.get(), &session),
          breakpoints(engine.get(), &tree, &keeper),
          quiet([this](const ActorId &actor) { return isQuiet(actor); }, nullptr),
          ladder({[this](const QString &reason) {
                      return keeper.sendToRoot({{"type"_L1, QLatin1StringView(protocol::cancel)}, {"reason"_L1, reason}});
                  },
                  [this](int signal) {
                      ProcessWatch *process = rootActorProcess ? rootActorProcess.get() : rootProcess.get();
                      if (!process || process->hasEnded())
                          return false;
                      process->kill(signal);
                      return true;
                  },
                  [this](const QString &sentence) { guard.notice(sentence); }})
    {
        connectParts();
    }

    void connectParts();
    bool isQuiet(const ActorId &actor) const;
    /// The tree is going; the pids of the copies there were.
    QList<qint64> endCopies();
    void watchRoot(qint64 pid, bool child);
    void rootGone(int status);
    void finish();
    void reap(qint64 pid, const ActorId &owner);

    Console *q;
    std::unique_ptr<DebugEngine> engine;
    Transcript transcript;
    ActorTree tree;
    PromptGuard guard;
    OutputRouter router;
    ConsoleLock lock;
    ConsoleServer server;
    TreeKeeper keeper;
    CopyLeases leases;
    ClimbKeeper climbs;
    Session session;
    Inspector inspector;
    Breakpoints breakpoints;
    QuietWatch quiet;
    CancelLadder ladder;
    std::unique_ptr<ProcessWatch> rootProcess;      ///< whose end is the tree's
    std::unique_ptr<ProcessWatch> rootActorProcess; ///< if the program only wraps the root's
    QString program;
    QString color;
    bool startedHere = false;
    bool helloSeen = false;
    bool endingSeen = false;
    bool rootIsGone = false;
    bool finished = false;
    int status = 0;
};

void Console::Private::connectParts()
{
    QObject::connect(&router, &OutputRouter::piece, q, [this](const TranscriptBlock &block) { guard.show(block); });

    const auto malformed = [this](const QString &sentence) { guard.notice(sentence); };
    QObject::connect(&server, &ConsoleServer::malformed, q, malformed);
    QObject::connect(&keeper, &TreeKeeper::malformed, q, malformed);
    QObject::connect(&server, &ConsoleServer::controlOpened, q,
                     [this](Dialogue *dialogue, const QJsonObject &hello) { keeper.add(dialogue, hello); });
    QObject::connect(&server, &ConsoleServer::entryAsked, q,
                     [this](Dialogue *dialogue, const Entry &entry) { session.add(dialogue, entry); });
    QObject::connect(&server, &ConsoleServer::quietAsked, q,
                     [this](Dialogue *dialogue, const ActorId &actor) { quiet.add(dialogue, actor); });
    QObject::connect(&server, &ConsoleServer::dumpTold, q, [this](Dialogue *dialogue, const ActorId &actor, const QString &text) {
        router.drain(); // what the actor wrote before comes before
        TranscriptBlock block;
        block.kind = TranscriptBlock::Kind::Program;
        block.actor = actor;
        block.standardError = true;
        block.text = text;
        guard.show(block);
        dialogue->sendWord(protocol::shown);
    });
    QObject::connect(&server, &ConsoleServer::copyOpened, q,
                     [this](Dialogue *dialogue, const QJsonObject &packet) { leases.add(dialogue, packet); });

    QObject::connect(&keeper, &TreeKeeper::rootConnected, q, [this](const ActorId &, qint64 pid) {
        helloSeen = true;
        // A program that wraps the root's keeps the exit status; signals go to the root itself.
        if (!rootProcess)
            watchRoot(pid, false);
        else if (rootProcess->pid() != pid)
            rootActorProcess = std::make_unique<ProcessWatch>(pid, false);
    });
    QObject::connect(&keeper, &TreeKeeper::rootClosed, q, [this] {
        if (!startedHere)
            return rootGone(endingSeen ? 0 : -1);
        // The program may go on without its runtime; nobody is left to reap a copy.
        endCopies();
        keeper.rootEnded(-1);
    });
    QObject::connect(&keeper, &TreeKeeper::interruptAsked, q, [this] { q->interrupt(); });
    QObject::connect(&keeper, &TreeKeeper::endingAsked, q, [this] {
        endingSeen = true;
        QJsonArray pids;
        for (const qint64 pid : endCopies())
            pids.append(pid);
        keeper.sendToRoot({{"type"_L1, QLatin1StringView(protocol::farewell)}, {"copies"_L1, pids}});
    });
    QObject::connect(&keeper, &TreeKeeper::copyEnded, q, [this](qint64 pid) { leases.end(pid); });
    QObject::connect(&keeper, &TreeKeeper::raised, q, [this](const RaisedError &what) {
        leases.raised(what.actor, what.error.id, what.passed);
        climbs.raised(what);
    });
    QObject::connect(&keeper, &TreeKeeper::actorEnded, &leases, &CopyLeases::actorEnded);
    QObject::connect(&keeper, &TreeKeeper::actorEnded, &climbs, &ClimbKeeper::actorEnded);
    QObject::connect(&leases, &CopyLeases::changed, &climbs, &ClimbKeeper::copyChanged);
    for (const auto signal : {&Session::entryQueued, &Session::entryOpened, &Session::entryClosed})
        QObject::connect(&session, signal, &climbs, [this](quint64 id) { climbs.entryChanged(*lock.find(id)); });
    QObject::connect(&keeper, &TreeKeeper::orphaned, q, [this](qint64 pid) { reap(pid, {}); });
    QObject::connect(&leases, &CopyLeases::letGo, q, [this](qint64 pid, const ActorId &owner) { reap(pid, owner); });

    QObject::connect(&breakpoints, &Breakpoints::refused, q, [this](const QString &sentence) { guard.notice(sentence); });
    QObject::connect(&lock, &ConsoleLock::queueChanged, q, &Console::queueChanged);
    QObject::connect(&session, &Session::promptChanged, q, &Console::promptChanged);
    QObject::connect(&session, &Session::redrawPrompt, q, &Console::redrawPrompt);
    QObject::connect(&session, &Session::entryQueued, q, &Console::entryQueued);
    QObject::connect(&session, &Session::entryOpened, q, &Console::entryOpened);
    QObject::connect(&session, &Session::entryClosed, q, &Console::entryClosed);
    QObject::connect(&session, &Session::changed, q, [this] { quiet.check(); });
    QObject::connect(&session, &Session::idle, q, [this] {
        if (rootIsGone)
            finish();
    });
}

bool Console::Private::isQuiet(const ActorId &actor) const
{
    for (const auto &[id, entry] : lock.live()) {
        if (session.isRunningStep(id))
            continue;
        if ((entry->state != Entry::State::Queued || entry->isCrash()) && tree.isInSubtree(entry->actor.uuid, actor.uuid))
            return false;
    }
    return true;
}

QList<qint64> Console::Private::endCopies()
{
    // One that gdb holds cannot see its connection close, and its process cannot reap it.
    if (session.isIdle())
        engine->rest();
    for (const qint64 pid : leases.references())
        engine->release(pid);
    return leases.endAll();
}

void Console::Private::watchRoot(qint64 pid, bool child)
{
    rootProcess = std::make_unique<ProcessWatch>(pid, child);
    QObject::connect(rootProcess.get(), &ProcessWatch::ended, q, [this](int ended) { rootGone(ended); });
}

void Console::Private::reap(qint64 pid, const ActorId &owner)
{
    const QJsonObject packet{{"type"_L1, QLatin1StringView(protocol::reap)}, {"pid"_L1, pid}};
    // A living owner is the copy's parent; else the root is, as subreaper.
    if (owner.isNull() || !keeper.send(owner, packet))
        keeper.sendToRoot(packet);
}

void Console::Private::rootGone(int ended)
{
    if (std::exchange(rootIsGone, true))
        return;
    status = ended;
    router.drain();
    if (ended < 0) {
        // Somebody else's child: its status is not ours to know.
        status = endingSeen ? 0 : 1;
        if (!endingSeen)
            guard.notice(u"the root has ended without closing its runtime"_s);
    } else if (const int signal = rootProcess ? rootProcess->signal() : 0) {
        guard.notice(u"the root was ended by signal %1 (%2)"_s.arg(signal).arg(QString::fromUtf8(strsignal(signal))));
    }
    if (startedHere && !helloSeen)
        guard.notice(u"'%1' ended with exit status %2 and never opened a root actor in debug mode: it may not link Furrow's runtime"_s
                         .arg(program)
                         .arg(status));
    session.closeAll(u"the root has ended"_s);
    keeper.rootEnded(ended, rootProcess ? rootProcess->signal() : 0);
    endCopies();
    if (session.isIdle())
        finish();
}

void Console::Private::finish()
{
    if (std::exchange(finished, true))
        return;
    // By way of the loop, so that whoever started us hears of it after the call has returned.
    QTimer::singleShot(0, q, [this] {
        router.drain();
        guard.letGo();
        Q_EMIT q->finished(status);
    });
}

Console::Console(std::unique_ptr<DebugEngine> engine, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(engine)))
{
}

Console::~Console()
{
    // Nobody hears of the end; sockets close and the folder goes with the parts.
    for (QObject *part : std::initializer_list<QObject *>{&d->inspector, &d->session, &d->keeper, &d->leases, &d->lock, &d->router, &d->server, &d->breakpoints})
        part->disconnect();
    d->engine->disconnect();
}

bool Console::listen(QString *error, const QString &socketPath)
{
    if (!d->server.listen(error, socketPath))
        return false;
    d->engine->start();
    // Reading the definitions takes some tens of milliseconds: now, not at the first prompt.
    QTimer::singleShot(0, this, [] {
        for (const auto language : {Highlighter::Language::Cpp, Highlighter::Language::Repl, Highlighter::Language::Backtrace})
            Highlighter::highlight(u"int main();"_s, language);
    });
    return true;
}

QString Console::socketPath() const
{
    return d->server.socketPath();
}

void Console::setColor(const QString &color)
{
    d->color = color;
}

void Console::startProgram(const QString &program, const QStringList &arguments, const QString &workingFolder,
                           const EnvironmentChanges &environment)
{
    const auto failed = [this](const QString &sentence) {
        QTimer::singleShot(0, this, [this, sentence] { Q_EMIT programFailed(sentence); });
    };
    if (d->rootProcess)
        return failed(u"this console has a program already"_s);
    ProgramRunner runner{program, arguments, workingFolder, environment};
    runner.environment[QLatin1StringView(protocol::envConsole)] = socketPath();
    runner.environment[QLatin1StringView(protocol::envConsolePid)] = QString::number(QCoreApplication::applicationPid());
    if (d->breakpoints.holdsNewborn())
        runner.environment[QLatin1StringView(protocol::envHold)] = u"1"_s;
    if (!d->color.isEmpty() && !environment.contains(u"FURROW_COLOR"_s))
        runner.environment[u"FURROW_COLOR"_s] = d->color;
    const ProgramRunner::Started started = runner.start();
    if (!started.pid)
        return failed(started.error);
    d->program = program;
    d->startedHere = true;
    d->router.add(started.outputFd, {}, false);
    d->router.add(started.errorFd, {}, true);
    d->watchRoot(started.pid, true);
}

void Console::attachRoot(qint64 pid)
{
    d->watchRoot(pid, false);
}

Transcript *Console::transcript() const
{
    return &d->transcript;
}

ActorTree *Console::tree() const
{
    return &d->tree;
}

Breakpoints *Console::breakpoints() const
{
    return &d->breakpoints;
}

Inspector *Console::inspector() const
{
    return &d->inspector;
}

const ClimbKeeper *Console::climbs() const
{
    return &d->climbs;
}

QString Console::standIn(const ClimbHop &hop)
{
    return d->session.standIn(hop);
}

std::unique_ptr<FrameSource> Console::frameSource()
{
    return std::make_unique<PromptFrames>(&d->session);
}

Console::Prompt Console::prompt() const
{
    return d->session.prompt();
}

QString Console::promptString() const
{
    return QString::fromUtf16(d->session.isInBlock() ? continuationText : promptText);
}

const Entry *Console::current() const
{
    return entry(d->lock.owner());
}

QList<Entry> Console::queue() const
{
    QList<Entry> result;
    for (const quint64 id : d->lock.waiting())
        result.append(*d->lock.find(id));
    return result;
}

const Entry *Console::entry(quint64 id) const
{
    return d->lock.find(id);
}

QList<Entry> Console::entriesOf(const ActorId &actor) const
{
    QList<Entry> result;
    for (const auto &[id, entry] : d->lock.entries()) {
        if (entry.actor == actor)
            result.append(entry);
    }
    return result;
}

void Console::submit(const QString &line)
{
    d->session.submit(line);
}

void Console::endOfInput()
{
    d->session.dropBlock();
    d->session.submit(u"q"_s);
}

void Console::interrupt()
{
    if (!d->session.interrupt())
        d->ladder.press(u"ctrl-c"_s);
}

void Console::cancelTree(const QString &reason)
{
    d->session.turnAway(u"the tree is being cancelled (%1)"_s.arg(reason));
    d->ladder.press(reason);
}

QString Console::cancelActor(const ActorId &actor, const QString &reason)
{
    if (actor == d->keeper.root()) {
        cancelTree(reason);
        return {};
    }
    if (!d->keeper.send(actor, {{"type"_L1, QLatin1StringView(protocol::cancel)}, {"reason"_L1, reason}}))
        return u"%1 has no connection to the console, so it cannot be asked to cancel; it can be terminated"_s.arg(actor.name);
    return {};
}

QString Console::signalActor(const ActorId &actor, int signal)
{
    const ActorInfo *info = d->tree.find(actor.uuid);
    if (!info || info->state == ActorInfo::State::Ended || info->pid <= 0)
        return u"%1 has ended"_s.arg(actor.name);
    if (::kill(pid_t(info->pid), signal) < 0)
        return u"process %1 cannot be signalled: %2"_s.arg(info->pid).arg(qt_error_string(errno));
    return {};
}

QString Console::breakIn(const ActorId &actor)
{
    return d->session.breakIn(actor);
}

void Console::prefer(quint64 id)
{
    d->lock.prefer(id);
}

void Console::complete(const QString &line, int cursor, std::function<void(QList<Completion>)> done)
{
    d->session.complete(line, cursor, std::move(done));
}

bool Console::isFinished() const
{
    return d->finished;
}

} // namespace furrow::ui
