// SPDX-License-Identifier: MIT
#include "dumplog.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

/// A folder that is ours alone, opened; -1 with the reason.
int openFolder(const QByteArray &path, QString *why)
{
    const QString shown = QFile::decodeName(path);
    if (::mkdir(path.constData(), 0700) < 0 && errno != EEXIST) {
        *why = u"%1 cannot be made: %2"_s.arg(shown, qt_error_string(errno));
        return -1;
    }
    const int folder = ::open(path.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat found{};
    if (folder < 0 || ::fstat(folder, &found) < 0) {
        *why = u"%1 is no folder of ours: %2"_s.arg(shown, qt_error_string(errno));
    } else if (found.st_uid != ::geteuid() || (found.st_mode & 077)) {
        *why = u"%1 belongs to somebody else, or others may enter it"_s.arg(shown);
    } else {
        return folder;
    }
    if (folder >= 0)
        ::close(folder);
    return -1;
}

QByteArray plainName(const QString &actorName)
{
    QByteArray name = actorName.toUtf8().left(60);
    for (char &c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!plain)
            c = '_';
    }
    return name + '-' + QByteArray::number(::getpid()) + ".log";
}

} // namespace

DumpLog::~DumpLog()
{
    close();
}

bool DumpLog::open(const QString &actorName, QString *why)
{
    if (m_fd >= 0)
        return true;
    QByteArray folderPath;
    int folder = -1;
    if (const QByteArray runtime = qgetenv("XDG_RUNTIME_DIR"); runtime.startsWith('/'))
        folder = openFolder(folderPath = runtime + "/furrow-dumps", why);
    if (folder < 0) {
        folderPath = QFile::encodeName(QDir::tempPath()) + "/furrow-dumps-" + QByteArray::number(::geteuid());
        folder = openFolder(folderPath, why);
    }
    if (folder < 0)
        return false;
    const QByteArray name = plainName(actorName);
    // What stands there is of a process that had our number, since nobody else gets in.
    ::unlinkat(folder, name.constData(), 0);
    m_fd = ::openat(folder, name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (m_fd < 0)
        *why = u"%1/%2 cannot be made: %3"_s.arg(QFile::decodeName(folderPath), QString::fromLatin1(name), qt_error_string(errno));
    else
        m_path = QFile::decodeName(folderPath + '/' + name);
    ::close(folder);
    return m_fd >= 0;
}

void DumpLog::append(const QByteArray &text)
{
    qsizetype done = 0;
    while (m_fd >= 0 && done < text.size()) {
        const ssize_t n = ::write(m_fd, text.constData() + done, std::size_t(text.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; // no room is left: the terminal has it
        done += n;
    }
}

void DumpLog::close()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

} // namespace furrow::debug
