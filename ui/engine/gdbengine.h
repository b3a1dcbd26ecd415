// SPDX-License-Identifier: MIT
#pragma once

#include "commandoutput.h"
#include "debugengine.h"

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <QLocalSocket>
#include <QProcess>

#include <functional>
#include <memory>
#include <optional>

namespace furrow::ui {

/// The debugger of the whole tree: one gdb, driven by our Python inside it (docs/architecture.md, section 5).
///
/// gdb runs in a session of its own, so that no terminal's ctrl-c reaches it. It ends when this object does, or when this process is
/// killed, and lets go of what it holds: its standard input closes.
///
/// \code
/// GdbEngine engine;
/// connect(&engine, &DebugEngine::ready, [&] { engine.attach({.pid = pid, .tid = tid, .file = file, .line = line}); });
/// connect(&engine, &DebugEngine::attached, [&] { engine.execute(u"info locals"_s); });
/// engine.start();
/// \endcode
/// Thread: its own. Raises nothing: what fails is told by `died`, `attachFailed` and `executed(false)`.
class GdbEngine : public DebugEngine
{
    Q_OBJECT
public:
    explicit GdbEngine(QObject *parent = nullptr);
    ~GdbEngine() override;

    /// The gdb that is started next; `gdb` of the PATH, or FURROW_GDB, if not set.
    void setProgram(const QString &program) { m_program = program; }

    void start() override;
    bool isReady() const override { return m_ready; }
    void rest() override;
    void addReference(qint64 pid) override;
    void attach(const AttachRequest &request) override;
    void execute(const QString &line) override;
    void setBorders(bool below, bool above) override { m_below = below, m_above = above; }
    void step(StepKind kind) override;
    void release(qint64 pid, bool quitTask = false) override;
    void complete(const QString &line, int cursor, std::function<void(QList<Completion>)> done) override;
    void backtrace(std::function<void(QList<Frame>)> done) override;
    void setBreakpoint(const Breakpoint &breakpoint, bool mayWait, std::function<void(QString)> done) override;
    void changeBreakpoint(const Breakpoint &breakpoint, std::function<void(QString)> done) override;
    void removeBreakpoint(int number) override;
    void follow(qint64 pid, std::function<void()> done) override;
    void unfollow() override;
    void variables(std::function<void(Variables)> done) override;
    void children(quint64 reference, int from, int count, std::function<void(Variables)> done) override;
    void assign(quint64 reference, const QString &expression, std::function<void(Variables)> done) override;
    void threads(std::function<void(Threads)> done) override;
    void select(const Frame &frame, std::function<void(QString)> done) override;
    void selectThread(qint64 tid, std::function<void(QString)> done) override;
    void interrupt() override;
    qint64 debuggerPid() const override;

Q_SIGNALS:
    /// What gdb or our Python says of itself, for the log.
    void remark(const QString &text);

private:
    using Answer = std::function<void(const QJsonObject &)>;
    struct Session;

    int request(const QString &what, QJsonObject fields, Answer answer);
    /// A request that whatever is more urgent puts off.
    void inspect(const QString &what, const QJsonObject &fields, Answer answer);
    void putOffInspection();
    void sendInterrupt(int id);
    void writeRequests();
    void readChannel();
    void readChannelNow(); ///< also what the event loop has not seen yet
    void readOutputNow();
    void readOutput();
    void handleEvent(const QJsonObject &event);
    void commandEnded(CommandOutput::End end);
    void giveUp(const QString &reason);
    void forgetSession();
    QString endReason(bool crashed) const;

    QString m_program;
    std::unique_ptr<Session> m_session;
    QHash<int, Answer> m_answers;
    QList<QByteArray> m_waiting;      ///< requests made before gdb was ready, or that it has no room for
    std::optional<int> m_executing;   ///< request whose output is being read
    QSet<int> m_inspecting;           ///< requests that may be put off
    QSet<qint64> m_live;              ///< held, and not copies: a gdb that is killed would leave breakpoints in them
    qint64 m_current = 0;
    qint64 m_calling = 0;             ///< runs a function that a command has called
    int m_lastId = 0;
    bool m_ready = false;
    bool m_rests = false;
    bool m_begun = false;             ///< what comes now is printed by the command that executes
    bool m_below = false;
    bool m_above = false;
};

} // namespace furrow::ui
