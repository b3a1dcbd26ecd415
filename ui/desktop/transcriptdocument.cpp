// SPDX-License-Identifier: MIT
#include "transcriptdocument.h"

#include "core/console.h"
#include "pane/charactercolumns.h"
#include "pane/loglinelevel.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr std::size_t linesInChunk = 1024;
constexpr qsizetype textInChunk = 1 << 20;
/// A line that never ends is broken here, so that no row count or paint ever meets a line of megabytes.
constexpr qsizetype longestLine = 16 * 1024;
constexpr qint64 mostBytes = 128 << 20;
constexpr quint16 manyIndexes = std::numeric_limits<quint16>::max();

quint8 levelCode(std::optional<LogLevel> level)
{
    return level ? quint8(int(*level) + 1) : 0;
}

TranscriptFilter::Part partOf(TranscriptBlock::Kind kind, bool standardError)
{
    using Kind = TranscriptBlock::Kind;
    switch (kind) {
    case Kind::Program:
        return standardError ? TranscriptFilter::StandardError : TranscriptFilter::StandardOutput;
    case Kind::Notice:
        return TranscriptFilter::Notices;
    case Kind::Log:
        return TranscriptFilter::ConsoleLog;
    default:
        return TranscriptFilter::Repl;
    }
}

/// Where a long line goes on below: source and traces stay right of their numbers and a little further in.
quint8 hangFor(TranscriptBlock::Kind kind, QStringView line)
{
    if (kind != TranscriptBlock::Kind::Source && kind != TranscriptBlock::Kind::Trace)
        return 0;
    qsizetype i = 0;
    if (kind == TranscriptBlock::Kind::Source) {
        while (i < line.size() && (line[i].isSpace() || line[i].isDigit() || line[i] == u'-' || line[i] == u'>'))
            ++i;
    } else {
        while (i < line.size() && line[i].isSpace())
            ++i;
    }
    return quint8(std::min<qsizetype>(i + 4, 40));
}

/// "-> 12  code" or "12 -> code": where the user stands.
bool isCurrentSourceLine(QStringView line)
{
    qsizetype i = 0;
    while (i < line.size() && (line[i].isSpace() || line[i].isDigit()))
        ++i;
    return line.sliced(i).startsWith("->"_L1);
}

} // namespace

/// A million of these are kept: what lines of one block have in common is in Block, and a line ends where the next begins.
struct TranscriptDocument::Stored
{
    quint32 start = 0;
    quint32 firstSpan = 0;
    quint16 block : 12 = 0;
    quint16 level : 4 = 0; ///< levelCode()
    quint8 flags = 0;
    quint8 hang = 0;
};

struct TranscriptDocument::Block
{
    quint64 entry = 0;
    qint64 time = 0;
    quint16 actor = 0;
    TranscriptBlock::Kind kind = TranscriptBlock::Kind::Notice;
    quint8 flags = 0; ///< those that all of its lines have
    bool operator==(const Block &) const = default;
};

struct TranscriptDocument::Chunk
{
    qint64 firstLine = 0;
    qint64 rows = 0;
    QByteArray text; ///< UTF-8
    std::vector<Stored> lines;
    std::vector<Span> spans;
    std::vector<Block> blocks;

    QByteArrayView bytesOf(std::size_t index) const
    {
        const qsizetype start = lines[index].start;
        return QByteArrayView(text).sliced(start, (index + 1 < lines.size() ? qsizetype(lines[index + 1].start) : text.size()) - start);
    }
    std::span<const Span> spansOf(std::size_t index) const
    {
        const std::size_t end = index + 1 < lines.size() ? lines[index + 1].firstSpan : spans.size();
        return std::span(spans).subspan(lines[index].firstSpan, end - lines[index].firstSpan);
    }
};

TranscriptDocument::TranscriptDocument(QObject *parent) : QObject(parent)
{
    m_actors.emplace_back(); // 0: the console itself
    m_actorShown.push_back(true);
    m_styles.emplace_back(); // 0: plain
}

TranscriptDocument::~TranscriptDocument() = default;

