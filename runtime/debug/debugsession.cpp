// SPDX-License-Identifier: MIT
#include "debugsession.h"

#include "builtinbreakpoint.h"
#include "controlconnection.h"
#include "copyleases.h"
#include "entrygate.h"
#include "fatalsignals.h"
#include "frozencopy.h"
#include "interrupts.h"
#include "leftoverbreakpoint.h"
#include "outputrouting.h"
#include "ownconsole.h"
#include "protocol.h"
#include "report.h"
#include "crashentry.h"
#include "signalentry.h"
#include "shieldedwait.h"
#include "taskdumps.h"
#include "terminalsettings.h"
#include "throwsite.h"

#include <furrow/log.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTimer>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace furrow::debug {
namespace {

/// Executables of which a reference copy is attached already; told from parent to child, so that each has one in a tree.
constexpr char envReferences[] = "FURROW_REFERENCES";

// It ends its gdb first, which may have to be made to.
constexpr auto ownConsoleDeadline = 15s;
constexpr int reapMilliseconds = 2000;

std::atomic<DebugSession *> theSession{nullptr};

QJsonObject toJson(const ActorId &actor)
{
    return {{"name"_L1, actor.name}, {"uuid"_L1, actor.uuid.toString(QUuid::WithoutBraces)}};
}

QJsonObject packet(const char *type, QJsonObject rest = {})
{
    rest["type"_L1] = QLatin1StringView(type);
    return rest;
}

QString ownExecutable()
{
    return QFile::symLinkTarget(u"/proc/self/exe"_s);
}

int duplicate(int fd)
{
    return fd >= 0 ? ::fcntl(fd, F_DUPFD_CLOEXEC, 10) : -1;
}

/// A console that was killed leaves its socket, and the folder made for it. `dying`: its connections close before it has ended.
void removeDeadConsole(const QByteArray &path, pid_t dying = 0)
{
    if (const int end = dying ? int(::syscall(SYS_pidfd_open, dying, 0U)) : -1; end >= 0) {
        pollfd ready{end, POLLIN, 0};
        ::poll(&ready, 1, 1000);
        ::close(end);
    }
    const QByteArray folder = path.left(path.lastIndexOf('/'));
    if (!folder.sliced(folder.lastIndexOf('/') + 1).startsWith("furrow-"))
        return;
    if (DebugChannel channel; channel.open(path.constData()) || errno != ECONNREFUSED)
        return; // it has only closed our connection, or is gone in good order
    ::unlink(path.constData());
    ::rmdir(folder.constData());
}

void tellColor()
{
    // Once standard error is a pipe nobody can see what the terminal shows.
    const LogColor color = logColor();
    if (!qEnvironmentVariableIsSet("FURROW_COLOR"))
        qputenv("FURROW_COLOR", color == LogColor::Never ? "never" : color == LogColor::TrueColor ? "truecolor" : "256");
}

} // namespace

ChildIo::ChildIo(ChildIo &&other) noexcept
{
    *this = std::move(other);
}

ChildIo &ChildIo::operator=(ChildIo &&other) noexcept
{
    std::swap(m_write, other.m_write);
    std::swap(m_spare, other.m_spare);
    std::swap(m_terminal, other.m_terminal);
    std::swap(m_taskDumps, other.m_taskDumps);
    std::swap(m_mayVfork, other.m_mayVfork);
    return *this;
}

ChildIo::~ChildIo()
{
    closeAll();
}

void ChildIo::closeAll() noexcept
{
    for (auto *pair : {&m_write, &m_spare, &m_terminal}) {
        for (int &fd : *pair) {
            if (fd >= 0)
                ::close(std::exchange(fd, -1));
        }
    }
}

void ChildIo::applyInChild() const noexcept
{
    ::signal(SIGINT, SIG_IGN);
    if (m_taskDumps)
        ::signal(SIGUSR1, SIG_IGN);
    if (m_write[0] < 0)
        return;
    ::dup2(m_write[0], STDOUT_FILENO);
    ::dup2(m_write[1], STDERR_FILENO);
    for (const int fd : {m_spare[0], m_spare[1], m_terminal[0], m_terminal[1]}) {
        if (fd >= 0)
            ::fcntl(fd, F_SETFD, 0);
    }
}

