// SPDX-License-Identifier: MIT
#include "actor/childactor.h"

#include <furrow/actornursery.h>
#include <furrow/log.h>

#include "actor/birth.h"
#include "actor/buildid.h"
#include "actor/runtime.h"
#include "debug/lastwords.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcessEnvironment>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

using namespace std::chrono_literals;

namespace furrow::detail {
namespace {

BoxedError died(const ActorId &actor, const QString &how)
{
    BoxedError boxed;
    boxed.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    boxed.type = errorTypeName(typeid(ActorDied));
    boxed.message = QStringLiteral("actor %1 %2").arg(actor.toString(), how);
    boxed.source = actor;
    boxed.relayPath = {actor};
    return boxed;
}

QString howItEnded(int status, QProcess::ExitStatus how)
{
    if (how == QProcess::CrashExit)
        return QStringLiteral("was killed by SIG%1").arg(QString::fromLatin1(sigabbrev_np(status) ? sigabbrev_np(status) : "?"));
    return QStringLiteral("ended with status %1").arg(status);
}

} // namespace

ChildActor::ChildActor(ActorNursery &nursery, ActorOptions options)
    : m_nursery(&nursery), m_options(std::move(options)), m_id{m_options.name, QUuid::createUuid()},
      m_program(m_options.program.isEmpty() ? QCoreApplication::applicationFilePath() : m_options.program)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        spawnFailed(QStringLiteral("did not connect within %1 ms: does its main() call furrow::run()?")
                        .arg(m_options.connectTimeout.count()));
    });
    connect(&m_process, &QProcess::finished, this, &ChildActor::processEnded);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        const std::shared_ptr<ChildActor> self = shared_from_this();
        const QString why = QStringLiteral("cannot be started: %1").arg(m_process.errorString());
        if (const qint64 pid = std::exchange(m_pid, 0)) // it was a process for as long as it took to find that out
            Runtime::instance()->session()->childEnded(m_id, pid, 127, 0, why);
        spawnFailed(why);
        gone();
    });
}

ChildActor::~ChildActor()
{
    if (m_lastWords >= 0)
        ::close(m_lastWords);
}

QString ChildActor::programShown() const
{
    return QStringLiteral("actor %1 (%2)").arg(m_id.toString(), m_program);
}

void ChildActor::start()
{
    Runtime *runtime = Runtime::instance();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        spawnFailed(QStringLiteral("cannot be given a connection: %1").arg(QString::fromLocal8Bit(std::strerror(errno))));
        gone();
        return;
    }
    // A pair of connected sockets rather than a listening one: nobody else can connect, nothing has a name that could be left behind,
    // and a child that dies before it says a word is noticed at once.
    m_peer = std::make_unique<Peer>(ends[0], *this, m_id);
    const bool debugMode = m_options.debugMode.value_or(runtime->debugMode());
    if (debugMode)
        runtime->session()->expectDebugging();
    if (debugMode)
        m_lastWords = debug::makeLastWords();
    const Birth birth{.self = m_id,
                      .parent = runtime->self(),
                      .socket = ends[1],
                      .debugMode = debugMode,
                      .breakpointHook = m_options.breakpointHook.value_or(runtime->breakpointHook()),
                      .infectAsio = m_options.infectAsio,
                      .lastWords = m_lastWords,
                      .debugFilter = (m_options.debugFilter.isNull() ? runtime->debugFilter() : m_options.debugFilter).key(),
                      .taskDumps = m_options.taskDumpOnSignal.value_or(runtime->session()->hasTaskDumps()),
                      .ancestors = QList<qint64>{::getpid()} + runtime->ancestors(),
                      .logLevel = m_options.logLevel ? m_options.logLevel : runtime->logLevel(),
                      .exposes = m_options.exposes,
                      .grace = runtime->grace()};
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("FURROW_ACTOR"), QString::fromLatin1(birth.encoded()));
    const debug::ChildIo io = runtime->session()->prepareChild(m_id, environment);

    m_process.setProgram(m_program);
    m_process.setArguments(m_options.arguments);
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setUnixProcessParameters(io.mayVfork() ? QProcess::UnixProcessFlag::UseVFork : QProcess::UnixProcessFlags());
    m_process.setChildProcessModifier([&io, inherited = ends[1], words = m_lastWords, parent = ::getpid()] {
        io.applyInChild();
        ::fcntl(inherited, F_SETFD, 0);
        if (words >= 0)
            ::fcntl(words, F_SETFD, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(1); // it died before it could be watched
    });
    m_deadline.start(m_options.connectTimeout);
    m_process.start(QIODevice::ReadOnly);
    ::close(ends[1]);
    m_process.setChildProcessModifier({});
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_pid = m_process.processId();
    runtime->children.append(this);
    qCInfo(lcRuntime).noquote() << "started" << m_id.toString() << "as process" << m_pid;
    runtime->session()->childSpawned(m_id, m_pid, QFileInfo(m_program).canonicalFilePath(), debugMode);
}

