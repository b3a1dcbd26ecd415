// SPDX-License-Identifier: MIT
#include "transcriptdocument.h"

#include "core/console.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr std::size_t linesInChunk = 1024;
constexpr qsizetype textInChunk = 1 << 20;
/// A line that never ends is broken here, so that no row count or paint ever meets a line of megabytes.
constexpr qsizetype longestLine = 16 * 1024;
constexpr qint64 mostCharacters = 64 << 20;
constexpr quint16 manyIndexes = std::numeric_limits<quint16>::max();

int columnsOf(char32_t c)
{
    if (c < 0x300)
        return 1;
    if (const auto category = QChar::category(c); category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing || c == 0x200d)
        return 0;
    const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0x303e) || (c >= 0x3041 && c <= 0xa4cf)
        || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1f64f) || (c >= 0x1f900 && c <= 0x1f9ff)
        || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
}

/// Calls `use(position, columns)` for each code point.
template <typename Use>
void forEachCharacter(QStringView text, Use use)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        const qsizetype at = i;
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            c = QChar::surrogateToUcs4(text[at], text[++i]);
        use(at, columnsOf(c));
    }
}

bool isUneven(QStringView text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.unicode() >= 0x300 && (c.isSurrogate() || columnsOf(c.unicode()) != 1); });
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

struct TranscriptDocument::Stored
{
    quint32 start = 0;
    quint32 length = 0;
    quint32 firstSpan = 0;
    quint32 spanCount = 0;
    quint64 entry = 0;
    qint64 time = 0;
    quint16 actor = 0;
    TranscriptBlock::Kind kind = TranscriptBlock::Kind::Notice;
    quint8 flags = 0;
    quint8 hang = 0;
};

struct TranscriptDocument::Chunk
{
    qint64 firstLine = 0;
    qint64 rows = 0;
    QString text;
    std::vector<Stored> lines;
    std::vector<Span> spans;

    QStringView textOf(const Stored &line) const { return QStringView(text).sliced(line.start, line.length); }
};

TranscriptDocument::TranscriptDocument(QObject *parent) : QObject(parent)
{
    m_actors.emplace_back(); // 0: the console itself
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
    Stored like;
    like.actor = actorIndex(block.actor);
    like.kind = block.kind;
    like.entry = block.entry;
    like.time = block.time.toMSecsSinceEpoch();
    like.flags = quint8((alarm ? Alarm : 0) | (block.standardError ? StandardError : 0));

    QStringView text = block.text;
    QList<Span> spans;
    SgrParser::Parsed parsed;
    SgrParser &parser = block.kind == Kind::Program ? m_parsers[{block.actor.uuid, block.standardError}] : m_parsers[{{}, true}];
    std::vector<qsizetype> positions;
    if (parser.needsParsing(text)) {
        parsed = parser.parse(text, block.spans.isEmpty() ? nullptr : &positions);
        for (const SgrParser::Run &run : std::as_const(parsed.runs))
            spans.append({quint32(run.start), quint32(run.length), styleIndex({-1, run.style})});
    }
    for (const TextSpan &span : block.spans) {
        qsizetype start = std::clamp<qsizetype>(span.start, 0, text.size());
        qsizetype end = std::clamp<qsizetype>(span.start + span.length, start, text.size());
        if (!positions.empty()) {
            start = positions[std::size_t(start)];
            end = positions[std::size_t(end)];
        }
        if (const int format = formatIndex(span.format); format >= 0 && end > start)
            spans.append({quint32(start), quint32(end - start), styleIndex({format, {}})});
    }
    if (!parsed.text.isEmpty() || !positions.empty())
        text = parsed.text;
    std::ranges::sort(spans, {}, &Span::start);

    QString command;
    if (block.kind == Kind::Command) {
        const QString prompt = QString::fromUtf16(block.continues ? continuationText : promptText);
        command = prompt + text.toString();
        text = command;
        for (Span &span : spans)
            span.start += int(prompt.size());
        spans.prepend({0, quint32(prompt.size()) - 1, styleIndex({-1, {.foreground = 4, .bold = true}})});
    }

    if (block.kind == Kind::Header && m_endLine > firstLine()) {
        Stored spacer = like;
        spacer.flags |= Spacer;
        spacer.kind = Kind::Notice;
        appendLine({}, {}, spacer);
    }

    bool goesOn = false;
    if ((block.kind == Kind::Program || block.kind == Kind::Output) && m_endLine > firstLine()) {
        const Stored &last = m_chunks.back().lines.back();
        goesOn = (last.flags & Open) && last.actor == like.actor && last.kind == like.kind && last.entry == like.entry
            && (last.flags & StandardError) == (like.flags & StandardError);
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
        const qsizetype room = goesOn ? std::max<qsizetype>(1, longestLine - m_chunks.back().lines.back().length) : longestLine;
        const bool broken = end - start > room;
        if (broken)
            end = start + room;

        ofLine.clear();
        while (nextSpan < spans.size() && spans[nextSpan].start + spans[nextSpan].length <= start)
            ++nextSpan;
        for (qsizetype i = nextSpan; i < spans.size() && spans[i].start < end; ++i) {
            const qsizetype from = std::max<qsizetype>(spans[i].start, start);
            const qsizetype to = std::min<qsizetype>(spans[i].start + spans[i].length, end);
            if (to > from)
                ofLine.push_back({quint32(from - start), quint32(to - from), spans[i].style});
        }
        const QStringView line = text.sliced(start, end - start);
        Stored next = like;
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
            appendLine(line, ofLine, next);
        }
        first = false;
        if (isLast && !broken)
            break;
        start = broken ? end : end + 1;
    }
    dropOld();
}