class DebugSession::Private
{
public:
    explicit Private(DebugSession *session) : q(session) {}

    void connectTo(const QByteArray &path, qint64 pid);
    void startOwnConsole();
    void enterDebugMode();
    void adoptOrphans();
    void openGate();
    /// What signal handlers know; `why`: they are not to ask the console.
    void publishSignals(const char *why = nullptr);
    void received(const QJsonObject &packet);
    void gone();
    void interrupted(int count);
    void shutDown();
    void notify() const { ::eventfd_write(wake, 1); }
    Task<> untilNotified(std::chrono::milliseconds deadline, std::function<bool()> done);

    DebugSession *q;
    Options options;
    bool started = false;
    bool adopts = false; // as subreaper
    bool closing = false;
    QByteArray socketPath; // empty: no console
    QByteArray deadConsole; // where a root's was
    QString whyNoConsole;
    qint64 consolePid = 0;
    ControlConnection control;
    OutputRouting output;
    Interrupts interrupts;
    CopyLeases leases;
    TaskDumps dumps;
    TerminalSettings terminal;
    BuiltinBreakpoint breakpoints;
    LastWords *lastWords = nullptr;
    std::unique_ptr<OwnConsole> ownConsole;
    QByteArrayList references;
    QSet<quint64> seen; // errors that reached this actor, by serial number
    detail::TaskState *rootTask = nullptr;
    bool breakpointsSet = false; // by the user, so that children are held until gdb has them
    bool holding = false;
    bool onlyBreakpoints = false; // of what is received; the rest has time
    bool farewell = false;
    QList<pid_t> farewellCopies;
    int wake = -1;
};

DebugSession::DebugSession(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this))
{
    connect(&d->control, &ControlConnection::received, this, [this](const QJsonObject &packet) { d->received(packet); });
    connect(&d->control, &ControlConnection::closed, this, [this] { d->gone(); });
    connect(&d->interrupts, &Interrupts::interrupted, this, [this](int count) { d->interrupted(count); });
    connect(&d->breakpoints, &BuiltinBreakpoint::quitAsked, this, &DebugSession::quitRootTask);
    connect(&d->leases, &CopyLeases::reaped, this, [this](qint64 copy) {
        d->control.send(packet(protocol::leaseEnded, {{"pid"_L1, copy}}));
    });
}

DebugSession::~DebugSession()
{
    d->shutDown();
}

DebugSession *DebugSession::instance()
{
    return theSession;
}

void DebugSession::start(const Options &options)
{
    if (d->started)
        return;
    d->started = true;
    d->closing = d->farewell = false;
    d->options = options;
    d->whyNoConsole = options.isRoot ? u"there is no console, and no terminal for one"_s : u"there is no console"_s;
    theSession = this;
    furrow::detail::exceptionStored = noteEscaped;

    d->references = qgetenv(envReferences).split(':');
    ::unsetenv(envReferences);
    d->breakpointsSet = d->holding = options.debugMode && qEnvironmentVariableIsSet(protocol::envHold);
    ::unsetenv(protocol::envHold);
    if (qEnvironmentVariableIsSet(protocol::envOutputFds))
        d->output.adopt();
    if (options.handleInterrupts)
        d->interrupts.install(options.isRoot ? Interrupts::Role::Root : Interrupts::Role::Below);
    if (qEnvironmentVariableIsSet(protocol::envConsole))
        d->connectTo(qgetenv(protocol::envConsole), qEnvironmentVariable(protocol::envConsolePid).toLongLong());
    else if (options.isRoot && options.debugMode && options.startConsole && OwnConsole::hasSomebody())
        d->startOwnConsole();
    if (options.isRoot && options.ownsTerminal)
        d->output.giveTerminal();
    if (options.debugMode)
        d->enterDebugMode();
    d->openGate();
    d->onlyBreakpoints = true; // nobody listens yet
    d->control.waitFor([this] { return !d->holding; });
    d->holding = d->onlyBreakpoints = false;
}

