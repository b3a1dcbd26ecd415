// SPDX-License-Identifier: MIT
#include "commandhistory.h"

#include <algorithm>

namespace furrow::ui {

CommandHistory::CommandHistory(const QString &file) : m_file(file.isEmpty() ? HistoryFile::defaultPath() : file)
{
    const QList<QByteArray> lines = m_file.load();
    for (const QByteArray &line : lines)
        m_lines.append(QString::fromUtf8(line));
}

void CommandHistory::add(const QString &line)
{
    leave();
    if (line.trimmed().isEmpty() || (!m_lines.isEmpty() && m_lines.last() == line))
        return;
    m_lines.append(line);
    if (m_lines.size() > HistoryFile::mostLines)
        m_lines.removeFirst();
    m_file.append(line.toUtf8());
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
