// SPDX-License-Identifier: MIT
#include "transcript.h"

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

qsizetype bytesOf(const TranscriptBlock &block)
{
    return qsizetype(sizeof block) + block.text.size() * qsizetype(sizeof(QChar)) + block.spans.size() * qsizetype(sizeof(TextSpan));
}

} // namespace

void Transcript::append(TranscriptBlock block)
{
    if (!block.time.isValid())
        block.time = QDateTime::currentDateTime();
    m_bytes += bytesOf(block);
    m_blocks.push_back(std::move(block));
    if (m_bytes > limit)
        dropOld();
    Q_EMIT appended(size() - 1);
}

/// The newest block stays whatever its size, behind the notice. A good deal goes at once, or every block would bring a new notice.
void Transcript::dropOld()
{
    const auto dropFirst = [this](bool countIt) {
        m_bytes -= bytesOf(m_blocks.front());
        if (countIt)
            m_dropped += m_blocks.front().text.size();
        m_blocks.pop_front();
        ++m_first;
    };
    if (m_blocks.size() < 3)
        return;
    if (m_dropped > 0)
        dropFirst(false); // the last notice
    while (m_bytes > limit / 8 * 7 && m_blocks.size() > 2)
        dropFirst(true);
    TranscriptBlock &first = m_blocks.front();
    m_bytes -= bytesOf(first);
    m_dropped += first.text.size();
    TranscriptBlock notice;
    notice.time = first.time;
    notice.text = u"the oldest %1 characters of what was shown are gone from here: the console keeps %2 MiB"_s.arg(m_dropped).arg(limit >> 20);
    first = std::move(notice);
    m_bytes += bytesOf(first);
}

QList<TranscriptBlock> Transcript::ofActor(const ActorId &actor) const
{
    QList<TranscriptBlock> result;
    for (const TranscriptBlock &block : m_blocks) {
        if (block.actor == actor)
            result.append(block);
    }
    return result;
}

} // namespace furrow::ui