void DebugSession::Private::connectTo(const QByteArray &path, qint64 pid)
{
    if (!control.open(path)) {
        whyNoConsole = u"the console is gone"_s;
        // The parent of an actor below has said it already.
        if (options.isRoot)
            report(u"the console at %1 is gone (%2): going on without one"_s.arg(QFile::decodeName(path), qt_error_string(errno)));
        ::unsetenv(protocol::envConsole);
        ::unsetenv(protocol::envConsolePid);
        output.restore(true);
        return;
    }
    socketPath = path;
    consolePid = pid;
    wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    interrupts.setConsoleAlive(true);
    control.send(packet(protocol::hello, {{"actor"_L1, toJson(options.self)},
                                          {"parent"_L1, options.parent.isNull() ? QJsonValue() : QJsonValue(toJson(options.parent))},
                                          {"pid"_L1, qint64(::getpid())},
                                          {"executable"_L1, ownExecutable()},
                                          {"root"_L1, options.isRoot},
                                          {"waits"_L1, holding}}));
    if (options.isRoot) {
        const int fds[] = {output.terminal(0), output.terminal(1), STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
        terminal.save(fds, 5);
    }
    // The main thread may stand somewhere for long.
    output.watch(control.fd(), options.isRoot ? [path, pid] { removeDeadConsole(path, pid_t(pid)); } : std::function<void()>());
}

void DebugSession::Private::startOwnConsole()
{
    tellColor();
    const int fds[] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    terminal.save(fds, 3);
    ownConsole = std::make_unique<OwnConsole>();
    QString sentence;
    if (!ownConsole->start(&sentence)) {
        report(u"no console, so pauses and crashes only report: "_s + sentence);
        whyNoConsole = u"no console could be started"_s;
        ownConsole.reset();
        terminal.forget();
        return;
    }
    connect(ownConsole.get(), &OwnConsole::ended, q, [this] {
        leases.reapDebuggers();
        if (!control.isOpen())
            ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
        notify();
    });
    const QByteArray path = ownConsole->socketPath();
    const qint64 pid = ownConsole->pid();
    const QList<int> reading = output.routeOwn();
    connectTo(path, pid);
    if (control.isOpen()) {
        qputenv(protocol::envConsole, path);
        qputenv(protocol::envConsolePid, QByteArray::number(pid));
        if (!reading.isEmpty())
            control.send(packet(protocol::output, {{"actor"_L1, toJson(options.self)}}), reading);
    } else {
        ownConsole.reset();
    }
    for (const int fd : reading)
        ::close(fd);
}

void DebugSession::Private::enterDebugMode()
{
    if (!lastWords)
        lastWords = mapLastWords(std::exchange(options.lastWords, -1));
    installFatalSignals();
    breakpoints.install();
    if (!control.isOpen())
        return;
    adoptOrphans();
    if (consolePid > 0)
        ::prctl(PR_SET_PTRACER, static_cast<unsigned long>(consolePid), 0, 0, 0);
    installLeftoverBreakpointHandler();
    const QByteArray actor = QJsonDocument(toJson(options.self)).toJson(QJsonDocument::Compact);
    const CopyTarget target{socketPath.constData(), long(consolePid), actor.constData()};
    enableCopies(target);
    // gdb reads the symbols of an executable once, as long as one process of it stays attached: this one.
    if (const QByteArray executable = QFile::encodeName(ownExecutable()); !references.contains(executable)) {
        references.append(executable);
        leases.addReference(makeCopy(target, true));
    }
}

void DebugSession::Private::adoptOrphans()
{
    // Who comes to us then, the console tells; without one nobody would, and orphans are init's.
    if (!options.isRoot || adopts || !control.isOpen())
        return;
    adopts = true;
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

void DebugSession::expectDebugging()
{
    if (!d->options.isRoot || !d->started)
        return;
    if (!hasConsole() && !d->ownConsole && d->deadConsole.isEmpty() && d->options.startConsole && OwnConsole::hasSomebody()) {
        d->startOwnConsole();
        d->openGate();
    }
    d->adoptOrphans();
}

void DebugSession::Private::openGate()
{
    EntryGate::open(std::make_shared<EntryGate>(EntryGate{options.self, socketPath, options.debugMode, whyNoConsole, options.fixture}));
    publishSignals();
}

void DebugSession::Private::publishSignals(const char *why)
{
    if (!options.debugMode || !lastWords)
        return;
    // A handler may hold one for as long as the process lives; there are never more than a few.
    auto *target = new SignalTarget;
    copyText(target->socketPath, sizeof target->socketPath, why ? "" : socketPath.constData());
    copyText(target->whyNoConsole, sizeof target->whyNoConsole, why ? why : whyNoConsole.toUtf8().constData());
    const ActorId shown{options.self.name.left(60), options.self.uuid}; // within the room there is, whatever it is made of
    copyText(target->actorJson, sizeof target->actorJson, QJsonDocument(toJson(shown)).toJson(QJsonDocument::Compact).constData());
    copyText(target->actor, sizeof target->actor, options.self.toString().toUtf8().constData());
    copyText(target->errorId, sizeof target->errorId, (options.self.uuid.toString(QUuid::WithoutBraces) + u"-signal"_s).toUtf8().constData());
    target->owner = ::getpid();
    target->consolePid = pid_t(consolePid);
    target->isRoot = options.isRoot;
    target->breakpointHook = options.breakpointHook;
    target->words = lastWords;
    SignalTarget::publish(target);
}

bool DebugSession::hasStarted() const
{
    return d->started;
}

ActorId DebugSession::self() const
{
    return d->options.self;
}

bool DebugSession::debugMode() const
{
    return d->started && d->options.debugMode;
}

bool DebugSession::hasConsole() const
{
    return d->control.isOpen();
}

void DebugSession::setRootTask(detail::TaskState *task)
{
    d->rootTask = task;
    d->breakpoints.setRootTask(task);
}

void DebugSession::quitRootTask()
{
    if (d->rootTask)
        furrow::detail::askToQuit(d->rootTask);
}

void DebugSession::openTaskDumps(bool enabled, const QList<qint64> &ancestors)
{
    d->dumps.open(d->options.self, ancestors);
    d->dumps.setConsole(d->socketPath);
    if (QString sentence; (enabled || qgetenv("FURROW_TASK_DUMP") == "1") && !startTaskDumps(&sentence))
        report(sentence);
}

bool DebugSession::startTaskDumps(QString *sentence)
{
    return d->dumps.start(sentence);
}

bool DebugSession::hasTaskDumps() const
{
    return d->dumps.isStarted();
}

TaskDumps &DebugSession::taskDumps()
{
    return d->dumps;
}

ChildIo DebugSession::prepareChild(const ActorId &child, QProcessEnvironment &environment)
{
    ChildIo io;
    io.m_taskDumps = hasTaskDumps(); // its own handler comes only with its runtime
    for (const char *name : {protocol::envConsole, protocol::envConsolePid, protocol::envOutputFds, protocol::envHold, envReferences})
        environment.remove(QLatin1StringView(name));
    if (!hasConsole())
        return io;
    environment.insert(QLatin1StringView(protocol::envConsole), QFile::decodeName(d->socketPath));
    environment.insert(QLatin1StringView(protocol::envConsolePid), QString::number(d->consolePid));
    environment.insert(QLatin1StringView(envReferences), QString::fromUtf8(d->references.join(':')));
    // At a prompt the user may just have set the first: that was told before the prompt was left.
    d->onlyBreakpoints = true;
    d->control.readPending();
    d->onlyBreakpoints = false;
    io.m_mayVfork = !d->breakpointsSet;
    if (d->breakpointsSet)
        environment.insert(QLatin1StringView(protocol::envHold), u"1"_s);
    if (qEnvironmentVariableIsSet("FURROW_COLOR"))
        environment.insert(u"FURROW_COLOR"_s, qEnvironmentVariable("FURROW_COLOR"));

    int reading[2] = {-1, -1};
    for (int i = 0; i < 2; ++i) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) < 0)
            break;
        reading[i] = ends[0];
        io.m_write[i] = ends[1];
        io.m_spare[i] = duplicate(ends[0]);
        io.m_terminal[i] = duplicate(d->output.isRouted() ? d->output.terminal(i) : i + 1);
    }
    if (io.m_spare[1] >= 0 && d->control.send(packet(protocol::output, {{"actor"_L1, toJson(child)}}), {reading[0], reading[1]})) {
        environment.insert(QLatin1StringView(protocol::envOutputFds),
                           u"%1,%2,%3,%4"_s.arg(io.m_terminal[0]).arg(io.m_terminal[1]).arg(io.m_spare[0]).arg(io.m_spare[1]));
    } else {
        qCWarning(lcFurrow).noquote() << u"no pipes for the output of %1: it goes where ours goes"_s.arg(child.toString());
        io.closeAll();
    }
    for (const int fd : reading) {
        if (fd >= 0)
            ::close(fd);
    }
    return io;
}

