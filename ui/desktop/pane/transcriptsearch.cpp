// SPDX-License-Identifier: MIT
#include "transcriptsearch.h"

#include "desktop/transcriptdocument.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace furrow::ui {

namespace {

constexpr qint64 bucketLines = 1024;
constexpr qint64 budget = 5; // ms
constexpr qint64 tellEvery = 100; // ms
/// How long one line may take: some expressions would never end. PCRE counts differently with its JIT; a line is well below a
/// millisecond then.
constexpr auto limit = "(*LIMIT_MATCH=20000)"_L1;

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

bool isWholeWord(QStringView text, qsizetype start, qsizetype length)
{
    const bool begins = start == 0 || !isWordCharacter(text[start - 1]) || !isWordCharacter(text[start]);
    const qsizetype end = start + length;
    const bool ends = end == text.size() || !isWordCharacter(text[end]) || !isWordCharacter(text[end - 1]);
    return begins && ends;
}

} // namespace

TranscriptSearch::TranscriptSearch(TranscriptDocument *document, QObject *parent) : QObject(parent), m_document(document)
{
    m_timer.setInterval(0ms);
    connect(&m_timer, &QTimer::timeout, this, &TranscriptSearch::scan);
    connect(document, &TranscriptDocument::shownLinesChanged, this, [this] {
        if (m_active)
            restart();
    });
}

bool TranscriptSearch::start(const SearchPattern &pattern, qint64 line, QString *error)
{
    stop();
    m_pattern = pattern;
    if (pattern.text.isEmpty())
        return true;
    if (pattern.regularExpression) {
        const auto options = QRegularExpression::UseUnicodePropertiesOption
            | (pattern.matchCase ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption);
        m_expression = QRegularExpression(pattern.text, options);
        if (!m_expression.isValid()) {
            if (error) {
                *error = tr("This is no regular expression: %1, at character %2.")
                             .arg(m_expression.errorString()).arg(m_expression.patternErrorOffset() + 1);
            }
            return false;
        }
        m_expression.setPattern(limit + pattern.text);
        m_expression.optimize();
    } else {
        m_matcher = QStringMatcher(pattern.text, pattern.matchCase ? Qt::CaseSensitive : Qt::CaseInsensitive);
    }
    m_active = true;
    m_anchor = line;
    restart();
    return true;
}

void TranscriptSearch::stop()
{
    m_timer.stop();
    m_active = m_seeking = m_gaveUp = false;
    m_wanted = 0;
    m_buckets.clear();
    m_count = 0;
    setCurrent({});
    Q_EMIT patternChanged();
    Q_EMIT changed();
}

void TranscriptSearch::restart()
{
    if (m_current)
        m_anchor = m_current->line;
    m_anchor = std::clamp(m_anchor, m_document->firstLine(), m_document->endLine());
    m_up = m_down = m_anchor;
    m_buckets.clear();
    m_firstBucket = m_anchor / bucketLines;
    m_count = 0;
    m_gaveUp = false;
    m_wanted = 0;
    m_seeking = !m_current || m_current->line < m_document->firstLine() || !m_document->isShown(m_current->line);
    m_timer.start();
    m_told.invalidate();
    Q_EMIT patternChanged();
    scan(); // what is near shows at once
}

std::vector<TranscriptSearch::Match> TranscriptSearch::matchesIn(const QString &text) const
{
    std::vector<Match> matches;
    if (!m_active)
        return matches;
    qsizetype from = 0;
    if (!m_pattern.regularExpression) {
        while ((from = m_matcher.indexIn(text, from)) >= 0) {
            const qsizetype length = m_pattern.text.size();
            if (!m_pattern.wholeWords || isWholeWord(text, from, length)) {
                matches.push_back({from, length});
                from += length;
            } else {
                ++from;
            }
        }
        return matches;
    }
    while (from <= text.size()) {
        const QRegularExpressionMatch match = m_expression.match(text, from);
        if (!match.isValid()) {
            m_gaveUp = true;
            break;
        }
        if (!match.hasMatch())
            break;
        const qsizetype start = match.capturedStart();
        const qsizetype length = match.capturedLength();
        if (length > 0 && (!m_pattern.wholeWords || isWholeWord(text, start, length)))
            matches.push_back({start, length});
        from = length > 0 ? start + length : start + 1;
    }
    return matches;
}

TranscriptSearch::Bucket &TranscriptSearch::bucketOf(qint64 line)
{
    const qint64 bucket = line / bucketLines;
    if (m_buckets.empty())
        m_firstBucket = bucket;
    while (bucket < m_firstBucket) {
        m_buckets.emplace_front();
        --m_firstBucket;
    }
    while (bucket >= m_firstBucket + qint64(m_buckets.size()))
        m_buckets.emplace_back();
    return m_buckets[std::size_t(bucket - m_firstBucket)];
}

void TranscriptSearch::note(qint64 line, qsizetype count)
{
    Bucket &bucket = bucketOf(line);
    const Hits hits{quint16(line % bucketLines), quint16(count)};
    bucket.lines.insert(std::ranges::upper_bound(bucket.lines, hits.line, {}, &Hits::line), hits);
    bucket.count += count;
    m_count += count;
}

void TranscriptSearch::forget(qint64 line)
{
    Bucket &bucket = bucketOf(line);
    const auto found = std::ranges::lower_bound(bucket.lines, quint16(line % bucketLines), {}, &Hits::line);
    if (found == bucket.lines.end() || found->line != line % bucketLines)
        return;
    bucket.count -= found->count;
    m_count -= found->count;
    bucket.lines.erase(found);
}

