// SPDX-License-Identifier: MIT
#include "controlconnection.h"

#include "protocol.h"

#include <QJsonDocument>
#include <QSocketNotifier>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace furrow::debug {

constexpr qsizetype maxFds = 8;

ControlConnection::ControlConnection(QObject *parent) : QObject(parent) {}

ControlConnection::~ControlConnection()
{
    close();
}

bool ControlConnection::open(const QByteArray &socketPath)
{
    close();
    if (!m_channel.open(socketPath.constData()))
        return false;
    m_readable = std::make_unique<QSocketNotifier>(m_channel.fd(), QSocketNotifier::Read);
    m_writable = std::make_unique<QSocketNotifier>(m_channel.fd(), QSocketNotifier::Write);
    m_writable->setEnabled(false);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &ControlConnection::readOne);
    connect(m_writable.get(), &QSocketNotifier::activated, this, &ControlConnection::flush);
    return true;
}

bool ControlConnection::send(const QJsonObject &packet, const QList<int> &fds)
{
    Packet next{QJsonDocument(packet).toJson(QJsonDocument::Compact), {}};
    if (!isOpen() || next.bytes.size() > qsizetype(protocol::maxPacket) || fds.size() > maxFds)
        return false;
    for (const int fd : fds) {
        const int duplicate = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
        if (duplicate < 0) {
            for (const int made : std::as_const(next.fds))
                ::close(made);
            return false;
        }
        next.fds.append(duplicate);
    }
    m_waiting.push_back(std::move(next));
    flush();
    return true;
}

void ControlConnection::flush()
{
    while (!m_waiting.empty()) {
        Packet &packet = m_waiting.front();
        iovec part{packet.bytes.data(), std::size_t(packet.bytes.size())};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * maxFds)] = {};
        if (!packet.fds.isEmpty()) {
            const std::size_t size = sizeof(int) * std::size_t(packet.fds.size());
            message.msg_control = control;
            message.msg_controllen = CMSG_SPACE(size);
            cmsghdr *header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(size);
            std::memcpy(CMSG_DATA(header), packet.fds.constData(), size);
        }
        ssize_t sent;
        do {
            sent = ::sendmsg(m_channel.fd(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        } while (sent < 0 && errno == EINTR);
        if (sent < 0) {
            // Anything but a full socket is told by the reading side, where it ends in order after what the console said.
            m_writable->setEnabled(errno == EAGAIN);
            return;
        }
        for (const int fd : std::as_const(packet.fds))
            ::close(fd);
        m_waiting.pop_front();
    }
    m_writable->setEnabled(false);
}

void ControlConnection::waitFor(const std::function<bool()> &done)
{
    while (isOpen() && !done()) {
        pollfd ready{m_channel.fd(), short(m_waiting.empty() ? POLLIN : POLLIN | POLLOUT), 0};
        if (::poll(&ready, 1, -1) < 0)
            continue; // EINTR
        if (ready.revents & POLLOUT)
            flush();
        if (ready.revents & ~POLLOUT)
            readOne();
    }
}

qint64 ControlConnection::receive()
{
    QByteArray buffer(qsizetype(protocol::maxPacket), Qt::Uninitialized);
    ssize_t got;
    do {
        got = ::recv(m_channel.fd(), buffer.data(), std::size_t(buffer.size()), MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got <= 0)
        return got;
    buffer.truncate(got);
    const QJsonDocument document = QJsonDocument::fromJson(buffer);
    if (document.isObject())
        Q_EMIT received(document.object());
    return got;
}

void ControlConnection::readOne()
{
    const qint64 got = receive();
    if (got == 0 || (got < 0 && errno != EAGAIN))
        lost();
}

void ControlConnection::readPending()
{
    while (isOpen() && receive() > 0) {
    }
}

void ControlConnection::lost()
{
    close();
    Q_EMIT closed();
}

void ControlConnection::close()
{
    // A notifier may be the one that calls us.
    for (auto *notifier : {&m_readable, &m_writable}) {
        if (*notifier) {
            (*notifier)->setEnabled(false);
            notifier->release()->deleteLater();
        }
    }
    for (const Packet &packet : m_waiting) {
        for (const int fd : packet.fds)
            ::close(fd);
    }
    m_waiting.clear();
    m_channel.close();
}

} // namespace furrow::debug