void DebugSession::childSpawned(const ActorId &child, qint64 pid, const QString &executable, bool debugMode)
{
    d->dumps.childSpawned(child, pid);
    d->control.send(packet(protocol::spawned, {{"actor"_L1, toJson(child)},
                                               {"parent"_L1, toJson(d->options.self)},
                                               {"pid"_L1, pid},
                                               {"executable"_L1, executable},
                                               {"debug"_L1, debugMode}}));
}

void DebugSession::childEnded(const ActorId &child, qint64 pid, int status, int signal, const QString &error)
{
    d->dumps.childEnded(pid);
    d->control.send(packet(protocol::ended, {{"actor"_L1, toJson(child)},
                                             {"pid"_L1, pid},
                                             {"status"_L1, signal ? QJsonValue() : QJsonValue(status)},
                                             {"signal"_L1, signal ? QJsonValue(signal) : QJsonValue()},
                                             {"error"_L1, error.isEmpty() ? QJsonValue() : QJsonValue(error.left(8192))}}));
}

void DebugSession::setState(State state)
{
    const auto name = state == State::Running ? "running"_L1 : state == State::Cancelling ? "cancelling"_L1 : "ending"_L1;
    d->control.send(packet(protocol::state, {{"actor"_L1, toJson(d->options.self)}, {"state"_L1, name}}));
}

