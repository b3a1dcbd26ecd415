// SPDX-License-Identifier: MIT
#include "commandhistory.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <fcntl.h>
#include <sys/file.h>

using namespace Qt::StringLiterals;

namespace furrow::ui {

constexpr qsizetype mostLines = 2000;

QString CommandHistory::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericStateLocation) + "/furrow/history"_L1;
}

CommandHistory::CommandHistory(const QString &file) : m_file(file.isEmpty() ? defaultFile() : file)
{
    QFile stored(m_file);
    if (stored.size() > 4 << 20 || !stored.open(QIODevice::ReadOnly))
        return;
    m_lines = QString::fromUtf8(stored.readAll()).split(u'\n', Qt::SkipEmptyParts);
    if (m_lines.size() > mostLines)
        m_lines = m_lines.last(mostLines);
}

void CommandHistory::add(const QString &line)
{
    leave();
    if (line.trimmed().isEmpty() || (!m_lines.isEmpty() && m_lines.last() == line))
        return;
    m_lines.append(line);
    if (m_lines.size() > mostLines)
        m_lines.removeFirst();
    const QString folder = QFileInfo(m_file).path();
    if (!QFileInfo::exists(folder) && QDir().mkpath(QFileInfo(folder).path()))
        QDir().mkdir(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    // Several consoles may append at once, and nobody else's file or link is written to.
    const int fd = ::open(QFile::encodeName(m_file).constData(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    QFile stored;
    if (fd < 0 || !stored.open(fd, QIODevice::WriteOnly | QIODevice::Append, QFile::AutoCloseHandle))
        return;
    ::flock(fd, LOCK_EX);
    stored.write(line.toUtf8() + '\n');
}

QString CommandHistory::older(const QString &draft)
{
    if (m_lines.isEmpty())
        return draft;
    if (m_at < 0) {
        m_draft = draft;
        m_at = m_lines.size();
    }
    m_at = std::max<qsizetype>(0, m_at - 1);
    return m_lines[m_at];
}

QString CommandHistory::newer()
{
    if (m_at < 0)
        return m_draft;
    if (++m_at >= m_lines.size()) {
        m_at = -1;
        return m_draft;
    }
    return m_lines[m_at];
}

} // namespace furrow::ui
