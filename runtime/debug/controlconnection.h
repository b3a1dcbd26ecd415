// SPDX-License-Identifier: MIT
#pragma once

#include "debugchannel.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QObject>

#include <deque>
#include <functional>
#include <memory>

class QSocketNotifier;

namespace furrow::debug {

/// The actor's own connection to the console, open as long as the actor lives (docs/architecture.md, 4.1).
/// Never blocks: packets for a console that is slow or stopped wait here, in order.
///
/// \code
/// ControlConnection control;
/// QObject::connect(&control, &ControlConnection::received, [](const QJsonObject &packet) { ... });
/// if (control.open(path)) control.send(hello);
/// \endcode
/// Thread: that of the QObject.
class ControlConnection : public QObject
{
    Q_OBJECT
public:
    explicit ControlConnection(QObject *parent = nullptr);
    ~ControlConnection() override;

    bool open(const QByteArray &socketPath);
    bool isOpen() const { return m_channel.isOpen(); }
    int fd() const { return m_channel.fd(); }
    /// Queues one packet. `fds` travel with it as SCM_RIGHTS; duplicates are kept until then, the caller's stay its own.
    /// False: the connection is closed, the packet is too large, or there are too many descriptors.
    bool send(const QJsonObject &packet, const QList<int> &fds = {});
    /// Blocks until `done`, which `received` may bring about, or until the console is gone; needs no event loop.
    void waitFor(const std::function<bool()> &done);
    /// Reads what has come already; an end is left to be told later.
    void readPending();
    qsizetype waiting() const { return qsizetype(m_waiting.size()); }
    void close();

Q_SIGNALS:
    /// A packet of the console's. One that is not a JSON object is dropped.
    void received(const QJsonObject &packet);
    /// The console is gone; not emitted by `close()`.
    void closed();

private:
    struct Packet
    {
        QByteArray bytes;
        QList<int> fds;
    };
    void flush();
    void readOne();
    /// What recv() said; `received` was emitted above zero.
    qint64 receive();
    void lost();

    DebugChannel m_channel;
    std::deque<Packet> m_waiting;
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
};

} // namespace furrow::debug
