// SPDX-License-Identifier: MIT
#include "commandhistory.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

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
    QDir().mkpath(QFileInfo(m_file).path());
    QFile stored(m_file);
    if (!stored.open(QIODevice::WriteOnly | QIODevice::Append, QFile::ReadOwner | QFile::WriteOwner))
        return;
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