quint16 TranscriptDocument::actorIndex(const ActorId &actor)
{
    if (actor.isNull())
        return 0;
    if (const auto found = m_actorIndex.constFind(actor.uuid); found != m_actorIndex.cend())
        return *found;
    if (m_actors.size() >= manyIndexes)
        return 0;
    m_actors.push_back(actor);
    m_actorShown.push_back(isActorShown(actor));
    return *m_actorIndex.insert(actor.uuid, quint16(m_actors.size() - 1));
}

quint16 TranscriptDocument::styleIndex(const Style &style)
{
    if (const auto found = m_styleIndex.find(style); found != m_styleIndex.end())
        return found->second;
    if (m_styles.size() >= manyIndexes) // a program that uses more true colours than that loses the rest
        return 0;
    m_styles.push_back(style);
    return m_styleIndex.emplace(style, quint16(m_styles.size() - 1)).first->second;
}

int TranscriptDocument::formatIndex(const KSyntaxHighlighting::Format &format)
{
    if (!format.isValid())
        return -1;
    if (const auto found = m_formatIndex.constFind(format.id()); found != m_formatIndex.cend())
        return *found;
    m_formats.push_back(format);
    return *m_formatIndex.insert(format.id(), int(m_formats.size() - 1));
}

void TranscriptDocument::append(const TranscriptBlock &block, bool alarm)
{
    using Kind = TranscriptBlock::Kind;
    const Block common{.entry = block.entry,
                       .time = block.time.toMSecsSinceEpoch(),
                       .actor = actorIndex(block.actor),
                       .kind = block.kind,
                       .flags = quint8((alarm ? Alarm : 0) | (block.standardError ? StandardError : 0))};

    QStringView text = block.text;
    struct Stretch
    {
        qsizetype start;
        qsizetype length;
        quint16 style;
    };
    QList<Stretch> spans;
    SgrParser::Parsed parsed;
    SgrParser &parser = (block.kind == Kind::Program ? m_streams[{block.actor.uuid, block.standardError}] : m_streams[{{}, true}]).parser;
    std::vector<qsizetype> positions;
    const bool isParsed = parser.needsParsing(text);
    if (isParsed) {
        parsed = parser.parse(text, block.spans.isEmpty() ? nullptr : &positions);
        for (const SgrParser::Run &run : std::as_const(parsed.runs))
            spans.append({run.start, run.length, styleIndex({-1, run.style})});
    }
    for (const TextSpan &span : block.spans) {
        qsizetype start = std::clamp<qsizetype>(span.start, 0, text.size());
        qsizetype end = std::clamp<qsizetype>(span.start + span.length, start, text.size());
        if (!positions.empty()) {
            start = positions[std::size_t(start)];
            end = positions[std::size_t(end)];
        }
        if (const int format = formatIndex(span.format); format >= 0 && end > start)
            spans.append({start, end - start, styleIndex({format, {}})});
    }
    if (isParsed)
        text = parsed.text;
    std::ranges::sort(spans, {}, &Stretch::start);

    QString command;
    if (block.kind == Kind::Command) {
        const QString prompt = QString::fromUtf16(block.continues ? continuationText : promptText);
        command = prompt + text.toString();
        text = command;
        for (Stretch &span : spans)
            span.start += prompt.size();
        spans.prepend({0, prompt.size() - 1, styleIndex({-1, {.foreground = 4, .bold = true}})});
    }

    if (block.kind == Kind::Header && m_endLine > firstLine())
        appendLine({}, {}, {.flags = Spacer}, common);

    bool goesOn = false;
    if ((block.kind == Kind::Program || block.kind == Kind::Output) && m_endLine > firstLine()) {
        const Block &last = m_chunks.back().blocks.back();
        goesOn = (m_chunks.back().lines.back().flags & Open) && last.actor == common.actor && last.kind == common.kind
            && last.entry == common.entry && last.flags == common.flags;
    }

    std::vector<Span> ofLine;
    qsizetype nextSpan = 0;
    qsizetype start = 0;
    bool first = true;
    for (;;) {
        qsizetype end = text.indexOf(u'\n', start);
        const bool isLast = end < 0;
        if (isLast)
            end = text.size();
        const qsizetype used = goesOn ? lengthOf(m_chunks.back(), m_chunks.back().lines.size() - 1) : 0;
        if (goesOn && used >= longestLine - 1 && end > start) { // full
            m_chunks.back().lines.back().flags &= quint8(~Open);
            goesOn = false;
            continue;
        }
        const bool broken = end - start > longestLine - used;
        if (broken) {
            end = start + longestLine - used;
            if (text[end].isLowSurrogate() && text[end - 1].isHighSurrogate())
                --end;
        }

        ofLine.clear();
        while (nextSpan < spans.size() && spans[nextSpan].start + spans[nextSpan].length <= start)
            ++nextSpan;
        for (qsizetype i = nextSpan; i < spans.size() && spans[i].start < end; ++i) {
            const qsizetype from = std::max<qsizetype>(spans[i].start, start);
            const qsizetype to = std::min<qsizetype>(spans[i].start + spans[i].length, end);
            if (to > from)
                ofLine.push_back({quint16(from - start), quint16(to - from), spans[i].style});
        }
        const QStringView line = text.sliced(start, end - start);
        Stored next;
        next.hang = hangFor(block.kind, line);
        next.flags |= first ? BlockStart : 0;
        next.flags |= block.kind == Kind::Source && isCurrentSourceLine(line) ? Current : 0;
        next.flags |= isLast && !broken && !block.endsLine ? Open : 0;
        if (goesOn) {
            m_chunks.back().lines.back().flags &= quint8(~Open);
            growLastLine(line, ofLine);
            m_chunks.back().lines.back().flags |= next.flags & Open;
            goesOn = false;
        } else if (!(isLast && line.isEmpty() && !first && !block.endsLine)) {
            appendLine(line, ofLine, next, common);
        }
        first = false;
        if (isLast && !broken)
            break;
        start = broken ? end : end + 1;
    }
    dropOld();
}

