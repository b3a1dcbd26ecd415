// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QObject>

#include <deque>

class QSocketNotifier;

namespace furrow::ui {

/// The console's end of one connection: packets in, words or packets out. Never blocks; a client that does not read is closed
/// once a megabyte waits for it. Thread: that of the QObject.
class Dialogue : public QObject
{
    Q_OBJECT
public:
    /// Takes the connected socket.
    explicit Dialogue(int fd, QObject *parent = nullptr);
    ~Dialogue() override;

    bool isOpen() const { return m_fd >= 0; }
    void sendWord(const QByteArray &word);
    void send(const QJsonObject &packet);
    void close();
    /// Descriptors that came with the packet just received; the caller owns them. Those not taken are closed.
    QList<int> takeFds() { return std::exchange(m_fds, {}); }

Q_SIGNALS:
    void received(const QJsonObject &packet);
    void malformed(const QString &why); ///< and closed
    void closed();                      ///< by the other end, or after `malformed`; not by `close()`

private:
    void read();
    bool readOne();
    void flush();
    void lost();

    int m_fd;
    QSocketNotifier *m_readable;
    QSocketNotifier *m_writable;
    QList<int> m_fds;
    std::deque<QByteArray> m_waiting;
    qsizetype m_waitingBytes = 0;
};

} // namespace furrow::ui
