// SPDX-License-Identifier: MIT
#include "textselection.h"

#include "desktop/transcriptdocument.h"

#include <algorithm>

namespace furrow::ui {

namespace {

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

} // namespace

void TextSelection::selectWord(const Position &at)
{
    if (at.line >= m_document->endLine())
        return;
    const QString text = m_document->lineText(at.line);
    qsizetype begin = std::min(at.column, text.size());
    qsizetype end = begin;
    while (begin > 0 && isWordCharacter(text[begin - 1]))
        --begin;
    while (end < text.size() && isWordCharacter(text[end]))
        ++end;
    m_anchor = {at.line, begin};
    m_cursor = {at.line, end};
}

void TextSelection::selectLine(qint64 line)
{
    m_anchor = {line, 0};
    m_cursor = {line, line < m_document->endLine() ? m_document->lineLength(line) : 0};
}

void TextSelection::selectAll()
{
    m_anchor = {std::max(m_document->firstLine(), m_document->shownFrom()), 0};
    m_cursor = {m_document->endLine(), 0};
}

QString TextSelection::text() const
{
    if (isEmpty())
        return {};
    const auto &[begin, end] = std::minmax(m_anchor, m_cursor);
    return m_document->text(begin.line, begin.column, end.line, end.column);
}

std::optional<std::pair<qsizetype, qsizetype>> TextSelection::inLine(qint64 line) const
{
    const auto &[begin, end] = std::minmax(m_anchor, m_cursor);
    if (isEmpty() || begin.line > line || end.line < line)
        return {};
    return std::pair(begin.line == line ? begin.column : 0, end.line == line ? end.column : m_document->lineLength(line));
}

bool TextSelection::goesOnBehind(qint64 line) const
{
    return !isEmpty() && std::min(m_anchor, m_cursor).line <= line && std::max(m_anchor, m_cursor).line > line;
}

} // namespace furrow::ui