void ChildActor::spawnFailed(const QString &why)
{
    m_deadline.stop();
    if (connected.isSet())
        return;
    const QString sentence = programShown() + u' ' + why;
    qCInfo(lcRuntime).noquote() << sentence;
    spawnFailure = Failure::spawn(sentence);
    m_whyGone = Failure::remote(died(m_id, QStringLiteral("could not be started")));
    m_endAsked = true;
    if (m_pid && m_process.state() != QProcess::NotRunning)
        kill(QStringLiteral("it did not become an actor"));
    connected.set();
    runScheduled();
}

void ChildActor::received(FrameKind kind, const QByteArray &payload)
{
    switch (kind) {
    case FrameKind::Hello:
        hello(payload);
        break;
    case FrameKind::Grace: {
        const std::chrono::milliseconds time(wire::decode<qint64>(payload));
        m_patience = std::max(m_patience, Clock::now() + time + 500ms);
        Runtime::instance()->announceGrace(time + 500ms);
        break;
    }
    default:
        throw DecodeError("A child sent what only a parent sends.");
    }
}

void ChildActor::hello(const QByteArray &payload)
{
    if (connected.isSet())
        throw DecodeError("A child has connected twice.");
    m_deadline.stop();
    const auto info = wire::decode<HelloInfo>(payload);
    if (info.protocol != protocolVersion) {
        spawnFailed(QStringLiteral("speaks version %1 of the protocol between actors (furrow %2), this program version %3 (furrow %4)")
                        .arg(info.protocol)
                        .arg(QString::fromUtf8(info.version))
                        .arg(protocolVersion)
                        .arg(QStringLiteral(FURROW_VERSION)));
        return;
    }
    if (m_options.program.isEmpty() && info.build != buildId()) {
        spawnFailed(QStringLiteral("was built from other sources: it is build %1, this program build %2; start the program anew")
                        .arg(QString::fromLatin1(info.build), QString::fromLatin1(buildId())));
        return;
    }
    qCInfo(lcRuntime).noquote() << "connected" << m_id.toString();
    connected.set();
}

void ChildActor::called(const std::shared_ptr<Dialogue> &, const QByteArray &)
{
    throw DecodeError("A child called its parent.");
}

void ChildActor::disconnected(const QString &why)
{
    m_brokenWhy = why;
    if (!why.isEmpty())
        qCWarning(lcFurrow).noquote() << "the connection to" << m_id.toString() << "is broken:" << why;
    if (!m_pid || reaped.isSet())
        return;
    // It usually ends in this moment, and how is known when it has been reaped. If not, it is made to.
    startReaper();
}

void ChildActor::startReaper()
{
    if (!std::exchange(m_reaping, true) && m_pid)
        Runtime::instance()->service().start(reap(), "reap " + m_id.name.toUtf8());
}

void ChildActor::callMain(CallInfo info, const QByteArray &arguments, const AwaitFrame &place)
{
    mainCall = std::make_shared<Dialogue>(Dialogue::Side::Caller, std::move(info));
    mainCall->ended = [this](Dialogue &call) {
        const bool failed = call.failure && !m_cancelAsked;
        if (failed && call.waits.empty() && m_nursery)
            m_nursery->childFailed(*this);
        end(QStringLiteral("its function has ended"), false);
    };
    mainCall->begin(*this, arguments, place);
}

void ChildActor::end(const QString &reason, bool cancel)
{
    if (cancel && !std::exchange(m_cancelAsked, true))
        qCInfo(lcCancel).noquote() << "cancelling" << m_id.toString() << "because" << reason;
    const bool again = std::exchange(m_endAsked, true);
    if (reaped.isSet() || (again && !cancel))
        return;
    if (m_peer && m_peer->isOpen() && connected.isSet()) {
        m_peer->send(FrameKind::End, 0, wire::encode(EndRequest{cancel, reason}));
    } else if (!connected.isSet() && m_pid) {
        kill({}); // runs nothing of anybody's yet
    }
    startReaper();
}