void TranscriptSearch::documentChanged()
{
    if (!m_active)
        return;
    const qint64 first = m_document->firstLine();
    while (!m_buckets.empty() && (m_firstBucket + 1) * bucketLines <= first) {
        m_count -= m_buckets.front().count;
        m_buckets.pop_front();
        ++m_firstBucket;
    }
    if (!m_buckets.empty() && m_firstBucket * bucketLines < first) {
        Bucket &bucket = m_buckets.front();
        while (!bucket.lines.empty() && m_firstBucket * bucketLines + bucket.lines.front().line < first) {
            m_count -= bucket.lines.front().count;
            bucket.count -= bucket.lines.front().count;
            bucket.lines.erase(bucket.lines.begin());
        }
    }
    m_up = std::max(m_up, first);
    m_down = std::max(m_down, first);
    if (m_current && m_current->line < first)
        setCurrent({});
    m_timer.start();
}

void TranscriptSearch::scan()
{
    QElapsedTimer timer;
    timer.start();
    const auto look = [this](qint64 line, bool down) {
        if (!m_document->isShown(line))
            return;
        const std::vector<Match> matches = matchesIn(m_document->lineText(line));
        if (matches.empty())
            return;
        note(line, qsizetype(matches.size()));
        if (m_seeking) {
            m_seeking = false;
            const Match &match = down ? matches.front() : matches.back();
            setCurrent(Place{line, match.start, match.length});
        }
    };
    const qint64 first = m_document->firstLine();
    const qint64 end = m_document->endLine();
    while (m_down < end && timer.elapsed() < budget) {
        // The last line may still grow: it is looked at again when it has.
        if (m_down == end - 1 && (m_document->lineInfo(m_down).flags & TranscriptDocument::Open)) {
            forget(m_down);
            look(m_down, true);
            break;
        }
        forget(m_down);
        look(m_down++, true);
    }
    const bool lastIsOpen = m_down == end - 1 && (m_document->lineInfo(m_down).flags & TranscriptDocument::Open);
    while (m_up > first && timer.elapsed() < budget && (m_down >= end || lastIsOpen))
        look(--m_up, false);
    if (m_wanted != 0 && tryStep(m_wanted))
        m_wanted = 0;
    if (m_up <= first && (m_down >= end || lastIsOpen)) {
        m_timer.stop();
        m_seeking = false;
        m_wanted = 0;
        m_told.invalidate();
    }
    if (!m_told.isValid() || m_told.elapsed() >= tellEvery) {
        m_told.start();
        Q_EMIT changed();
    }
}

qint64 TranscriptSearch::nextHit(qint64 line, int direction) const
{
    qint64 bucket = line / bucketLines;
    const qint64 end = m_firstBucket + qint64(m_buckets.size());
    bucket = std::clamp(bucket, m_firstBucket, std::max(m_firstBucket, end - 1));
    for (; bucket >= m_firstBucket && bucket < end; bucket += direction) {
        const std::vector<Hits> &lines = m_buckets[std::size_t(bucket - m_firstBucket)].lines;
        const qint64 base = bucket * bucketLines;
        if (direction > 0) {
            const auto found = std::ranges::find_if(lines, [&](const Hits &hits) { return base + hits.line > line; });
            if (found != lines.end())
                return base + found->line;
        } else {
            for (auto hits = lines.rbegin(); hits != lines.rend(); ++hits) {
                if (base + hits->line < line)
                    return base + hits->line;
            }
        }
    }
    return -1;
}

void TranscriptSearch::step(int direction)
{
    if (m_active && !m_seeking && !tryStep(direction))
        m_wanted = direction;
}

/// False if more lines have to be looked at first.
bool TranscriptSearch::tryStep(int direction)
{
    const bool all = !m_timer.isActive();
    if (m_count == 0)
        return all;
    qint64 line = m_current ? m_current->line : direction > 0 ? m_anchor - 1 : m_anchor;
    if (m_current) {
        const std::vector<Match> matches = matchesIn(m_document->lineText(line));
        if (direction > 0) {
            const auto next = std::ranges::find_if(matches, [&](const Match &match) { return match.start > m_current->start; });
            if (next != matches.end()) {
                setCurrent(Place{line, next->start, next->length});
                return true;
            }
        } else {
            const auto next = std::find_if(matches.rbegin(), matches.rend(), [&](const Match &match) { return match.start < m_current->start; });
            if (next != matches.rend()) {
                setCurrent(Place{line, next->start, next->length});
                return true;
            }
        }
    }
    for (int round = 0; round < 2;) {
        line = nextHit(line, direction);
        if (line < 0) {
            if (!all)
                return false;
            ++round;
            Q_EMIT wrapped(direction > 0);
            line = direction > 0 ? m_document->firstLine() - 1 : m_document->endLine();
            continue;
        }
        const std::vector<Match> matches = matchesIn(m_document->lineText(line));
        if (matches.empty()) // the note about dropped lines stands there now
            continue;
        const Match &match = direction > 0 ? matches.front() : matches.back();
        setCurrent(Place{line, match.start, match.length});
        return true;
    }
    return true;
}

qint64 TranscriptSearch::number() const
{
    if (!m_current)
        return 0;
    qint64 before = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        const qint64 base = (m_firstBucket + qint64(i)) * bucketLines;
        if (base + bucketLines <= m_current->line) {
            before += m_buckets[i].count;
            continue;
        }
        for (const Hits &hits : m_buckets[i].lines) {
            if (base + hits.line >= m_current->line)
                break;
            before += hits.count;
        }
        break;
    }
    for (const Match &match : matchesIn(m_document->lineText(m_current->line))) {
        ++before;
        if (match.start >= m_current->start)
            break;
    }
    return before;
}

void TranscriptSearch::setCurrent(const std::optional<Place> &place)
{
    if (place == m_current)
        return;
    m_current = place;
    Q_EMIT currentChanged();
}

} // namespace furrow::ui
