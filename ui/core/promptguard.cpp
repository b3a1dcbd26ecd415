// SPDX-License-Identifier: MIT
#include "promptguard.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

void PromptGuard::show(TranscriptBlock block)
{
    if (!m_holding)
        return m_transcript->append(std::move(block));
    if (!block.time.isValid())
        block.time = QDateTime::currentDateTime();
    Backlog &backlog = m_backlogs[block.actor.uuid];
    backlog.actor = block.actor;
    const auto bytesOf = [](const TranscriptBlock &b) { return b.text.size() * qsizetype(sizeof(QChar)) + 64; };
    backlog.bytes += bytesOf(block);
    backlog.blocks.push_back({m_order++, std::move(block)});
    while (backlog.bytes > limit && backlog.blocks.size() > 1) {
        backlog.bytes -= bytesOf(backlog.blocks.front().block);
        backlog.dropped += backlog.blocks.front().block.text.size();
        backlog.blocks.pop_front();
    }
}

void PromptGuard::letGo()
{
    m_holding = false;
    std::vector<Waiting> all;
    for (Backlog &backlog : m_backlogs) {
        if (backlog.dropped) {
            TranscriptBlock block;
            block.actor = backlog.actor;
            block.text = u"%1 characters of the output of '%2' were dropped: too much came while a prompt was open"_s
                             .arg(backlog.dropped)
                             .arg(backlog.actor.name);
            all.push_back({backlog.blocks.front().order, std::move(block)});
        }
        std::move(backlog.blocks.begin(), backlog.blocks.end(), std::back_inserter(all));
    }
    m_backlogs.clear();
    std::stable_sort(all.begin(), all.end(), [](const Waiting &a, const Waiting &b) { return a.order < b.order; });
    for (Waiting &waiting : all)
        m_transcript->append(std::move(waiting.block));
}

void PromptGuard::notice(const QString &sentence, const ActorId &actor)
{
    TranscriptBlock block;
    block.actor = actor;
    block.text = sentence;
    show(std::move(block));
}

void PromptGuard::noticeNow(const QString &sentence, quint64 entry, const ActorId &actor)
{
    TranscriptBlock block;
    block.entry = entry;
    block.actor = actor;
    block.text = sentence;
    showNow(std::move(block));
}

void PromptGuard::log(const QString &sentence, const ActorId &actor, quint64 entry)
{
    TranscriptBlock block;
    block.kind = TranscriptBlock::Kind::Log;
    block.actor = actor;
    block.entry = entry;
    block.text = u"[console] '%1' %2"_s.arg(actor.name, sentence);
    show(std::move(block));
}

} // namespace furrow::ui
