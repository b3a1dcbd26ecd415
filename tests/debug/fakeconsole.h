// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QTemporaryDir>

#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/// The console's listening socket, without a console: the test accepts, reads and answers by hand.
class FakeConsole
{
public:
    FakeConsole()
    {
        m_fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, path().constData(), sizeof address.sun_path);
        if (::bind(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0 || ::listen(m_fd, 64) < 0)
            qFatal("no socket");
    }
    ~FakeConsole() { close(); }
    void close()
    {
        if (m_fd >= 0)
            ::close(std::exchange(m_fd, -1));
    }
    QByteArray path() const { return QFile::encodeName(m_folder.filePath(QStringLiteral("console"))); }
    int fd() const { return m_fd; }
    /// The next connection, or -1 when none came in time.
    int accept(int milliseconds = 5000)
    {
        pollfd wait{m_fd, POLLIN, 0};
        return ::poll(&wait, 1, milliseconds) == 1 ? ::accept4(m_fd, nullptr, nullptr, SOCK_CLOEXEC) : -1;
    }
    static QJsonObject read(int fd)
    {
        QList<int> fds;
        const QJsonObject packet = read(fd, &fds);
        for (const int each : fds)
            ::close(each);
        return packet;
    }
    /// The descriptors that came with it are the caller's.
    static QJsonObject read(int fd, QList<int> *fds)
    {
        static thread_local char buffer[130 * 1024];
        alignas(cmsghdr) char room[CMSG_SPACE(sizeof(int) * 8)];
        iovec part{buffer, sizeof buffer};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = room;
        message.msg_controllen = sizeof room;
        const ssize_t n = ::recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
        if (n <= 0)
            return {};
        for (cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
            for (std::size_t i = 0; i < (header->cmsg_len - CMSG_LEN(0)) / sizeof(int); ++i) {
                int got;
                std::memcpy(&got, CMSG_DATA(header) + i * sizeof got, sizeof got);
                fds->append(got);
            }
        }
        return QJsonDocument::fromJson(QByteArray(buffer, n)).object();
    }
    static bool say(int fd, QByteArrayView word)
    {
        return ::send(fd, word.data(), std::size_t(word.size()), MSG_NOSIGNAL) == word.size();
    }
    static bool hasMore(int fd, int milliseconds = 0)
    {
        pollfd wait{fd, POLLIN, 0};
        return ::poll(&wait, 1, milliseconds) == 1;
    }

private:
    QTemporaryDir m_folder;
    int m_fd = -1;
};