void TranscriptDocument::appendLine(QStringView text, std::span<const Span> spans, const Stored &like)
{
    if (m_chunks.empty() || m_chunks.back().lines.size() >= linesInChunk || m_chunks.back().text.size() >= textInChunk) {
        if (!m_chunks.empty()) {
            m_chunks.back().text.squeeze();
            m_chunks.back().spans.shrink_to_fit();
        }
        m_chunks.emplace_back().firstLine = m_endLine;
        m_chunks.back().lines.reserve(linesInChunk);
    }
    Chunk &chunk = m_chunks.back();
    Stored line = like;
    line.start = quint32(chunk.text.size());
    line.length = quint32(text.size());
    line.firstSpan = quint32(chunk.spans.size());
    line.spanCount = quint32(spans.size());
    if (isUneven(text))
        line.flags |= Uneven;
    chunk.text += text;
    m_characters += text.size();
    chunk.spans.insert(chunk.spans.end(), spans.begin(), spans.end());
    chunk.lines.push_back(line);
    ++m_endLine;
    const int rows = rowsOf(chunk, line);
    chunk.rows += rows;
    m_rows += rows;
}

void TranscriptDocument::growLastLine(QStringView text, std::span<const Span> spans)
{
    Chunk &chunk = m_chunks.back();
    Stored &line = chunk.lines.back();
    const int before = rowsOf(chunk, line);
    for (const Span &span : spans)
        chunk.spans.push_back({span.start + line.length, span.length, span.style});
    line.spanCount += quint32(spans.size());
    line.length += quint32(text.size());
    chunk.text += text;
    m_characters += text.size();
    if (isUneven(text))
        line.flags |= Uneven;
    const int more = rowsOf(chunk, line) - before;
    chunk.rows += more;
    m_rows += more;
}

void TranscriptDocument::dropOld()
{
    while (m_chunks.size() > 2 && (m_endLine - m_chunks[1].firstLine >= m_maximumLines || m_characters > mostCharacters)) {
        m_characters -= m_chunks.front().text.size();
        m_dropped += qint64(m_chunks.front().lines.size());
        m_droppedRows += m_chunks.front().rows;
        m_rows -= m_chunks.front().rows;
        m_chunks.pop_front();

        // What is gone is said where it was, in place of the oldest line.
        Chunk &chunk = m_chunks.front();
        Stored &line = chunk.lines.front();
        const int before = rowsOf(chunk, line);
        const QString note = tr("[%L1 earlier lines were dropped]").arg(m_dropped + 1);
        line = {.start = quint32(chunk.text.size()), .length = quint32(note.size()), .time = line.time};
        chunk.text += note;
        m_characters += note.size();
        const int more = rowsOf(chunk, line) - before;
        chunk.rows += more;
        m_rows += more;
    }
}

