// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/dialogue.h>

#include "wire/framer.h"

#include <QHash>
#include <QLocalSocket>

#include <memory>

namespace furrow::detail {

/// The first byte of a frame's header; the second part is the number of the call, 0 for the actor as a whole.
enum class FrameKind : quint8 {
    Hello = 1, ///< child: version, build
    Call,      ///< parent: CallInfo, then the arguments
    Result,    ///< child
    Error,     ///< child: BoxedError
    Cancelled, ///< child: the call was cancelled; ActorId of who asked
    Started,   ///< child: value of Context::started
    Item,      ///< either: one message of a stream
    Room,      ///< either: so many bytes have been taken out
    ItemsEnd,  ///< either: no more messages
    Cancel,    ///< parent: cancel this call
    End,       ///< parent: End, the actor is to finish or to be cancelled
    Grace      ///< child: its own children have so many more milliseconds
};

/// What a stream may have under way and unread, in bytes.
inline constexpr qint64 streamWindow = 1024 * 1024;
/// Counted for each message beside its bytes.
inline constexpr qint64 itemOverhead = 64;

/// One end of the connection between an actor and its child. Tasks that a frame wakes run before the next turn of the event loop, and
/// what they send leaves in one piece.
class Peer : public QObject
{
    Q_OBJECT
public:
    /// What its owner is told.
    struct Owner
    {
        virtual void received(FrameKind kind, const QByteArray &payload) = 0;
        virtual void called(const std::shared_ptr<Dialogue> &dialogue, const QByteArray &arguments) = 0;
        /// Nothing more will come; `why` is empty for an ordinary end.
        virtual void disconnected(const QString &why) = 0;

    protected:
        ~Owner() = default;
    };

    /// Takes over the descriptor.
    Peer(int socket, Owner &owner, ActorId other);
    ~Peer() override;

    enum class When { Now, Batched };
    /// Throws EncodeError for a frame over the limit.
    void send(FrameKind kind, quint64 id, QByteArrayView head, QByteArrayView payload = {}, When when = When::Now);
    void add(const std::shared_ptr<Dialogue> &dialogue);
    void remove(const Dialogue &dialogue);
    QList<std::shared_ptr<Dialogue>> dialogues() const { return m_dialogues.values(); }
    /// Reads what has arrived, without waiting.
    void drain();
    /// Sends all there is, blocking; for the end of a process.
    void flushAll(int timeoutMs);
    bool isOpen() const { return m_open; }
    const ActorId &other() const { return m_other; }

protected:
    bool event(QEvent *event) override;

private:
    void readFrames();
    void handle(QByteArray frame);
    void lost(const QString &why);

    QLocalSocket m_socket;
    wire::FrameReader m_reader;
    Owner &m_owner;
    ActorId m_other;
    QHash<quint64, std::shared_ptr<Dialogue>> m_dialogues;
    quint64 m_last = 0;
    bool m_open = true;
    bool m_reading = false;
    bool m_flushPosted = false;
};

} // namespace furrow::detail
