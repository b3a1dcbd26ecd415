// SPDX-License-Identifier: MIT
#include "gdbengine.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPointer>
#include <QSocketNotifier>
#include <QTimer>
#include <QUuid>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::ui {

static Frame frameFrom(const QJsonObject &object)
{
    const QString kind = object["kind"_L1].toString();
    return {
        .kind = kind == "await"_L1 ? Frame::Kind::Await : kind == "caller"_L1 ? Frame::Kind::Caller : Frame::Kind::Native,
        .level = object["level"_L1].toInt(-1),
        .function = object["function"_L1].toString(),
        .file = object["file"_L1].toString(),
        .line = object["line"_L1].toInt(),
        .hidden = object["hidden"_L1].toBool(),
        .first = object["first"_L1].toInt(),
        .last = object["last"_L1].toInt(),
        .current = object["current"_L1].toBool(),
        .await = quint64(object["await"_L1].toInteger()),
    };
}

static Variables variablesFrom(const QJsonObject &answer)
{
    Variables found;
    for (const QJsonValue &value : answer["variables"_L1].toArray()) {
        found.list.append({
            .name = value["name"_L1].toString(),
            .value = value["value"_L1].toString(),
            .type = value["type"_L1].toString(),
            .expression = value["expression"_L1].toString(),
            .hasChildren = value["children"_L1].toBool(),
            .assignable = value["assignable"_L1].toBool(),
            .failed = value["failed"_L1].toBool(),
            .reference = quint64(value["reference"_L1].toInteger()),
        });
    }
    found.more = answer["more"_L1].toBool();
    found.function = answer["function"_L1].toString();
    found.failure = answer["reason"_L1].toString();
    found.interrupted = answer["interrupted"_L1].toBool();
    return found;
}

static Threads threadsFrom(const QJsonObject &answer)
{
    Threads found;
    for (const QJsonValue &value : answer["threads"_L1].toArray()) {
        found.list.append({
            .tid = value["tid"_L1].toInteger(),
            .name = value["name"_L1].toString(),
            .function = value["function"_L1].toString(),
            .file = value["file"_L1].toString(),
            .line = value["line"_L1].toInt(),
            .current = value["current"_L1].toBool(),
        });
    }
    found.failure = answer["reason"_L1].toString();
    found.interrupted = answer["interrupted"_L1].toBool();
    return found;
}

static StopInfo stopFrom(const QJsonObject &object)
{
    static const QHash<QString, StopInfo::Reason> reasons{
        {u"attached"_s, StopInfo::Reason::Attached},   {u"stepped"_s, StopInfo::Reason::Stepped},
        {u"breakpoint"_s, StopInfo::Reason::Breakpoint}, {u"taskEnded"_s, StopInfo::Reason::TaskEnded},
        {u"exited"_s, StopInfo::Reason::Exited},       {u"signalled"_s, StopInfo::Reason::Signalled},
    };
    return {
        .reason = reasons.value(object["reason"_L1].toString(), StopInfo::Reason::Stepped),
        .pid = object["pid"_L1].toInteger(),
        .tid = object["tid"_L1].toInteger(),
        .threadName = object["threadName"_L1].toString(),
        .taskName = object["task"_L1].toString(),
        .frame = frameFrom(object["frame"_L1].toObject()),
        .detail = object["detail"_L1].toString(),
    };
}

static Breakpoint breakpointFrom(const QJsonObject &object)
{
    const QString kind = object["kind"_L1].toString();
    return {
        .number = object["number"_L1].toInt(),
        .kind = kind == "watchpoint"_L1   ? Breakpoint::Kind::Watchpoint
                : kind == "catchpoint"_L1 ? Breakpoint::Kind::Catchpoint
                                          : Breakpoint::Kind::Breakpoint,
        .location = object["location"_L1].toString(),
        .file = object["file"_L1].toString(),
        .line = object["line"_L1].toInt(),
        .enabled = object["enabled"_L1].toBool(),
        .temporary = object["temporary"_L1].toBool(),
        .hits = object["hits"_L1].toInt(),
        .condition = object["condition"_L1].toString(),
        .trace = object["trace"_L1].toString(),
        .programs = object["programs"_L1].toVariant().toStringList(),
    };
}