qsizetype TranscriptDocument::appendPart(const TranscriptBlock &block, bool alarm, qsizetype from)
{
    constexpr qsizetype part = 16 * 1024;
    constexpr qsizetype longestEscape = 64;
    using Kind = TranscriptBlock::Kind;
    const bool inParts = (block.kind == Kind::Program || block.kind == Kind::Output) && block.spans.isEmpty();
    if (from == 0 && (!inParts || block.text.size() <= part)) {
        append(block, alarm);
        return -1;
    }
    TranscriptBlock piece = block;
    qsizetype end = block.text.size();
    qsizetype next = -1;
    if (end - from > part) {
        if (const qsizetype feed = block.text.lastIndexOf(u'\n', from + part); feed >= from) {
            end = feed;
            next = feed + 1;
            piece.endsLine = true;
        } else {
            end = from + part;
            if (const qsizetype escape = block.text.lastIndexOf(u'\x1b', end - 1); escape > from && end - escape < longestEscape)
                end = escape; // not in the middle of a colour
            else if (block.text[end].isLowSurrogate())
                --end;
            next = end;
            piece.endsLine = false;
        }
    }
    piece.text = block.text.sliced(from, end - from);
    append(piece, alarm);
    return next;
}

quint8 TranscriptDocument::levelOf(QStringView text, const Block &block)
{
    if (block.kind != TranscriptBlock::Kind::Program)
        return 0;
    Stream &stream = m_streams[{m_actors[block.actor].uuid, bool(block.flags & StandardError)}];
    // The further lines of a message are set in.
    if (!(stream.level != 0 && text.startsWith("    "_L1)))
        stream.level = levelCode(levelOfLogLine(text));
    return stream.level;
}

