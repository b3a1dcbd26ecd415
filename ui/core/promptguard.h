// SPDX-License-Identifier: MIT
#pragma once

#include "transcript.h"

#include <QHash>
#include <QObject>

#include <deque>

namespace furrow::ui {

/// Stands between everything that wants to be shown and the transcript: while a prompt is open, what does not belong to it
/// waits, in order, at most `limit` bytes an actor; then the oldest goes, with a notice of how much.
/// Thread: that of the QObject.
class PromptGuard : public QObject
{
    Q_OBJECT
public:
    explicit PromptGuard(Transcript *transcript, QObject *parent = nullptr) : QObject(parent), m_transcript(transcript) {}

    /// Waits while a prompt is open.
    void show(TranscriptBlock block);
    /// Belongs to the open prompt.
    void showNow(TranscriptBlock block) { m_transcript->append(std::move(block)); }
    void notice(const QString &sentence, const ActorId &actor = {});
    void noticeNow(const QString &sentence, quint64 entry = 0, const ActorId &actor = {});
    void log(const QString &sentence, const ActorId &actor, quint64 entry);

    void hold() { m_holding = true; }
    void letGo();
    bool isHolding() const { return m_holding; }

    static constexpr qsizetype limit = 4 * 1024 * 1024;

private:
    struct Waiting
    {
        quint64 order;
        TranscriptBlock block;
    };
    struct Backlog
    {
        ActorId actor;
        std::deque<Waiting> blocks;
        qsizetype bytes = 0;
        qsizetype dropped = 0;
    };
    Transcript *m_transcript;
    QHash<QUuid, Backlog> m_backlogs;
    quint64 m_order = 0;
    bool m_holding = false;
};

} // namespace furrow::ui