/// A line of gdb's own input, our command there with the size of what follows, and that. gdb reads lines a byte at a time; the rest comes
/// at once, in whatever characters. It ends a line as well, so that one that gdb did not take for our command would mix up no other.
static QByteArray requestFor(const QJsonObject &fields)
{
    const QByteArray json = QJsonDocument(fields).toJson(QJsonDocument::Compact) + '\n';
    return "furrow " + QByteArray::number(json.size()) + '\n' + json;
}

/// The Python that runs inside gdb, by module name.
static QJsonObject pythonSources()
{
    const QString root = u":/furrow/engine/"_s;
    QJsonObject sources;
    QDirIterator files(root, {u"*.py"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        QString name = file.fileName().sliced(root.size()).chopped(3).replace(u'/', u'.');
        if (name.endsWith(u".__init__"_s))
            name.chop(9);
        sources[name] = QString::fromUtf8(file.readAll());
    }
    return sources;
}

/// One gdb, from its start to its end.
struct GdbEngine::Session
{
    explicit Session(const QByteArray &sessionToken) : token(sessionToken), output(sessionToken) {}

    QByteArray token;
    CommandOutput output;
    ~Session()
    {
        closeRequests();
    }
    /// The end of gdb's input: it lets go of everything and ends.
    void closeRequests()
    {
        room.reset();
        if (requests >= 0)
            ::close(std::exchange(requests, -1));
    }

    QProcess process;
    QLocalSocket channel;
    int requests = -1; ///< our end of gdb's standard input
    std::unique_ptr<QSocketNotifier> room; ///< enabled while a request waits for room in it
    QString said; ///< what gdb printed outside of commands, bounded; the reason when it does not come up
    QString farewell; ///< why we end it
    bool prints = false; ///< the `commands` of a breakpoint do
    QString printed;
};

GdbEngine::GdbEngine(QObject *parent)
    : DebugEngine(parent)
{
}

GdbEngine::~GdbEngine()
{
    if (!m_session)
        return;
    QProcess &gdb = m_session->process;
    gdb.disconnect(this);
    m_session->channel.disconnect(this);
    // Both ends of input: it detaches from everything and ends. A gdb that is killed would leave breakpoints behind, or while it
    // starts a process of its own (iconv).
    m_session->channel.abort();
    m_session->closeRequests();
    if ((!m_ready || !m_live.isEmpty()) && !gdb.waitForFinished(3000)) {
        gdb.terminate();
        gdb.waitForFinished(2000);
    }
    gdb.kill();
    gdb.waitForFinished(1000);
}

qint64 GdbEngine::debuggerPid() const
{
    return m_session ? m_session->process.processId() : 0;
}

void GdbEngine::start()
{
    m_rests = false;
    if (m_session)
        return;
    int ends[2];
    int input[2];
    bool made = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
    if (made && ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input) < 0) {
        ::close(ends[0]);
        ::close(ends[1]);
        made = false;
    }
    if (!made) {
        QMetaObject::invokeMethod(this, [this] { Q_EMIT died(u"No socket could be made for gdb: too many open files."_s); }, Qt::QueuedConnection);
        return;
    }
    m_session = std::make_unique<Session>(QUuid::createUuid().toByteArray(QUuid::Id128));
    QProcess &gdb = m_session->process;
    const int theirs = ends[1];
    m_session->channel.setSocketDescriptor(ends[0]);
    m_session->requests = input[0];
    m_session->room = std::make_unique<QSocketNotifier>(input[0], QSocketNotifier::Write);
    m_session->room->setEnabled(false);
    connect(m_session->room.get(), &QSocketNotifier::activated, this, &GdbEngine::writeRequests);

    QString program = m_program;
    if (program.isEmpty())
        program = qEnvironmentVariable("FURROW_GDB", u"gdb"_s);
    const QString bootstrap = u"python import socket, json; channel = socket.socket(fileno=%1); stream = channel.makefile('rb'); "
                              "exec(json.loads(stream.readline())['bootstrap'])"_s.arg(theirs);
    gdb.setProgram(program);
    gdb.setArguments({u"-nx"_s, u"-q"_s, u"-iex"_s, u"set debuginfod enabled off"_s, u"-ex"_s, bootstrap, u"-ex"_s,
                      u"echo \\036%1 0 1\\036"_s.arg(QString::fromLatin1(m_session->token))});
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"DEBUGINFOD_URLS"_s);
    environment.remove(u"PYTHONSTARTUP"_s);
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    gdb.setProcessEnvironment(environment);
    gdb.setProcessChannelMode(QProcess::MergedChannels);
    gdb.setUnixProcessParameters(QProcess::UnixProcessFlag::ResetSignalHandlers | QProcess::UnixProcessFlag::CreateNewSession);
    gdb.setInputChannelMode(QProcess::ForwardedInputChannel);
    gdb.setChildProcessModifier([theirs, input = input[1]] {
        ::fcntl(theirs, F_SETFD, 0);
        ::dup2(input, STDIN_FILENO);
    });

    connect(&gdb, &QProcess::readyReadStandardOutput, this, &GdbEngine::readOutput);
    connect(&m_session->channel, &QLocalSocket::readyRead, this, &GdbEngine::readChannel);
    connect(&gdb, &QProcess::finished, this, [this](int, QProcess::ExitStatus status) {
        readOutput();
        giveUp(endReason(status == QProcess::CrashExit));
    });
    connect(&gdb, &QProcess::errorOccurred, this, [this, program](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            giveUp(u"gdb cannot be started (%1): install the package gdb, version 14 or later, or name one with FURROW_GDB."_s.arg(program));
    });
    gdb.start();
    ::close(theirs);
    ::close(input[1]);

    const QJsonObject sources = pythonSources();
    const QJsonObject first{{u"bootstrap"_s, sources["bootstrap"_L1]}};
    const QJsonObject second{{u"sources"_s, sources}, {u"token"_s, QString::fromLatin1(m_session->token)}};
    for (const QJsonObject &line : {first, second})
        m_session->channel.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
}

