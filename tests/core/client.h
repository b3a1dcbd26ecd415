// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/// The other end of a dialogue with the console, by hand: one raw connection. Reads turn the event loop meanwhile, since the
/// console lives in this process too.
class Client
{
public:
    explicit Client(const QString &socketPath)
    {
        m_fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        const QByteArray path = QFile::encodeName(socketPath);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
        if (::connect(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0)
            qFatal("no console at %s", path.constData());
    }
    Client(Client &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    ~Client() { close(); }

    void close()
    {
        if (m_fd >= 0)
            ::close(std::exchange(m_fd, -1));
    }
    void send(const QJsonObject &packet) { sendRaw(QJsonDocument(packet).toJson(QJsonDocument::Compact)); }
    void sendRaw(const QByteArray &packet) { ::send(m_fd, packet.constData(), std::size_t(packet.size()), MSG_NOSIGNAL); }
    void sendWithFds(const QJsonObject &object, const QList<int> &fds)
    {
        QByteArray packet = QJsonDocument(object).toJson(QJsonDocument::Compact);
        iovec part{packet.data(), std::size_t(packet.size())};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 8)] = {};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        const std::size_t size = sizeof(int) * std::size_t(fds.size());
        message.msg_controllen = CMSG_SPACE(size);
        cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(size);
        std::memcpy(CMSG_DATA(header), fds.constData(), size);
        ::sendmsg(m_fd, &message, MSG_NOSIGNAL);
    }
    /// The next packet; "CLOSED" at the console's end, empty when none came in time.
    QByteArray read(int milliseconds = 5000)
    {
        QByteArray packet;
        (void)QTest::qWaitFor([&] { return (packet = tryRead()).size() > 0; }, milliseconds);
        return packet;
    }
    QByteArray tryRead()
    {
        char buffer[8192];
        const ssize_t got = ::recv(m_fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return {};
        return got > 0 ? QByteArray(buffer, got) : QByteArray("CLOSED");
    }

    static furrow::ActorId actor(const QString &name) { return {name, QUuid::createUuid()}; }
    static QJsonObject json(const furrow::ActorId &id)
    {
        return {{QStringLiteral("name"), id.name}, {QStringLiteral("uuid"), id.uuid.toString(QUuid::WithoutBraces)}};
    }

private:
    int m_fd;
};