void ChildActor::kill(const QString &why)
{
    if (std::exchange(m_killed, true) || !m_pid || reaped.isSet())
        return;
    if (!why.isEmpty())
        qCWarning(lcFurrow).noquote() << "killing" << m_id.toString() << "process" << m_pid << "because" << why;
    m_process.kill();
}

void ChildActor::terminate()
{
    if (m_pid && !reaped.isSet())
        m_process.terminate();
}

Task<> ChildActor::reap()
{
    const std::shared_ptr<ChildActor> self = shared_from_this();
    Runtime *runtime = Runtime::instance();
    const auto grace = m_options.grace.value_or(runtime->grace());
    if (m_cancelAsked && runtime->session())
        co_await runtime->session()->awaitQuiet(m_id);
    for (;;) {
        m_patience = Clock::now() + grace;
        runtime->announceGrace(grace);
        while (!reaped.isSet() && Clock::now() < m_patience)
            co_await moveOnAfter(m_patience - Clock::now(), [this]() -> Task<> { co_await reaped.wait(); });
        if (reaped.isSet())
            break;
        const Clock::time_point asked = Clock::now();
        if (runtime->session())
            co_await runtime->session()->awaitQuiet(m_id);
        if (Clock::now() - asked > 100ms)
            continue; // somebody debugged in there
        if (!reaped.isSet())
            kill(QStringLiteral("it has not ended within %1 ms").arg(grace.count()));
        co_await reaped.wait();
        break;
    }
}

void ChildActor::processEnded(int status, QProcess::ExitStatus how)
{
    const std::shared_ptr<ChildActor> self = shared_from_this();
    Runtime *runtime = Runtime::instance();
    m_peer->drain(); // what it said before
    const bool asked = m_endAsked;
    QString text = howItEnded(status, how);
    if (!m_brokenWhy.isEmpty())
        text = QStringLiteral("broke its connection: ") + m_brokenWhy;
    qCInfo(lcRuntime).noquote() << "process" << m_pid << "of" << m_id.toString() << text;
    if (!connected.isSet())
        spawnFailed(text + QStringLiteral(" before it connected: does its main() call furrow::run()?"));

    const bool sameProgram = QFileInfo(m_program).canonicalFilePath() == QFileInfo(QCoreApplication::applicationFilePath()).canonicalFilePath();
    const bool bySignal = how == QProcess::CrashExit;
    const BoxedError death = m_brokenWhy.isEmpty() ? debug::boxDeath(m_id, bySignal ? status : 0, bySignal ? 0 : status, m_lastWords, sameProgram,
                                                                     m_lastWords >= 0)
                                                   : BoxedError();
    Failure why = Failure::remote(death.isNull() ? died(m_id, text) : death);
    if (m_cancelAsked) {
        BoxedError boxed = died(m_id, QStringLiteral("was cancelled by %1").arg(runtime->self().toString()));
        boxed.type = QStringLiteral("ContextCancelled");
        boxed.canceller = runtime->self();
        why = Failure::cancelled(std::move(boxed));
    }
    if (!m_whyGone)
        m_whyGone = why;
    bool told = false;
    for (const auto &dialogue : m_peer->dialogues())
        told |= !dialogue->delivered; // its caller learns of it there
    if (runtime->session()) {
        const bool crashed = how == QProcess::CrashExit;
        runtime->session()->childEnded(m_id, m_pid, crashed ? 0 : status, crashed ? status : 0,
                                       asked || !m_whyGone ? QString() : m_whyGone->text());
    }
    failCalls(why);
    if (!asked && !told && !mainCall && !spawnFailure) {
        m_unexpected = why;
        if (m_nursery)
            m_nursery->childFailed(*this);
    }
    gone();
}

void ChildActor::failCalls(const Failure &why)
{
    const auto dialogues = m_peer->dialogues();
    for (const auto &dialogue : dialogues)
        dialogue->finish(why);
}

void ChildActor::gone()
{
    Runtime::instance()->children.removeOne(this);
    // What calls this is the process object, which dies with the last portal.
    QMetaObject::invokeMethod(QCoreApplication::instance(), [self = shared_from_this()] { }, Qt::QueuedConnection);
    m_peer.reset();
    reaped.set();
    if (m_nursery)
        std::exchange(m_nursery, nullptr)->childOver(*this);
    runScheduled();
}

Failure ChildActor::whyGone() const
{
    if (m_whyGone)
        return *m_whyGone;
    return Failure::remote(died(m_id, QStringLiteral("has ended, or is about to")));
}

} // namespace furrow::detail