void DebugSession::raised(const BoxedError &error, bool passed, const QJsonObject &more)
{
    QJsonObject fields{{"actor"_L1, toJson(d->options.self)}, {"error"_L1, forPacket(error)}, {"passed"_L1, passed}};
    for (auto it = more.begin(); it != more.end(); ++it)
        fields[it.key()] = it.value();
    d->control.send(packet(protocol::raised, fields));
}

CopyLeases &DebugSession::leases()
{
    return d->leases;
}

void DebugSession::leased(qint64 copy, const QString &errorId)
{
    d->control.send(packet(protocol::lease, {{"actor"_L1, toJson(d->options.self)}, {"pid"_L1, copy}, {"error"_L1, errorId}}));
}

bool DebugSession::admits(const std::exception_ptr &error, const ErrorContext &context) const
{
    if (!d->options.filter)
        return true;
    try {
        return d->options.filter(error, context);
    } catch (...) {
        qCWarning(lcFurrow, "the debugFilter threw; the crash REPL opens");
        return true;
    }
}

bool DebugSession::isNews(const std::exception_ptr &error)
{
    const std::uint64_t serial = serialOf(error);
    if (!serial)
        return true;
    if (d->seen.contains(serial))
        return false;
    d->seen.insert(serial);
    return true;
}

void DebugSession::Private::received(const QJsonObject &packet)
{
    const QString type = packet["type"_L1].toString();
    if (type == QLatin1StringView(protocol::go)) {
        holding = false;
    } else if (type == QLatin1StringView(protocol::breakpoints)) {
        breakpointsSet = packet["set"_L1].toBool();
    } else if (onlyBreakpoints) {
        QTimer::singleShot(0, q, [this, packet] { received(packet); });
    } else if (type == QLatin1StringView(protocol::cancel)) {
        Q_EMIT q->cancelRequested(packet["reason"_L1].toString());
    } else if (type == QLatin1StringView(protocol::reap)) {
        if (const qint64 pid = packet["pid"_L1].toInteger(); pid > 0)
            leases.reap(pid_t(pid));
    } else if (type == QLatin1StringView(protocol::farewell)) {
        for (const QJsonValue &pid : packet["copies"_L1].toArray())
            farewellCopies.append(pid_t(pid.toInteger()));
        farewell = true;
        notify();
    }
}