void TranscriptDocument::appendLine(QStringView text, std::span<const Span> spans, const Stored &like, const Block &block)
{
    if (m_chunks.empty() || m_chunks.back().lines.size() >= linesInChunk || m_chunks.back().text.size() >= textInChunk) {
        if (!m_chunks.empty()) {
            Chunk &full = m_chunks.back();
            full.text.squeeze();
            full.spans.shrink_to_fit();
            full.lines.shrink_to_fit();
            full.blocks.shrink_to_fit();
        }
        m_chunks.emplace_back().firstLine = m_endLine;
        m_chunks.back().lines.reserve(linesInChunk);
    }
    Chunk &chunk = m_chunks.back();
    if (chunk.blocks.empty() || !(chunk.blocks.back() == block))
        chunk.blocks.push_back(block);
    Stored line = like;
    line.start = quint32(chunk.text.size());
    line.firstSpan = quint32(chunk.spans.size());
    line.block = quint16(chunk.blocks.size() - 1) & 0xfff;
    line.level = levelOf(text, block) & 0xf;
    if (isUneven(text))
        line.flags |= Uneven;
    chunk.text += text.toUtf8();
    if (chunk.text.size() - qsizetype(line.start) != text.size())
        line.flags |= NotAscii;
    m_bytes += chunk.text.size() - qsizetype(line.start);
    chunk.spans.insert(chunk.spans.end(), spans.begin(), spans.end());
    chunk.lines.push_back(line);
    ++m_endLine;
    const int rows = rowsOf(chunk, chunk.lines.size() - 1);
    chunk.rows += rows;
    m_rows += rows;
}

void TranscriptDocument::growLastLine(QStringView text, std::span<const Span> spans)
{
    Chunk &chunk = m_chunks.back();
    const std::size_t index = chunk.lines.size() - 1;
    Stored &line = chunk.lines.back();
    const int before = rowsOf(chunk, index);
    const qsizetype length = lengthOf(chunk, index);
    for (const Span &span : spans)
        chunk.spans.push_back({quint16(span.start + length), span.length, span.style});
    const QByteArray bytes = text.toUtf8();
    chunk.text += bytes;
    m_bytes += bytes.size();
    if (bytes.size() != text.size())
        line.flags |= NotAscii;
    if (isUneven(text))
        line.flags |= Uneven;
    if (line.level == 0)
        line.level = levelOf(textOf(chunk, index), chunk.blocks.back()) & 0xf;
    const int more = rowsOf(chunk, index) - before;
    chunk.rows += more;
    m_rows += more;
}

void TranscriptDocument::dropOld()
{
    while (m_chunks.size() > 2 && (m_endLine - m_chunks[1].firstLine >= m_maximumLines || m_bytes > mostBytes)) {
        m_bytes -= m_chunks.front().text.size();
        m_dropped += qint64(m_chunks.front().lines.size());
        m_droppedRows += m_chunks.front().rows;
        m_rows -= m_chunks.front().rows;
        m_chunks.pop_front();

        // What is gone is said where it was, in place of the oldest line.
        Chunk &chunk = m_chunks.front();
        const qint64 before = chunk.rows;
        chunk.rows = 0;
        for (std::size_t i = 0; i < chunk.lines.size(); ++i)
            chunk.rows += rowsOf(chunk, i);
        m_rows += chunk.rows - before;
    }
}

bool TranscriptDocument::isNote(const Chunk &chunk, std::size_t index) const
{
    return index == 0 && m_dropped > 0 && &chunk == &m_chunks.front();
}

QString TranscriptDocument::noteText() const
{
    return tr("[%L1 earlier lines were dropped]").arg(m_dropped + 1);
}

TranscriptDocument::Block TranscriptDocument::blockOf(const Chunk &chunk, std::size_t index) const
{
    if (isNote(chunk, index))
        return {.time = chunk.blocks.front().time};
    return chunk.blocks[chunk.lines[index].block];
}

QString TranscriptDocument::textOf(const Chunk &chunk, std::size_t index) const
{
    if (isNote(chunk, index))
        return noteText();
    const QByteArrayView bytes = chunk.bytesOf(index);
    return chunk.lines[index].flags & NotAscii ? QString::fromUtf8(bytes) : QString::fromLatin1(bytes);
}

qsizetype TranscriptDocument::lengthOf(const Chunk &chunk, std::size_t index) const
{
    if (isNote(chunk, index))
        return noteText().size();
    const QByteArrayView bytes = chunk.bytesOf(index);
    if (!(chunk.lines[index].flags & NotAscii))
        return bytes.size();
    qsizetype length = 0;
    for (const char c : bytes) {
        if (const auto byte = uchar(c); (byte & 0xc0) != 0x80)
            length += byte >= 0xf0 ? 2 : 1;
    }
    return length;
}

