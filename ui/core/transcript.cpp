// SPDX-License-Identifier: MIT
#include "transcript.h"

namespace furrow::ui {

void Transcript::append(TranscriptBlock block)
{
    if (!block.time.isValid())
        block.time = QDateTime::currentDateTime();
    m_blocks.append(std::move(block));
    Q_EMIT appended(m_blocks.size() - 1);
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
