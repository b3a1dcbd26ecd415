// SPDX-License-Identifier: MIT
#pragma once

#include "framesource.h"

#include <QPointer>

namespace furrow::ui {

class Session;

/// Stacks and locals as they can be had from the open prompt: of its own process, and of the frozen copies below it.
class PromptFrames : public FrameSource
{
public:
    explicit PromptFrames(Session *session);
    ~PromptFrames() override;

    void frames(const ClimbHop &hop, std::function<void(QList<ReportFrame>, QString)> done) override;
    void finish(std::function<void()> done) override;

    /// `NAME = VALUE` lines of gdb as variables; a line that begins none belongs to the value before.
    static QList<ReportVariable> variables(const QString &text);

    static constexpr qsizetype withLocals = 40; ///< frames of a hop

private:
    struct Asking;
    void askLocals(const std::shared_ptr<Asking> &asking);

    QPointer<Session> m_session;
};

} // namespace furrow::ui
