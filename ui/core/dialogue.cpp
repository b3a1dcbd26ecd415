// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include "debug/protocol.h"

#include <QJsonDocument>
#include <QPointer>
#include <QSocketNotifier>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::ui {

constexpr qsizetype maxWaiting = 1024 * 1024;
constexpr std::size_t maxFds = 8;

Dialogue::Dialogue(int fd, QObject *parent)
    : QObject(parent), m_fd(fd), m_readable(new QSocketNotifier(fd, QSocketNotifier::Read, this)),
      m_writable(new QSocketNotifier(fd, QSocketNotifier::Write, this))
{
    m_writable->setEnabled(false);
    connect(m_readable, &QSocketNotifier::activated, this, &Dialogue::read);
    connect(m_writable, &QSocketNotifier::activated, this, &Dialogue::flush);
}

Dialogue::~Dialogue()
{
    close();
}

void Dialogue::read()
{
    // A few at a time, so that a chatty client shares the loop with the others.
    QPointer<Dialogue> self(this);
    for (int i = 0; i < 64 && self && m_fd >= 0; ++i) {
        if (!readOne())
            return;
    }
}

bool Dialogue::readOne()
{
    // One byte more than a packet may have tells a long one from one that just fits.
    static thread_local QByteArray buffer(qsizetype(debug::protocol::maxPacket) + 1, Qt::Uninitialized);
    iovec part{buffer.data(), std::size_t(buffer.size())};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * maxFds)];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t got;
    do {
        got = ::recvmsg(m_fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN)
        return false;
    if (got <= 0) {
        lost();
        return false;
    }
    QPointer<Dialogue> self(this);
    for (cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd;
            std::memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
            m_fds.append(fd);
        }
    }
    QString why;
    QJsonDocument document;
    if (message.msg_flags & MSG_TRUNC || got > ssize_t(debug::protocol::maxPacket)) {
        why = u"a packet is longer than %1 bytes"_s.arg(debug::protocol::maxPacket);
    } else {
        document = QJsonDocument::fromJson(QByteArray::fromRawData(buffer.constData(), got));
        if (!document.isObject())
            why = u"a packet is no JSON object"_s;
    }
    if (why.isEmpty())
        Q_EMIT received(document.object());
    else
        Q_EMIT malformed(why);
    if (!self)
        return false;
    for (const int fd : takeFds())
        ::close(fd);
    if (!why.isEmpty())
        lost();
    return self && m_fd >= 0;
}

void Dialogue::sendWord(const QByteArray &word)
{
    if (m_fd < 0)
        return;
    m_waiting.push_back(word);
    m_waitingBytes += word.size();
    flush();
    if (m_waitingBytes > maxWaiting)
        lost();
}

void Dialogue::send(const QJsonObject &packet)
{
    sendWord(QJsonDocument(packet).toJson(QJsonDocument::Compact));
}

void Dialogue::flush()
{
    while (m_fd >= 0 && !m_waiting.empty()) {
        const QByteArray &packet = m_waiting.front();
        ssize_t sent;
        do {
            sent = ::send(m_fd, packet.constData(), std::size_t(packet.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        } while (sent < 0 && errno == EINTR);
        if (sent < 0) {
            // Anything but a full socket is told by the reading side.
            m_writable->setEnabled(errno == EAGAIN);
            return;
        }
        m_waitingBytes -= packet.size();
        m_waiting.pop_front();
    }
    m_writable->setEnabled(false);
}

void Dialogue::lost()
{
    if (m_fd < 0)
        return;
    close();
    Q_EMIT closed();
}

void Dialogue::close()
{
    if (m_fd < 0)
        return;
    m_readable->setEnabled(false);
    m_writable->setEnabled(false);
    for (const int fd : takeFds())
        ::close(fd);
    m_waiting.clear();
    m_waitingBytes = 0;
    ::close(std::exchange(m_fd, -1));
}

} // namespace furrow::ui
