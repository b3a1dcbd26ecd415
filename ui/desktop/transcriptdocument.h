// SPDX-License-Identifier: MIT
#pragma once

#include "core/transcript.h"
#include "sgrparser.h"

#include <QHash>
#include <QUuid>

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace furrow::ui {

/// The transcript as lines and rows of a fixed-width pane: what ConsolePane paints. It holds each text once, in chunks of
/// about a thousand lines, and the oldest chunk goes when there are more than `maximumLines()`. Wrapping at another width and
/// showing only one actor recount the rows; neither touches the text.
///
/// Lines are numbered from the first that ever was, so a number stays valid (or is known to be gone) when old ones drop.
/// \code
/// document.append(transcript->at(i), {});
/// document.setColumns(80);
/// auto place = document.placeOfRow(12);
/// paint(document.line(place.line), place.row);
/// \endcode
/// Thread: one. Needs no widgets.
class TranscriptDocument : public QObject
{
    Q_OBJECT
public:
    enum Flag : quint8 {
        Alarm = 1,       ///< belongs to a crash
        Current = 2,     ///< the line that `->` points at
        BlockStart = 4,  ///< first line of its block
        Open = 8,        ///< no newline yet; the same source may go on in it
        Uneven = 16,     ///< has characters that do not take one column each
        StandardError = 32,
        Spacer = 64,     ///< empty line above a header
    };
    struct Style
    {
        int format = -1; ///< index for format(); -1: none
        SgrStyle sgr;
        friend auto operator<=>(const Style &, const Style &) = default;
    };
    struct Span
    {
        quint32 start;
        quint32 length;
        quint16 style;
    };
    struct Line
    {
        QStringView text;
        std::span<const Span> spans;
        TranscriptBlock::Kind kind;
        quint8 flags;
        quint16 actor; ///< for actor()
        quint8 hang;   ///< columns that every row but the first is set in
        quint64 entry;
        qint64 time;   ///< msecs since epoch
    };
    struct Place
    {
        qint64 line;
        int row; ///< of that line's rows
    };

    explicit TranscriptDocument(QObject *parent = nullptr);
    ~TranscriptDocument() override;

    void append(const TranscriptBlock &block, bool alarm);
    void clear();

    qint64 firstLine() const;
    qint64 endLine() const { return m_endLine; }
    Line line(qint64 number) const;
    const ActorId &actor(quint16 index) const { return m_actors[index]; }
    const Style &style(quint16 index) const { return m_styles[index]; }
    const KSyntaxHighlighting::Format &format(int index) const { return m_formats[std::size_t(index)]; }

    int maximumLines() const { return m_maximumLines; }
    void setMaximumLines(int lines); ///< at least two chunks
    qint64 droppedLines() const { return m_dropped; }

    void setColumns(int columns);
    int columns() const { return m_columns; }
    /// Show only the lines of one actor; a null uuid shows all.
    void setFilter(const QUuid &actor);
    const QUuid &filter() const { return m_filter; }
    /// Whether the console's own log (each request, grant and release) is shown.
    void setLogShown(bool shown);

    qint64 rowCount() const { return m_rows; }
    /// Rows that went with dropped lines since the last call: a view that stays where it is moves up by so many.
    qint64 takeDroppedRows() { return std::exchange(m_droppedRows, 0); }
    Place placeOfRow(qint64 row) const; ///< row in [0, rowCount())
    qint64 rowOfLine(qint64 line) const; ///< of its first row
    /// Where the rows of a line begin in its text; always at least one.
    std::vector<qsizetype> rowStarts(qint64 line) const;
    bool isShown(qint64 line) const;
    /// Plain text from one position to another, in the filter as it is.
    QString text(qint64 fromLine, qsizetype fromColumn, qint64 toLine, qsizetype toColumn) const;
    /// The last shown line that `matches`, or -1.
    template <typename Predicate>
    qint64 findLast(Predicate matches) const
    {
        for (qint64 n = m_endLine - 1; n >= firstLine(); --n) {
            if (isShown(n) && matches(line(n)))
                return n;
        }
        return -1;
    }

private:
    struct Stored;
    struct Chunk;

    void appendLine(QStringView text, std::span<const Span> spans, const Stored &like);
    void growLastLine(QStringView text, std::span<const Span> spans);
    void countRows();
    int rowsOf(const Chunk &chunk, const Stored &line) const;
    int hangOf(const Stored &line) const;
    bool matches(const Stored &line) const;
    void dropOld();
    std::pair<const Chunk *, const Stored *> stored(qint64 line) const;
    quint16 actorIndex(const ActorId &actor);
    quint16 styleIndex(const Style &style);
    int formatIndex(const KSyntaxHighlighting::Format &format);

    std::deque<Chunk> m_chunks;
    qint64 m_endLine = 0;
    qint64 m_rows = 0;
    qint64 m_dropped = 0;
    qint64 m_droppedRows = 0;
    qint64 m_characters = 0;
    int m_columns = 80;
    int m_maximumLines = 200'000;
    QUuid m_filter;
    bool m_logShown = false;
    std::vector<ActorId> m_actors;
    QHash<QUuid, quint16> m_actorIndex;
    std::vector<Style> m_styles;
    std::map<Style, quint16> m_styleIndex;
    std::vector<KSyntaxHighlighting::Format> m_formats;
    QHash<int, int> m_formatIndex;
    QHash<std::pair<QUuid, bool>, SgrParser> m_parsers;
};

} // namespace furrow::ui
