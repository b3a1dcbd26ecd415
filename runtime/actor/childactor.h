// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actoroptions.h>
#include <furrow/cancelscope.h>
#include <furrow/event.h>

#include "actor/peer.h"
#include "debug/debugsession.h"

#include <QProcess>
#include <QTimer>

#include <memory>
#include <optional>

namespace furrow {
class ActorNursery;
}

namespace furrow::detail {

/// What the End frame says.
struct EndRequest
{
    bool cancel = false; ///< false: its work is done
    QString reason;
};
/// What the Hello frame says.
struct HelloInfo
{
    quint32 protocol = 0;
    QByteArray version;
    QByteArray build;
};

/// A child process as its parent sees it: started, connected, asked to end, reaped. Main thread.
class ChildActor : public QObject, public std::enable_shared_from_this<ChildActor>, public Peer::Owner
{
    Q_OBJECT
public:
    ChildActor(ActorNursery &nursery, ActorOptions options);
    ~ChildActor() override;

    void start();
    /// Set when it has said hello, or `spawnFailure` says why it never will.
    Event connected;
    std::optional<Failure> spawnFailure;
    /// Set when the process is gone.
    Event reaped;

    void callMain(CallInfo info, const QByteArray &arguments, const AwaitFrame &place);
    std::shared_ptr<Dialogue> mainCall;

    /// Asks it to end, and sees that it does. Again: nothing, unless it is cancelled now.
    void end(const QString &reason, bool cancel);
    void kill(const QString &why);
    /// SIGTERM, which a program may hear; else it ends by it.
    void terminate();
    bool endAsked() const { return m_endAsked; }
    /// It was not asked, yet it is gone, and nobody else was told.
    std::optional<Failure> unexpectedEnd() const { return m_unexpected; }

    const ActorId &id() const { return m_id; }
    qint64 pid() const { return m_pid; }
    /// Null when nothing can be sent to it.
    Peer *peer() const { return m_peer && m_peer->isOpen() && connected.isSet() && !m_endAsked ? m_peer.get() : nullptr; }
    Failure whyGone() const;
    void leaveNursery() { m_nursery = nullptr; }

private:
    void received(FrameKind kind, const QByteArray &payload) override;
    void called(const std::shared_ptr<Dialogue> &dialogue, const QByteArray &arguments) override;
    void disconnected(const QString &why) override;
    void hello(const QByteArray &payload);
    void spawnFailed(const QString &why);
    void processEnded(int status, QProcess::ExitStatus how);
    void failCalls(const Failure &why);
    void gone();
    void startReaper();
    Task<> reap();
    QString programShown() const;

    ActorNursery *m_nursery;
    ActorOptions m_options;
    ActorId m_id;
    QString m_program;
    int m_lastWords = -1; ///< memory that the child writes to when a signal ends it
    QProcess m_process;
    qint64 m_pid = 0;
    std::unique_ptr<Peer> m_peer;
    QTimer m_deadline;
    Clock::time_point m_patience;
    std::optional<Failure> m_unexpected;
    std::optional<Failure> m_whyGone;
    QString m_brokenWhy;
    bool m_endAsked = false;
    bool m_cancelAsked = false;
    bool m_killed = false;
    bool m_reaping = false;
};

} // namespace furrow::detail