void TranscriptDocument::clear()
{
    m_chunks.clear();
    m_parsers.clear();
    m_rows = m_dropped = m_droppedRows = m_characters = 0;
}

void TranscriptDocument::setMaximumLines(int lines)
{
    m_maximumLines = std::max(lines, int(2 * linesInChunk));
    dropOld();
}

bool TranscriptDocument::matches(const Stored &line) const
{
    return (m_filter.isNull() || m_actors[line.actor].uuid == m_filter) && (m_logShown || line.kind != TranscriptBlock::Kind::Log);
}

int TranscriptDocument::hangOf(const Stored &line) const
{
    return std::min<int>(line.hang, m_columns / 2);
}

int TranscriptDocument::rowsOf(const Chunk &chunk, const Stored &line) const
{
    if (!matches(line))
        return 0;
    if (!(line.flags & Uneven)) {
        if (line.length <= quint32(m_columns))
            return 1;
        const quint32 width = quint32(m_columns - hangOf(line));
        return 1 + int((line.length - quint32(m_columns) + width - 1) / width);
    }
    int rows = 1;
    int column = 0;
    forEachCharacter(chunk.textOf(line), [&](qsizetype, int width) {
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
    const auto [chunk, stored] = this->stored(number);
    const int hang = hangOf(*stored);
    if (!(stored->flags & Uneven)) {
        for (qsizetype at = m_columns; at < stored->length; at += m_columns - hang)
            starts.push_back(at);
        return starts;
    }
    int column = 0;
    forEachCharacter(chunk->textOf(*stored), [&](qsizetype at, int width) {
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
        for (const Stored &line : chunk.lines)
            chunk.rows += rowsOf(chunk, line);
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

void TranscriptDocument::setFilter(const QUuid &actor)
{
    if (actor == m_filter)
        return;
    m_filter = actor;
    countRows();
}

void TranscriptDocument::setLogShown(bool shown)
{
    if (shown == m_logShown)
        return;
    m_logShown = shown;
    countRows();
}

qint64 TranscriptDocument::firstLine() const
{
    return m_chunks.empty() ? m_endLine : m_chunks.front().firstLine;
}

std::pair<const TranscriptDocument::Chunk *, const TranscriptDocument::Stored *> TranscriptDocument::stored(qint64 number) const
{
    Q_ASSERT(number >= firstLine() && number < m_endLine);
    auto after = std::ranges::upper_bound(m_chunks, number, {}, &Chunk::firstLine);
    const Chunk &chunk = *std::prev(after);
    return {&chunk, &chunk.lines[std::size_t(number - chunk.firstLine)]};
}

TranscriptDocument::Line TranscriptDocument::line(qint64 number) const
{
    const auto [chunk, line] = stored(number);
    return {chunk->textOf(*line), std::span(chunk->spans).subspan(line->firstSpan, line->spanCount),
            line->kind,           line->flags,
            line->actor,          quint8(hangOf(*line)),
            line->entry,          line->time};
}

bool TranscriptDocument::isShown(qint64 line) const
{
    return matches(*stored(line).second);
}

TranscriptDocument::Place TranscriptDocument::placeOfRow(qint64 row) const
{
    for (const Chunk &chunk : m_chunks) {
        if (row >= chunk.rows) {
            row -= chunk.rows;
            continue;
        }
        for (std::size_t i = 0; i < chunk.lines.size(); ++i) {
            const int rows = rowsOf(chunk, chunk.lines[i]);
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
            row += rowsOf(chunk, chunk.lines[std::size_t(i)]);
        break;
    }
    return row;
}

QString TranscriptDocument::text(qint64 fromLine, qsizetype fromColumn, qint64 toLine, qsizetype toColumn) const
{
    QString result;
    bool first = true;
    for (qint64 n = std::max(fromLine, firstLine()); n <= std::min(toLine, m_endLine - 1); ++n) {
        if (!isShown(n))
            continue;
        const QStringView whole = line(n).text;
        const qsizetype from = n == fromLine ? std::min(fromColumn, whole.size()) : 0;
        const qsizetype to = n == toLine ? std::min(toColumn, whole.size()) : whole.size();
        if (!first)
            result += u'\n';
        result += whole.sliced(from, std::max<qsizetype>(0, to - from));
        first = false;
    }
    return result;
}

} // namespace furrow::ui
