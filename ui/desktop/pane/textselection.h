// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <compare>
#include <optional>
#include <utility>

namespace furrow::ui {

class TranscriptDocument;

/// What is selected in a TranscriptDocument, from an anchor to a cursor. Thread: that of the document.
class TextSelection
{
public:
    struct Position
    {
        qint64 line = 0;
        qsizetype column = 0;
        friend auto operator<=>(const Position &, const Position &) = default;
    };

    explicit TextSelection(const TranscriptDocument *document) : m_document(document) {}

    bool isEmpty() const { return m_anchor == m_cursor; }
    void clear() { m_anchor = m_cursor = {}; }
    void begin(const Position &at) { m_anchor = m_cursor = at; }
    void extendTo(const Position &at) { m_cursor = at; }
    void selectWord(const Position &at);
    void selectLine(qint64 line);
    void selectAll();

    QString text() const;
    /// Which columns of that line, [first, second); none if it is outside.
    std::optional<std::pair<qsizetype, qsizetype>> inLine(qint64 line) const;
    bool goesOnBehind(qint64 line) const; ///< the end of that line is selected too

private:
    const TranscriptDocument *m_document;
    Position m_anchor;
    Position m_cursor;
};

} // namespace furrow::ui
