// SPDX-License-Identifier: MIT
#pragma once

#include "core/transcript.h"
#include "pane/transcriptfilter.h"
#include "sgrparser.h"

#include <QHash>
#include <QUuid>

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace furrow::ui {

/// The transcript as lines and rows of a fixed-width pane: what ConsolePane paints. It holds each text once, as UTF-8 in chunks
/// of about a thousand lines, and the oldest chunk goes when there are more than `maximumLines()` or 128 MiB. Wrapping at
/// another width, filtering and clearing recount the rows; none touches the text.
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
        NotAscii = 128,
    };
    struct Style
    {
        int format = -1; ///< index for format(); -1: none
        SgrStyle sgr;
        friend auto operator<=>(const Style &, const Style &) = default;
    };
    struct Span
    {
        quint16 start; ///< no line is longer than fits here
        quint16 length;
        quint16 style;
    };
    /// A line without its text.
    struct LineInfo
    {
        std::span<const Span> spans;
        TranscriptBlock::Kind kind;
        quint8 flags;
        quint16 actor; ///< for actor()
        quint8 hang;   ///< columns that every row but the first is set in
        std::optional<LogLevel> level; ///< of a log line of a program
        quint64 entry;
        qint64 time;   ///< msecs since epoch
    };
    struct Line : LineInfo
    {
        QString text;
    };
    struct Place
    {
        qint64 line;
        int row; ///< of that line's rows
    };

    explicit TranscriptDocument(QObject *parent = nullptr);
    ~TranscriptDocument() override;

    void append(const TranscriptBlock &block, bool alarm);
    /// The next part of a large block, from position `from` of its text on, so that none takes long. Where to go on, or -1.
    qsizetype appendPart(const TranscriptBlock &block, bool alarm, qsizetype from);
    void clear();

    qint64 firstLine() const;
    qint64 endLine() const { return m_endLine; }
    Line line(qint64 number) const;
    LineInfo lineInfo(qint64 number) const; ///< costs much less
    QString lineText(qint64 number) const;
    qsizetype lineLength(qint64 number) const;
    const ActorId &actor(quint16 index) const { return m_actors[index]; }
    std::size_t actorCount() const { return m_actors.size(); }
    std::size_t styleCount() const { return m_styles.size(); }
    const Style &style(quint16 index) const { return m_styles[index]; }
    const KSyntaxHighlighting::Format &format(int index) const { return m_formats[std::size_t(index)]; }

    int maximumLines() const { return m_maximumLines; }
    void setMaximumLines(int lines); ///< at least two chunks
    qint64 droppedLines() const { return m_dropped; }

    void setColumns(int columns);
    int columns() const { return m_columns; }
    void setFilter(const TranscriptFilter &filter);
    const TranscriptFilter &filter() const { return m_filter; }
    /// Lines before this one are not shown; 0: none is hidden so.
    void setShownFrom(qint64 line);
    qint64 shownFrom() const { return m_shownFrom; }

    qint64 rowCount() const { return m_rows; }
    /// Rows that went with dropped lines since the last call: a view that stays where it is moves up by so many.
    qint64 takeDroppedRows() { return std::exchange(m_droppedRows, 0); }
    Place placeOfRow(qint64 row) const; ///< row in [0, rowCount())
    qint64 rowOfLine(qint64 line) const; ///< of its first row
    /// Where the rows of a line begin in its text; always at least one.
    std::vector<qsizetype> rowStarts(qint64 line) const;
    bool isShown(qint64 line) const;
    /// Whether another filter would show it.
    bool passes(qint64 line, const TranscriptFilter &filter) const;
    qint64 nextShown(qint64 line) const; ///< the first shown one behind it, or endLine()
    /// Plain text from one position to another, in the filter as it is.
    QString text(qint64 fromLine, qsizetype fromColumn, qint64 toLine, qsizetype toColumn) const;
    /// The last shown line that `matches`, or -1.
    template <typename Predicate>
    qint64 findLast(Predicate matches) const
    {
        for (qint64 n = m_endLine - 1; n >= firstLine(); --n) {
            if (isShown(n) && matches(lineInfo(n)))
                return n;
        }
        return -1;
    }

Q_SIGNALS:
    void shownLinesChanged(); ///< by another filter or by clearing, not by lines that came or went

private:
    struct Stored;
    struct Block;
    struct Chunk;
    /// What goes on in the next piece of one actor's stream.
    struct Stream
    {
        SgrParser parser;
        quint8 level = 0; ///< of the last log line
    };
    struct Found
    {
        const Chunk *chunk;
        std::size_t index;
    };

    void appendLine(QStringView text, std::span<const Span> spans, const Stored &like, const Block &block);
    void growLastLine(QStringView text, std::span<const Span> spans);
    quint8 levelOf(QStringView text, const Block &block);
    void countRows();
    bool isNote(const Chunk &chunk, std::size_t index) const;
    QString noteText() const;
    Block blockOf(const Chunk &chunk, std::size_t index) const;
    QString textOf(const Chunk &chunk, std::size_t index) const;
    qsizetype lengthOf(const Chunk &chunk, std::size_t index) const;
    int rowsOf(const Chunk &chunk, std::size_t index) const;
    int hangOf(const Stored &line) const;
    bool matches(const Chunk &chunk, std::size_t index) const;
    void dropOld();
    Found find(qint64 line) const;
    quint16 actorIndex(const ActorId &actor);
    quint16 styleIndex(const Style &style);
    int formatIndex(const KSyntaxHighlighting::Format &format);
    bool isActorShown(const ActorId &actor) const;

    std::deque<Chunk> m_chunks;
    qint64 m_endLine = 0;
    qint64 m_rows = 0;
    qint64 m_dropped = 0;
    qint64 m_droppedRows = 0;
    qint64 m_bytes = 0;
    int m_columns = 80;
    int m_maximumLines = 1'000'000;
    TranscriptFilter m_filter;
    qint64 m_shownFrom = 0;
    std::vector<ActorId> m_actors;
    std::vector<bool> m_actorShown; ///< by m_filter
    QHash<QUuid, quint16> m_actorIndex;
    std::vector<Style> m_styles;
    std::map<Style, quint16> m_styleIndex;
    std::vector<KSyntaxHighlighting::Format> m_formats;
    QHash<int, int> m_formatIndex;
    QHash<std::pair<QUuid, bool>, Stream> m_streams;
};

} // namespace furrow::ui
