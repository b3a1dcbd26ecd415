// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <KSyntaxHighlighting/Format>

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

#include <deque>

namespace furrow::ui {

/// A stretch of a block's text in one format. Faces ask `format.textColor(theme)` etc., so a change of theme only repaints.
struct TextSpan
{
    qsizetype start = 0;
    qsizetype length = 0;
    KSyntaxHighlighting::Format format;
};

/// One piece of the transcript: immutable once appended. `text` ends without a newline and may hold several lines.
struct TranscriptBlock
{
    enum class Kind {
        Header,         ///< "Opening a gdb REPL in paused actor: ('NAME', 'UUID')" and the task and place line
        Trace,          ///< rendered error, signal, remote trace, relay path
        Source,         ///< highlighted source with -> at the user's line
        Command,        ///< what the user typed at a prompt (without the prompt)
        Output,         ///< what a command printed
        Program,        ///< what an actor wrote to stdout or stderr
        Notice,         ///< what the console itself says: freed lock, gdb restarted, refused command
        Log,            ///< each request, grant and release of the console, for the log level of that name
    };
    Kind kind = Kind::Notice;
    quint64 entry = 0;          ///< the REPL entry it belongs to, or 0
    ActorId actor;              ///< null for the console itself
    bool standardError = false; ///< Program only
    bool continues = false;     ///< Command only: a further line of one that ends with `end`
    bool endsLine = true;       ///< Program and Output only; false: the next piece of the same source goes on in this line
    QString text;
    QList<TextSpan> spans;
    QDateTime time;
};

/// Everything that was shown, in order; both faces render it, neither keeps another.
///
/// It is bounded: beyond `limit` bytes the oldest blocks go. An index names the same block for ever; the first one that is still there
/// is then a notice of how much went, so that a face that reads on from where it was, or from the first, need not look out for gaps:
/// \code
/// for (m_next = std::max(m_next, transcript->first()); m_next < transcript->size(); ++m_next)
///     show(transcript->at(m_next));
/// \endcode
/// Thread: that of the QObject.
class Transcript : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    static constexpr qsizetype limit = 64 * 1024 * 1024;

    void append(TranscriptBlock block);
    qsizetype first() const { return m_first; }                              ///< index of the oldest block that is still there
    qsizetype size() const { return m_first + qsizetype(m_blocks.size()); }  ///< one past the newest index
    const TranscriptBlock &at(qsizetype index) const { return m_blocks[std::size_t(index - m_first)]; }
    QList<TranscriptBlock> ofActor(const ActorId &actor) const;

Q_SIGNALS:
    void appended(qsizetype index);

private:
    void dropOld();

    std::deque<TranscriptBlock> m_blocks;
    qsizetype m_first = 0;
    qsizetype m_bytes = 0;
    qsizetype m_dropped = 0; ///< characters
};

} // namespace furrow::ui