QString GdbEngine::endReason(bool crashed) const
{
    if (!m_session->farewell.isEmpty())
        return m_session->farewell;
    if (m_ready)
        return crashed ? u"gdb was killed."_s : u"gdb ended by itself."_s;
    const QString last = m_session->said.trimmed().section(u'\n', -1);
    return last.isEmpty() ? u"gdb ended before it was ready."_s : u"gdb ended before it was ready: %1"_s.arg(last);
}

/// The end of this gdb, whatever the cause. The next start() makes another.
void GdbEngine::giveUp(const QString &reason)
{
    if (!m_session)
        return;
    readChannelNow(); // its last words
    if (!m_session)
        return;
    // A stop that it asked for and has not seen would hold a process for ever.
    for (const qint64 pid : std::as_const(m_live))
        ::kill(static_cast<pid_t>(pid), SIGCONT);
    const qint64 lost = m_calling;
    if (lost)
        ::kill(static_cast<pid_t>(lost), SIGKILL); // what it was to return to, gdb alone knew
    forgetSession();
    const auto answers = std::exchange(m_answers, {});
    const QPointer<GdbEngine> self(this);
    for (const Answer &answer : answers) {
        answer({{u"ok"_s, false}, {u"reason"_s, reason}, {u"died"_s, true}});
        if (!self)
            return;
    }
    if (lost)
        Q_EMIT complained(u"process %1 was in the middle of a call that was made at the prompt; how to go on from there is lost with gdb, so it is ended"_s.arg(lost));
    if (self)
        Q_EMIT died(reason);
}

void GdbEngine::forgetSession()
{
    Session *session = m_session.release();
    session->process.disconnect(this);
    session->channel.disconnect(this);
    session->channel.abort();
    session->closeRequests();
    if (session->process.state() != QProcess::NotRunning)
        session->process.kill();
    // Not here: this may be called by a signal of the process itself.
    QTimer::singleShot(0, [session] {
        session->process.waitForFinished(1000);
        delete session;
    });
    m_ready = false;
    m_executing.reset();
    m_current = m_calling = 0;
    m_live.clear();
    m_waiting.clear();
    m_inspecting.clear();
}

void GdbEngine::rest()
{
    // It may be in the midst of reading symbols, for as long as that takes.
    if (!m_ready || !m_live.isEmpty())
        return;
    forgetSession();
    m_answers.clear();
    m_rests = true;
}

int GdbEngine::request(const QString &what, QJsonObject fields, Answer answer)
{
    const int id = ++m_lastId;
    fields[u"id"_s] = id;
    fields[u"do"_s] = what;
    if (answer)
        m_answers.insert(id, std::move(answer));
    m_waiting.append(requestFor(fields));
    if (std::exchange(m_rests, false))
        start();
    if (m_ready)
        writeRequests();
    return id;
}