void TranscriptDocument::clear()
{
    m_chunks.clear();
    m_streams.clear();
    m_rows = m_dropped = m_droppedRows = m_bytes = 0;
}

void TranscriptDocument::setMaximumLines(int lines)
{
    m_maximumLines = std::max(lines, int(2 * linesInChunk));
    dropOld();
}

bool TranscriptDocument::isActorShown(const ActorId &actor) const
{
    return m_filter.actors.isEmpty() || m_filter.actors.contains(actor.uuid);
}

bool TranscriptDocument::matches(const Chunk &chunk, std::size_t index) const
{
    if (chunk.firstLine + qint64(index) < m_shownFrom)
        return false;
    const Block block = blockOf(chunk, index);
    const quint16 level = isNote(chunk, index) ? quint16(0) : quint16(chunk.lines[index].level);
    return m_actorShown[block.actor] && m_filter.parts.testFlag(partOf(block.kind, block.flags & StandardError))
        && level <= levelCode(m_filter.level);
}

int TranscriptDocument::hangOf(const Stored &line) const
{
    return std::min<int>(line.hang, m_columns / 2);
}

int TranscriptDocument::rowsOf(const Chunk &chunk, std::size_t index) const
{
    if (!matches(chunk, index))
        return 0;
    const Stored &line = chunk.lines[index];
    if (!(line.flags & Uneven)) {
        const qsizetype length = lengthOf(chunk, index);
        if (length <= m_columns)
            return 1;
        const int width = m_columns - hangOf(line);
        return 1 + int((length - m_columns + width - 1) / width);
    }
    int rows = 1;
    int column = 0;
    forEachCharacter(textOf(chunk, index), [&](qsizetype, int width) {
        if (column + width > m_columns) {
            ++rows;
            column = hangOf(line);
        }
        column += width;
    });
    return rows;
}

std::vector<qsizetype> TranscriptDocument::rowStarts(qint64 number) const
{
    std::vector<qsizetype> starts{0};
    const auto [chunk, index] = find(number);
    const Stored &stored = chunk->lines[index];
    const int hang = hangOf(stored);
    if (!(stored.flags & Uneven)) {
        const qsizetype length = lengthOf(*chunk, index);
        for (qsizetype at = m_columns; at < length; at += m_columns - hang)
            starts.push_back(at);
        return starts;
    }
    int column = 0;
    forEachCharacter(textOf(*chunk, index), [&](qsizetype at, int width) {
        if (column + width > m_columns) {
            starts.push_back(at);
            column = hang;
        }
        column += width;
    });
    return starts;
}

void TranscriptDocument::countRows()
{
    m_rows = 0;
    for (Chunk &chunk : m_chunks) {
        chunk.rows = 0;
        if (chunk.firstLine + qint64(chunk.lines.size()) > m_shownFrom) {
            for (std::size_t i = 0; i < chunk.lines.size(); ++i)
                chunk.rows += rowsOf(chunk, i);
        }
        m_rows += chunk.rows;
    }
    m_droppedRows = 0;
}

void TranscriptDocument::setColumns(int columns)
{
    columns = std::max(columns, 8);
    if (columns == m_columns)
        return;
    m_columns = columns;
    countRows();
}

void TranscriptDocument::setFilter(const TranscriptFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    for (std::size_t i = 0; i < m_actors.size(); ++i)
        m_actorShown[i] = isActorShown(m_actors[i]);
    countRows();
    Q_EMIT shownLinesChanged();
}

void TranscriptDocument::setShownFrom(qint64 line)
{
    line = std::clamp<qint64>(line, 0, m_endLine);
    if (line == m_shownFrom)
        return;
    m_shownFrom = line;
    if (m_endLine > firstLine())
        m_chunks.back().lines.back().flags &= quint8(~Open); // what goes on in a hidden line would never be seen
    countRows();
    Q_EMIT shownLinesChanged();
}

qint64 TranscriptDocument::firstLine() const
{
    return m_chunks.empty() ? m_endLine : m_chunks.front().firstLine;
}

