// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

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
    /// The next connection, or -1 when none came in time.
    int accept(int milliseconds = 5000)
    {
        pollfd wait{m_fd, POLLIN, 0};
        return ::poll(&wait, 1, milliseconds) == 1 ? ::accept4(m_fd, nullptr, nullptr, SOCK_CLOEXEC) : -1;
    }
    static QJsonObject read(int fd)
    {
        char buffer[4096];
        const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
        return n > 0 ? QJsonDocument::fromJson(QByteArray(buffer, n)).object() : QJsonObject();
    }

private:
    QTemporaryDir m_folder;
    int m_fd = -1;
};
