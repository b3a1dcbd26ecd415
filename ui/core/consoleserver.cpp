// SPDX-License-Identifier: MIT
#include "consoleserver.h"

#include "debug/protocol.h"
#include "dialogue.h"
#include "packets.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSocketNotifier>
#include <QTemporaryDir>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
namespace protocol = furrow::debug::protocol;

namespace furrow::ui {
namespace {

bool makeAddress(const QString &path, sockaddr_un *address)
{
    const QByteArray name = QFile::encodeName(path);
    *address = {};
    address->sun_family = AF_UNIX;
    if (name.size() >= qsizetype(sizeof address->sun_path))
        return false;
    std::memcpy(address->sun_path, name.constData(), std::size_t(name.size()));
    return true;
}

/// A console that was killed could not remove its folder: whoever comes next does. The age keeps us from one that is being made.
void removeLeftovers(const QString &base)
{
    const QFileInfoList folders = QDir(base).entryInfoList({u"furrow-??????"_s}, QDir::Dirs | QDir::NoSymLinks);
    for (const QFileInfo &folder : folders) {
        const QString path = folder.filePath() + u"/console"_s;
        sockaddr_un address;
        if (folder.ownerId() != ::getuid() || folder.lastModified().secsTo(QDateTime::currentDateTime()) < 10
            || !makeAddress(path, &address))
            continue;
        const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0)
            return;
        const bool dead = ::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0
                          && errno == ECONNREFUSED;
        ::close(fd);
        if (dead && QFile::remove(path))
            QDir().rmdir(folder.filePath());
    }
}

} // namespace

ConsoleServer::ConsoleServer(QObject *parent) : QObject(parent) {}

ConsoleServer::~ConsoleServer()
{
    if (m_fd >= 0) {
        m_notifier->setEnabled(false);
        ::close(m_fd);
        QFile::remove(m_path);
        // The folder is the root's that started us, which may have been killed.
        if (const QFileInfo folder(QFileInfo(m_path).path()); !m_folder && folder.fileName().startsWith("furrow-"_L1))
            QDir().rmdir(folder.filePath());
    }
}

bool ConsoleServer::bindTo(const QString &path, QString *error)
{
    sockaddr_un address;
    if (!makeAddress(path, &address)) {
        *error = u"the path of the console's socket is too long: %1"_s.arg(path);
        return false;
    }
    const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0 || ::listen(fd, 1024) < 0) {
        *error = u"the console's socket %1 cannot be made: %2"_s.arg(path, qt_error_string(errno));
        if (fd >= 0)
            ::close(fd);
        return false;
    }
    m_fd = fd;
    m_path = path;
    m_notifier = new QSocketNotifier(fd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &ConsoleServer::accept);
    return true;
}

bool ConsoleServer::listen(QString *error, const QString &socketPath)
{
    QString unused;
    error = error ? error : &unused;
    if (m_fd >= 0) {
        *error = u"the console listens already"_s;
        return false;
    }
    if (!socketPath.isEmpty())
        return bindTo(socketPath, error);
    *error = u"no folder for the console's socket"_s;
    for (const QString &base : {qEnvironmentVariable("XDG_RUNTIME_DIR"), u"/tmp"_s}) {
        if (base.isEmpty())
            continue;
        removeLeftovers(base);
        m_folder = std::make_unique<QTemporaryDir>(base + u"/furrow-XXXXXX"_s);
        if (!m_folder->isValid()) {
            *error = u"no folder can be made in %1: %2"_s.arg(base, m_folder->errorString());
            continue;
        }
        if (bindTo(m_folder->filePath(u"console"_s), error))
            return true;
    }
    m_folder.reset();
    return false;
}

void ConsoleServer::accept()
{
    for (;;) {
        const int fd = ::accept4(m_fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            return;
        }
        ucred peer{};
        socklen_t size = sizeof peer;
        if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0 || (peer.uid != ::getuid() && peer.uid != 0)) {
            ::close(fd);
            Q_EMIT malformed(u"a process of another user (pid %1) was turned away"_s.arg(peer.pid));
            continue;
        }
        auto *dialogue = new Dialogue(fd, this);
        connect(dialogue, &Dialogue::received, this,
                [this, dialogue](const QJsonObject &packet) { first(dialogue, packet); });
        connect(dialogue, &Dialogue::malformed, this, [this, pid = peer.pid](const QString &why) {
            Q_EMIT malformed(u"the connection of process %1 was closed: %2"_s.arg(pid).arg(why));
        });
        connect(dialogue, &Dialogue::closed, dialogue, &QObject::deleteLater);
    }
}

void ConsoleServer::first(Dialogue *dialogue, const QJsonObject &packet)
{
    disconnect(dialogue, &Dialogue::received, this, nullptr);
    const QString type = packet["type"_L1].toString();
    const auto actor = packets::actor(packet["actor"_L1]);
    QString why;
    if (type == QLatin1StringView(protocol::hello)) {
        if (actor && packets::pid(packet["pid"_L1]))
            return Q_EMIT controlOpened(dialogue, packet);
        why = u"a hello without an actor or a pid"_s;
    } else if (type == QLatin1StringView(protocol::entry)) {
        if (const auto entry = packets::entry(packet))
            return Q_EMIT entryAsked(dialogue, *entry);
        why = u"an entry without an actor, a pid or a known kind"_s;
    } else if (type == QLatin1StringView(protocol::awaitQuiet)) {
        if (actor)
            return Q_EMIT quietAsked(dialogue, *actor);
        why = u"awaitQuiet without an actor"_s;
    } else if (type == QLatin1StringView(protocol::dump)) {
        if (actor)
            return Q_EMIT dumpTold(dialogue, *actor, packet["text"_L1].toString());
        why = u"a task dump without an actor"_s;
    } else if (type == QLatin1StringView(protocol::copy)) {
        if (packets::pid(packet["pid"_L1]))
            return Q_EMIT copyOpened(dialogue, packet);
        why = u"a frozen copy without a pid"_s;
    } else {
        why = u"an unknown first packet '%1'"_s.arg(type.left(40));
    }
    Q_EMIT malformed(u"a connection was closed: %1"_s.arg(why));
    dialogue->close();
    dialogue->deleteLater();
}

} // namespace furrow::ui