TranscriptDocument::Found TranscriptDocument::find(qint64 number) const
{
    Q_ASSERT(number >= firstLine() && number < m_endLine);
    const auto after = std::ranges::upper_bound(m_chunks, number, {}, &Chunk::firstLine);
    const Chunk &chunk = *std::prev(after);
    return {&chunk, std::size_t(number - chunk.firstLine)};
}

TranscriptDocument::LineInfo TranscriptDocument::lineInfo(qint64 number) const
{
    const auto [chunk, index] = find(number);
    const Stored &line = chunk->lines[index];
    const Block block = blockOf(*chunk, index);
    LineInfo info;
    info.kind = block.kind;
    info.flags = block.flags;
    info.actor = block.actor;
    info.entry = block.entry;
    info.time = block.time;
    info.hang = quint8(hangOf(line));
    if (!isNote(*chunk, index)) {
        info.spans = chunk->spansOf(index);
        info.flags |= line.flags;
        if (line.level > 0)
            info.level = LogLevel(line.level - 1);
    }
    return info;
}

TranscriptDocument::Line TranscriptDocument::line(qint64 number) const
{
    return {lineInfo(number), lineText(number)};
}

QString TranscriptDocument::lineText(qint64 number) const
{
    const auto [chunk, index] = find(number);
    return textOf(*chunk, index);
}

qsizetype TranscriptDocument::lineLength(qint64 number) const
{
    const auto [chunk, index] = find(number);
    return lengthOf(*chunk, index);
}

bool TranscriptDocument::isShown(qint64 line) const
{
    const auto [chunk, index] = find(line);
    return matches(*chunk, index);
}

bool TranscriptDocument::passes(qint64 number, const TranscriptFilter &filter) const
{
    const LineInfo line = lineInfo(number);
    return (filter.actors.isEmpty() || filter.actors.contains(m_actors[line.actor].uuid))
        && filter.parts.testFlag(line.flags & Spacer ? TranscriptFilter::Repl : partOf(line.kind, line.flags & StandardError))
        && levelCode(line.level) <= levelCode(filter.level);
}

qint64 TranscriptDocument::nextShown(qint64 line) const
{
    ++line;
    while (line < m_endLine) {
        const auto [chunk, index] = find(line);
        if (chunk->rows == 0) {
            line = chunk->firstLine + qint64(chunk->lines.size());
            continue;
        }
        if (matches(*chunk, index))
            return line;
        ++line;
    }
    return m_endLine;
}

TranscriptDocument::Place TranscriptDocument::placeOfRow(qint64 row) const
{
    for (const Chunk &chunk : m_chunks) {
        if (row >= chunk.rows) {
            row -= chunk.rows;
            continue;
        }
        for (std::size_t i = 0; i < chunk.lines.size(); ++i) {
            const int rows = rowsOf(chunk, i);
            if (row < rows)
                return {chunk.firstLine + qint64(i), int(row)};
            row -= rows;
        }
    }
    return {m_endLine, 0};
}

qint64 TranscriptDocument::rowOfLine(qint64 number) const
{
    qint64 row = 0;
    for (const Chunk &chunk : m_chunks) {
        if (number >= chunk.firstLine + qint64(chunk.lines.size())) {
            row += chunk.rows;
            continue;
        }
        for (qint64 i = 0; i < number - chunk.firstLine; ++i)
            row += rowsOf(chunk, std::size_t(i));
        break;
    }
    return row;
}

QString TranscriptDocument::text(qint64 fromLine, qsizetype fromColumn, qint64 toLine, qsizetype toColumn) const
{
    QString result;
    bool first = true;
    for (qint64 n = std::max({fromLine, firstLine(), m_shownFrom}); n <= std::min(toLine, m_endLine - 1); ++n) {
        if (!isShown(n))
            continue;
        const QString whole = lineText(n);
        const qsizetype from = n == fromLine ? std::min(fromColumn, whole.size()) : 0;
        const qsizetype to = n == toLine ? std::min(toColumn, whole.size()) : whole.size();
        if (!first)
            result += u'\n';
        result += QStringView(whole).sliced(from, std::max<qsizetype>(0, to - from));
        first = false;
    }
    return result;
}

} // namespace furrow::ui