void GdbEngine::writeRequests()
{
    while (!m_waiting.isEmpty()) {
        QByteArray &line = m_waiting.first();
        const ssize_t sent = ::send(m_session->requests, line.constData(), std::size_t(line.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0) // no room, or no gdb, of whose end the process itself tells
            return m_session->room->setEnabled(errno == EAGAIN);
        line.remove(0, sent);
        if (line.isEmpty())
            m_waiting.removeFirst();
    }
    m_session->room->setEnabled(false);
}

void GdbEngine::readChannelNow()
{
    // The loop may not have come to the socket yet: of what is there at the same time it may take the output first.
    Session *session = m_session.get();
    while (m_session.get() == session && session && session->channel.state() == QLocalSocket::ConnectedState && session->channel.waitForReadyRead(0)) {
    }
    readChannel();
}

void GdbEngine::readOutputNow()
{
    Session *session = m_session.get();
    while (m_session.get() == session && session && session->process.waitForReadyRead(0)) {
    }
}

void GdbEngine::readChannel()
{
    Session *session = m_session.get();
    while (m_session.get() == session && session && session->channel.canReadLine()) {
        const QJsonObject message = QJsonDocument::fromJson(session->channel.readLine()).object();
        if (message.contains("event"_L1))
            handleEvent(message);
        else if (const Answer answer = m_answers.take(message["id"_L1].toInt()))
            answer(message);
    }
}

void GdbEngine::handleEvent(const QJsonObject &event)
{
    const QString name = event["event"_L1].toString();
    if (name == "ready"_L1) {
        m_ready = true;
        writeRequests();
        Q_EMIT ready();
    } else if (name == "tooOld"_L1) {
        giveUp(u"gdb %1 is too old: install version 14 or later, or name one with FURROW_GDB."_s.arg(event["version"_L1].toString()));
    } else if (name == "stopped"_L1) {
        const StopInfo stop = stopFrom(event);
        if (stop.reason == StopInfo::Reason::Breakpoint) {
            readOutputNow(); // what its commands have printed
            if (!m_session)
                return;
        }
        if (stop.reason == StopInfo::Reason::Exited || stop.reason == StopInfo::Reason::Signalled) {
            m_live.remove(stop.pid);
            if (stop.pid == m_current)
                m_current = 0;
        }
        Q_EMIT stopped(stop);
    } else if (name == "frameChanged"_L1) {
        Q_EMIT frameChanged(frameFrom(event["frame"_L1].toObject()));
    } else if (name == "breakpoints"_L1) {
        QList<Breakpoint> breakpoints;
        for (const QJsonValue &value : event["list"_L1].toArray())
            breakpoints.append(breakpointFrom(value.toObject()));
        Q_EMIT breakpointsChanged(breakpoints);
    } else if (name == "printed"_L1) {
        Q_EMIT printed(event["pid"_L1].toInteger(), event["text"_L1].toString());
    } else if (name == "frameSelected"_L1) {
        Q_EMIT frameSelected(event["tid"_L1].toInteger(), frameFrom(event["frame"_L1].toObject()));
    } else if (name == "complaint"_L1) {
        Q_EMIT complained(event["text"_L1].toString());
    } else if (name == "call"_L1) {
        m_calling = event["pid"_L1].toInteger();
    } else if (name == "border"_L1) {
        Q_EMIT borderReached(event["down"_L1].toBool());
    } else if (name == "output"_L1) {
        Q_EMIT output(event["text"_L1].toString()); // the sticky view, before `stopped`
    } else if (name == "log"_L1) {
        Q_EMIT remark(event["text"_L1].toString());
    }
}

void GdbEngine::readOutput()
{
    Session *session = m_session.get();
    session->output.append(session->process.readAllStandardOutput());
    for (;;) {
        const QString text = session->output.takeText();
        if (!text.isEmpty()) {
            if (session->prints)
                session->printed += text;
            else if (m_executing && m_begun)
                Q_EMIT output(text);
            else
                session->said = (session->said + text).right(4000);
        }
        if (m_session.get() != session)
            return;
        CommandOutput::End end;
        if (session->output.takeEnd(&end))
            commandEnded(end);
        else if (text.isEmpty())
            return;
        if (m_session.get() != session)
            return;
    }
}

void GdbEngine::commandEnded(CommandOutput::End end)
{
    if (end.id == 0) {
        // All of the command line has run. If our Python came up, it has said so before, on the other channel.
        readChannelNow();
        if (m_ready || !m_session)
            return;
        if (m_session->said.contains("not supported in this copy of GDB"_L1))
            giveUp(u"This gdb was built without Python: install the package gdb (not gdb-minimal), or name one with FURROW_GDB."_s);
        else
            giveUp(u"gdb could not run the console's Python: %1"_s.arg(m_session->said.trimmed().section(u'\n', -1)));
        return;
    }
    if (end.id < 0) {
        m_session->prints = end.begins;
        if (const QString text = end.begins ? QString() : std::exchange(m_session->printed, {}); !text.isEmpty())
            Q_EMIT printed(-end.id, text);
        return;
    }
    if (end.begins) {
        m_begun = m_executing == end.id;
        return;
    }
    if (m_executing == end.id) {
        // What the command changed is told on the other channel, and was sent before.
        readChannelNow();
        m_executing.reset();
        Q_EMIT executed(end.ok);
    }
}

void GdbEngine::addReference(qint64 pid)
{
    request(u"reference"_s, {{u"pid"_s, pid}}, [this](const QJsonObject &answer) {
        if (!answer["ok"_L1].toBool() && !answer.contains("died"_L1))
            Q_EMIT remark(answer["reason"_L1].toString());
    });
}

void GdbEngine::attach(const AttachRequest &wanted)
{
    const QJsonObject fields{{u"pid"_s, wanted.pid}, {u"tid"_s, wanted.tid}, {u"file"_s, wanted.file}, {u"line"_s, wanted.line}, {u"frozen"_s, wanted.frozenCopy}, {u"dying"_s, wanted.dyingOf}, {u"endsStep"_s, wanted.endsStep}, {u"showsRuntime"_s, wanted.showsRuntime}, {u"breakIn"_s, wanted.breakIn}};
    if (!wanted.frozenCopy)
        m_live.insert(wanted.pid);
    request(u"attach"_s, fields, [this, pid = wanted.pid](const QJsonObject &answer) {
        if (answer.contains("died"_L1))
            return;
        if (!answer["ok"_L1].toBool()) {
            Q_EMIT attachFailed(pid, answer["reason"_L1].toString());
            return;
        }
        m_current = pid;
        Q_EMIT attached(stopFrom(answer["stop"_L1].toObject()));
    });
}

void GdbEngine::execute(const QString &line)
{
    putOffInspection();
    QJsonObject fields{{u"line"_s, line}};
    if (m_below)
        fields[u"below"_s] = true;
    if (m_above)
        fields[u"above"_s] = true;
    m_begun = false;
    m_executing = request(u"execute"_s, fields, nullptr);
}

void GdbEngine::step(StepKind kind)
{
    putOffInspection();
    const QString name = kind == StepKind::Next ? u"next"_s : kind == StepKind::Step ? u"step"_s : kind == StepKind::Finish ? u"finish"_s : u"until"_s;
    request(u"step"_s, {{u"kind"_s, name}}, [this, pid = m_current](const QJsonObject &answer) {
        if (answer.contains("died"_L1))
            return;
        if (answer["ok"_L1].toBool()) {
            Q_EMIT stepping(pid);
        } else {
            Q_EMIT output(answer["reason"_L1].toString() + u'\n');
            Q_EMIT executed(false);
        }
    });
}

void GdbEngine::release(qint64 pid, bool quitTask)
{
    if (m_rests)
        return; // it holds nothing
    putOffInspection();
    request(u"release"_s, {{u"pid"_s, pid}, {u"quitTask"_s, quitTask}}, [this, pid](const QJsonObject &answer) {
        if (m_current == pid)
            m_current = 0;
        if (answer.contains("died"_L1))
            return;
        if (!answer["ok"_L1].toBool())
            Q_EMIT remark(answer["reason"_L1].toString());
        else if (!answer["kept"_L1].toBool())
            m_live.remove(pid);
        Q_EMIT released(pid);
    });
}

void GdbEngine::complete(const QString &line, int cursor, std::function<void(QList<Completion>)> done)
{
    putOffInspection();
    request(u"complete"_s, {{u"line"_s, line.first(qBound(0, cursor, line.size()))}}, [done](const QJsonObject &answer) {
        QList<Completion> found;
        for (const QJsonValue &value : answer["found"_L1].toArray())
            found.append({value["text"_L1].toString(), value["kind"_L1].toString()});
        done(found);
    });
}

void GdbEngine::backtrace(std::function<void(QList<Frame>)> done)
{
    request(u"backtrace"_s, {}, [done](const QJsonObject &answer) {
        QList<Frame> frames;
        for (const QJsonValue &value : answer["frames"_L1].toArray())
            frames.append(frameFrom(value.toObject()));
        done(frames);
    });
}

void GdbEngine::setBreakpoint(const Breakpoint &breakpoint, bool mayWait, std::function<void(QString)> done)
{
    request(u"setBreakpoint"_s,
            {{u"file"_s, breakpoint.file}, {u"line"_s, breakpoint.line}, {u"condition"_s, breakpoint.condition}, {u"trace"_s, breakpoint.trace}, {u"enabled"_s, breakpoint.enabled}, {u"mayWait"_s, mayWait}},
            [done = std::move(done)](const QJsonObject &answer) { done(answer["reason"_L1].toString()); });
}

void GdbEngine::changeBreakpoint(const Breakpoint &breakpoint, std::function<void(QString)> done)
{
    request(u"changeBreakpoint"_s,
            {{u"number"_s, breakpoint.number}, {u"condition"_s, breakpoint.condition}, {u"trace"_s, breakpoint.trace}, {u"enabled"_s, breakpoint.enabled}},
            [done = std::move(done)](const QJsonObject &answer) { done(answer["reason"_L1].toString()); });
}

void GdbEngine::removeBreakpoint(int number)
{
    request(u"removeBreakpoint"_s, {{u"number"_s, number}}, nullptr);
}

void GdbEngine::follow(qint64 pid, std::function<void()> done)
{
    m_live.insert(pid);
    request(u"follow"_s, {{u"pid"_s, pid}}, [this, pid, done = std::move(done)](const QJsonObject &answer) {
        if (!answer["ok"_L1].toBool() && !answer.contains("died"_L1)) {
            m_live.remove(pid);
            Q_EMIT remark(answer["reason"_L1].toString());
        }
        done();
    });
}

void GdbEngine::unfollow()
{
    if (m_rests)
        return;
    request(u"unfollow"_s, {}, [this](const QJsonObject &answer) {
        for (const QJsonValue &pid : answer["pids"_L1].toArray())
            m_live.remove(pid.toInteger());
    });
}

void GdbEngine::inspect(const QString &what, const QJsonObject &fields, Answer answer)
{
    // The number is known before the answer can come.
    m_inspecting.insert(m_lastId + 1);
    request(what, fields, [this, id = m_lastId + 1, answer](const QJsonObject &result) {
        m_inspecting.remove(id);
        answer(result);
    });
}

void GdbEngine::putOffInspection()
{
    if (!m_inspecting.isEmpty() && m_ready)
        sendInterrupt(*std::ranges::max_element(m_inspecting));
}

void GdbEngine::sendInterrupt(int id)
{
    m_session->channel.write("{\"do\":\"interrupt\",\"id\":" + QByteArray::number(id) + "}\n");
}

void GdbEngine::variables(std::function<void(Variables)> done)
{
    inspect(u"variables"_s, {}, [done](const QJsonObject &answer) { done(variablesFrom(answer)); });
}

void GdbEngine::children(quint64 reference, int from, int count, std::function<void(Variables)> done)
{
    inspect(u"children"_s, {{u"reference"_s, qint64(reference)}, {u"from"_s, from}, {u"count"_s, count}},
            [done](const QJsonObject &answer) { done(variablesFrom(answer)); });
}

void GdbEngine::assign(quint64 reference, const QString &expression, std::function<void(Variables)> done)
{
    // Not among those that are put off: it may have been done already.
    request(u"assign"_s, {{u"reference"_s, qint64(reference)}, {u"expression"_s, expression}},
            [done](const QJsonObject &answer) { done(variablesFrom(answer)); });
}

void GdbEngine::threads(std::function<void(Threads)> done)
{
    inspect(u"threads"_s, {}, [done](const QJsonObject &answer) { done(threadsFrom(answer)); });
}

void GdbEngine::select(const Frame &frame, std::function<void(QString)> done)
{
    request(u"select"_s, {{u"level"_s, frame.level}, {u"await"_s, qint64(frame.await)}}, [done](const QJsonObject &answer) {
        done(answer["reason"_L1].toString());
    });
}

void GdbEngine::selectThread(qint64 tid, std::function<void(QString)> done)
{
    request(u"selectThread"_s, {{u"tid"_s, tid}}, [done](const QJsonObject &answer) { done(answer["reason"_L1].toString()); });
}

void GdbEngine::interrupt()
{
    if (m_executing && m_ready)
        sendInterrupt(*m_executing);
    else
        putOffInspection();
}

} // namespace furrow::ui
