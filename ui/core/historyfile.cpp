// SPDX-License-Identifier: MIT
#include "historyfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr off_t mostBytes = 4 * 1024 * 1024;

bool writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(descriptor, bytes.constData() + done, size_t(bytes.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

} // namespace

QString HistoryFile::defaultPath()
{
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state)) // also when unset; the standard says to ignore relative ones
        state = QDir::homePath() + u"/.local/state"_s;
    return state + u"/furrow/history"_s;
}

int HistoryFile::open(int flags)
{
    if (m_path.isEmpty())
        return -1;
    if (flags & O_CREAT) {
        const QString folder = QFileInfo(m_path).absolutePath();
        if (!QFileInfo::exists(folder) && QDir().mkpath(QFileInfo(folder).absolutePath()))
            ::mkdir(QFile::encodeName(folder).constData(), 0700);
    }
    const int descriptor =
        ::open(QFile::encodeName(m_path).constData(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
    if (descriptor < 0)
        return -1;
    struct stat info = {};
    if (fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode) || info.st_uid != geteuid() ||
        ((info.st_mode & 077) != 0 && fchmod(descriptor, 0600) != 0)) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

QList<QByteArray> HistoryFile::load()
{
    const int descriptor = open(O_RDWR);
    if (descriptor < 0)
        return {};
    const auto closing = qScopeGuard([descriptor] { ::close(descriptor); });
    flock(descriptor, LOCK_EX);

    struct stat info = {};
    fstat(descriptor, &info);
    const off_t skipped = info.st_size > mostBytes ? info.st_size - mostBytes : 0;
    lseek(descriptor, skipped, SEEK_SET);
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::DontCloseHandle))
        return {};
    QList<QByteArray> lines = file.readAll().split('\n');
    if (skipped > 0)
        lines.removeFirst(); // cut in its middle
    lines.removeIf([](const QByteArray &line) { return line.isEmpty() || line.contains('\0'); });

    // Rewritten in place under the lock: other consoles have the same file open for appending.
    if (skipped > 0 || lines.size() > 2 * mostLines) {
        lines = lines.last(qMin(mostLines, lines.size()));
        if (ftruncate(descriptor, 0) == 0 && lseek(descriptor, 0, SEEK_SET) == 0)
            writeAll(descriptor, lines.join('\n') + '\n');
    }
    return lines.size() > mostLines ? lines.last(mostLines) : lines;
}

void HistoryFile::append(const QByteArray &line)
{
    if (line.isEmpty() || line.size() > longestLine || line.contains('\n') || line.contains('\0'))
        return;
    const int descriptor = open(O_WRONLY | O_APPEND | O_CREAT);
    if (descriptor < 0)
        return;
    flock(descriptor, LOCK_EX);
    writeAll(descriptor, line + '\n');
    ::close(descriptor);
}

} // namespace furrow::ui
