// SPDX-License-Identifier: MIT
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QRegularExpression>
#include <QStringMatcher>
#include <QTimer>

#include <deque>
#include <optional>
#include <vector>

namespace furrow::ui {

class TranscriptDocument;

/// What is searched for. Plain value.
struct SearchPattern
{
    QString text;
    bool matchCase = false;
    bool wholeWords = false;
    bool regularExpression = false;
    friend bool operator==(const SearchPattern &, const SearchPattern &) = default;
};

/// Searches the shown lines of a TranscriptDocument, a few milliseconds at a time, and goes on with the lines that come. It
/// keeps how many matches each line has, not where: a million matches cost little, and those on the screen are found again.
/// \code
/// search.start({.text = u"error"_s}, topLine, &error);
/// connect(&search, &TranscriptSearch::currentChanged, ...);   // the nearest match at or below topLine, else above
/// search.step(1);
/// \endcode
/// Thread: that of the document.
class TranscriptSearch : public QObject
{
    Q_OBJECT
public:
    struct Match
    {
        qsizetype start;
        qsizetype length;
    };
    struct Place
    {
        qint64 line;
        qsizetype start;
        qsizetype length;
        friend bool operator==(const Place &, const Place &) = default;
    };

    explicit TranscriptSearch(TranscriptDocument *document, QObject *parent = nullptr);

    /// Begins anew, nearest `line` first; an empty text ends the search. False with one sentence in `error` for a bad expression.
    bool start(const SearchPattern &pattern, qint64 line, QString *error = nullptr);
    void stop();
    const SearchPattern &pattern() const { return m_pattern; }
    bool isActive() const { return m_active; }

    /// Goes to the next (1) or previous (-1) match, and round at the ends; as soon as it is found, if that takes time.
    void step(int direction);
    const std::optional<Place> &current() const { return m_current; }
    qint64 count() const { return m_count; }    ///< matches found so far
    qint64 number() const;                      ///< which of them is current, from 1; 0: none
    bool isComplete() const { return !m_timer.isActive(); } ///< all lines were looked at
    bool gaveUp() const { return m_gaveUp; }    ///< the expression takes too long for some lines, which count as no match
    std::vector<Match> matchesIn(const QString &text) const;
    /// Lines came or went.
    void documentChanged();

Q_SIGNALS:
    void changed();        ///< count(), number(), isComplete(); a few times a second while it searches
    void patternChanged(); ///< other matches are to be marked
    void currentChanged(); ///< another match is current
    void wrapped(bool toStart);

private:
    struct Hits
    {
        quint16 line; ///< in its bucket
        quint16 count;
    };
    struct Bucket
    {
        std::vector<Hits> lines; ///< by line
        qint64 count = 0;
    };

    void scan();
    void restart();
    void note(qint64 line, qsizetype count);
    void forget(qint64 line);
    Bucket &bucketOf(qint64 line);
    qint64 nextHit(qint64 line, int direction) const;
    bool tryStep(int direction);
    void setCurrent(const std::optional<Place> &place);

    TranscriptDocument *m_document;
    SearchPattern m_pattern;
    QRegularExpression m_expression;
    QStringMatcher m_matcher;
    bool m_active = false;
    mutable bool m_gaveUp = false;
    QTimer m_timer;
    QElapsedTimer m_told; ///< since changed()
    std::deque<Bucket> m_buckets;
    qint64 m_firstBucket = 0;
    qint64 m_count = 0;
    qint64 m_anchor = 0; ///< where it began
    qint64 m_up = 0;   ///< [m_up, m_down) was looked at
    qint64 m_down = 0;
    bool m_seeking = false; ///< for the first current match
    int m_wanted = 0;       ///< a step that waits for more lines
    std::optional<Place> m_current;
};

} // namespace furrow::ui