void DebugSession::Private::gone()
{
    if (options.isRoot)
        deadConsole = socketPath;
    socketPath.clear();
    dumps.setConsole({});
    ::unsetenv(protocol::envConsole);
    ::unsetenv(protocol::envConsolePid);
    interrupts.setConsoleAlive(false);
    notify();
    if (!started)
        return;
    whyNoConsole = u"the console is gone"_s;
    if (EntryGate::current())
        openGate();
    disableCopies();
    leases.reapAll();
    if (adopts) {
        leases.reapStrays();
        if (!ownConsole) // its gdb still comes to us
            ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    }
    terminal.restore();
    if (closing)
        return;
    if (options.isRoot)
        report(u"the console is gone; the tree goes on, and pauses and crashes only report from now on"_s);
    else
        qCInfo(lcConsole, "the console is gone");
    Q_EMIT q->consoleGone();
}

void DebugSession::Private::interrupted(int count)
{
    if (!options.isRoot)
        Q_EMIT q->cancelRequested(u"SIGINT"_s);
    else if (control.isOpen())
        control.send(packet(protocol::interrupt));
    else if (count == 1)
        Q_EMIT q->cancelRequested(u"ctrl-c"_s);
    else
        Q_EMIT q->hurryRequested();
}

Task<> DebugSession::awaitQuiet(ActorId subtree)
{
    if (!hasConsole())
        co_return;
    const QByteArray question = QJsonDocument(packet(protocol::awaitQuiet, {{"actor"_L1, toJson(subtree)}})).toJson(QJsonDocument::Compact);
    DebugChannel channel;
    if (!channel.open(d->socketPath.constData()) || !channel.send(question.constData(), std::size_t(question.size())))
        co_return;
    co_await shieldedReadable(channel.fd());
}

Task<> DebugSession::Private::untilNotified(std::chrono::milliseconds deadline, std::function<bool()> done)
{
    bool late = false;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [this, &late] {
        late = true;
        notify();
    });
    timer.start(deadline);
    while (!done() && !late) {
        co_await shieldedReadable(wake);
        eventfd_t times;
        ::eventfd_read(wake, &times);
    }
}

Task<> DebugSession::close()
{
    if (!d->started || d->closing)
        co_return;
    setState(State::Ending);
    d->closing = true;
    EntryGate::open(nullptr);
    d->publishSignals("its runtime is closing");
    disableCopies();
    if (d->options.isRoot && d->control.isOpen()) {
        d->control.send(packet(protocol::ending));
        co_await d->untilNotified(d->options.farewellDeadline, [this] { return d->farewell || !d->control.isOpen(); });
        CopyLeases::reapNow(d->farewellCopies, reapMilliseconds);
    }
    if (d->ownConsole) {
        // It reads what the pipes hold until the last of the tree has let go of them; then it ends, since we have said so.
        d->output.restore(!d->control.isOpen());
        d->control.close();
        const auto ended = [this] { return !d->ownConsole->isRunning(); };
        co_await d->untilNotified(ownConsoleDeadline, ended);
        if (!ended()) {
            d->ownConsole->terminate();
            co_await d->untilNotified(1s, ended);
            d->ownConsole->kill();
            co_await d->untilNotified(1s, ended);
            d->terminal.restore();
        }
    }
    d->shutDown();
}

void DebugSession::Private::shutDown()
{
    if (!started)
        return;
    started = false;
    closing = true;
    EntryGate::open(nullptr);
    theSession = nullptr;
    rootTask = nullptr;
    dumps.close();
    disableCopies();
    if (ownConsole) {
        output.restore(!control.isOpen());
        ::unsetenv(protocol::envConsole);
        ::unsetenv(protocol::envConsolePid);
    }
    // Copies outlive their actor as long as the console does.
    const bool copiesEnd = !control.isOpen() || farewell;
    if (copiesEnd)
        leases.reapAllNow(reapMilliseconds);
    // Before the connection closes, which the thread that waits for that would take for the console's death.
    output.letGo();
    control.close();
    if (std::exchange(ownConsole, {}))
        leases.reapDebuggers();
    if (std::exchange(adopts, false)) {
        if (copiesEnd)
            leases.reapStraysNow(reapMilliseconds);
        else
            leases.reapStrays();
        ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    }
    if (!deadConsole.isEmpty())
        removeDeadConsole(std::exchange(deadConsole, {}));
    breakpoints.remove();
    removeFatalSignals();
    SignalTarget::publish(nullptr);
    interrupts.setConsoleAlive(false);
    interrupts.remove();
    terminal.forget();
    socketPath.clear();
    if (wake >= 0)
        ::close(std::exchange(wake, -1));
}

} // namespace furrow::debug
