// SPDX-License-Identifier: MIT
#include "ownconsole.h"

#include "protocol.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::debug {

OwnConsole::OwnConsole(QObject *parent) : QObject(parent) {}

OwnConsole::~OwnConsole()
{
    if (m_process && !isOurs()) {
        static_cast<void>(m_process.release()); // it would wait for a child of its own that never ends
        m_folder->setAutoRemove(::getppid() != m_owner);
    } else if (m_process) {
        m_process->disconnect(this);
        if (isRunning()) {
            m_process->kill();
            m_process->waitForFinished(1000);
        }
    }
}

bool OwnConsole::hasSomebody()
{
    struct stat input;
    return ::isatty(0) || ::isatty(1) || ::isatty(2) || (::fstat(0, &input) == 0 && S_ISFIFO(input.st_mode));
}

QString OwnConsole::findExecutable()
{
    if (qEnvironmentVariableIsSet(protocol::envExecutable))
        return qEnvironmentVariable(protocol::envExecutable);
    QStringList places{QCoreApplication::applicationDirPath() + u"/furrow"_s};
    places += QString::fromUtf8(FURROW_EXECUTABLE_PLACES).split(u':', Qt::SkipEmptyParts);
    for (const QString &place : std::as_const(places)) {
        if (const QFileInfo info(place); info.isFile() && info.isExecutable())
            return place;
    }
    return QStandardPaths::findExecutable(u"furrow"_s);
}

bool OwnConsole::start(QString *sentence, int milliseconds)
{
    const QString executable = findExecutable();
    if (executable.isEmpty()) {
        *sentence = u"the program 'furrow' was found neither beside this one nor in PATH; FURROW_EXECUTABLE may name it"_s;
        return false;
    }
    for (const QString &base : {qEnvironmentVariable("XDG_RUNTIME_DIR"), u"/tmp"_s}) {
        if (base.isEmpty())
            continue;
        m_folder = std::make_unique<QTemporaryDir>(base + u"/furrow-XXXXXX"_s);
        if (m_folder->isValid())
            break;
    }
    int ready[2];
    if (!m_folder->isValid() || ::pipe2(ready, O_CLOEXEC) < 0) {
        *sentence = u"no folder or pipe for the console's socket: %1"_s.arg(qt_error_string(errno));
        m_folder.reset();
        return false;
    }
    m_owner = ::getpid();
    m_process = std::make_unique<QProcess>();
    m_process->setProcessChannelMode(QProcess::ForwardedChannels);
    m_process->setInputChannelMode(QProcess::ForwardedInputChannel);
    m_process->setChildProcessModifier([fd = ready[1]] {
        ::fcntl(fd, F_SETFD, 0);
        ::signal(SIGUSR1, SIG_IGN); // as it does itself as soon as it can
    });
    connect(m_process.get(), &QProcess::finished, this, &OwnConsole::ended);
    QElapsedTimer time;
    time.start();
    m_process->start(executable, {u"--headless"_s, u"--attach-root"_s, QString::number(::getpid()), u"--socket"_s,
                                  QFile::decodeName(socketPath()), u"--ready-fd"_s, QString::number(ready[1])});
    ::close(ready[1]);
    const bool started = m_process->waitForStarted(milliseconds);
    pollfd word{ready[0], POLLIN, 0};
    int result = 0;
    char byte = 0;
    bool listens = false;
    if (started) {
        do {
            result = ::poll(&word, 1, int(std::max<qint64>(0, milliseconds - time.elapsed())));
        } while (result < 0 && errno == EINTR);
        listens = result == 1 && ::read(ready[0], &byte, 1) == 1;
    }
    ::close(ready[0]);
    if (listens)
        return true;
    if (!started) {
        *sentence = u"%1 could not be started: %2"_s.arg(executable, m_process->errorString());
    } else if (result == 0) {
        *sentence = u"%1 was started and did not listen within %2 s"_s.arg(executable).arg(milliseconds / 1000.0);
    } else {
        m_process->waitForFinished(1000);
        *sentence = u"%1 was started and ended with status %2"_s.arg(executable).arg(m_process->exitCode());
    }
    m_process->disconnect(this);
    if (isRunning()) {
        m_process->kill();
        m_process->waitForFinished(1000);
    }
    m_process.reset();
    m_folder.reset();
    return false;
}

QByteArray OwnConsole::socketPath() const
{
    return m_folder ? QFile::encodeName(m_folder->filePath(u"console"_s)) : QByteArray();
}

qint64 OwnConsole::pid() const
{
    return m_process ? m_process->processId() : 0;
}

bool OwnConsole::isOurs() const
{
    return m_owner == ::getpid();
}

bool OwnConsole::isRunning() const
{
    return isOurs() && m_process && m_process->state() != QProcess::NotRunning;
}

void OwnConsole::terminate()
{
    if (m_process && isOurs())
        m_process->terminate();
}

void OwnConsole::kill()
{
    if (m_process && isOurs())
        m_process->kill();
}

} // namespace furrow::debug
