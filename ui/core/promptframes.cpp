// SPDX-License-Identifier: MIT
#include "promptframes.h"

#include "session.h"

#include <QRegularExpression>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace furrow::ui {

/// One hop that is being asked.
struct PromptFrames::Asking
{
    std::function<void(QList<ReportFrame>, QString)> done;
    QList<ReportFrame> frames;
    qsizetype next = 0;   ///< frame whose locals come next
    qsizetype asked = 0;
};

PromptFrames::PromptFrames(Session *session) : m_session(session) {}

PromptFrames::~PromptFrames()
{
    if (m_session)
        m_session->closeSurvey({});
}

void PromptFrames::frames(const ClimbHop &hop, std::function<void(QList<ReportFrame>, QString)> done)
{
    auto asking = std::make_shared<Asking>();
    asking->done = std::move(done);
    if (!m_session)
        return;
    m_session->surveyGo(hop, [this, asking](const QString &why) {
        if (!why.isEmpty())
            return asking->done({}, why);
        m_session->surveyStack([this, asking](const QList<Frame> &frames, const QString &lost) {
            if (!lost.isEmpty() || frames.isEmpty())
                return asking->done({}, lost.isEmpty() ? u"gdb told no stack."_s : lost);
            for (const Frame &frame : frames)
                asking->frames.append({frame, 0, {}, {}});
            askLocals(asking);
        });
    });
}

void PromptFrames::askLocals(const std::shared_ptr<Asking> &asking)
{
    while (asking->next < asking->frames.size()) {
        const qsizetype at = asking->next++;
        const Frame &frame = asking->frames.at(at).frame;
        if (frame.kind != Frame::Kind::Native || frame.hidden || frame.level < 0 || ++asking->asked > withLocals)
            continue;
        const QString where = u"frame apply level %1 -q "_s.arg(frame.level);
        return m_session->surveyRun(where + u"a"_s, [this, asking, at, where](const QString &arguments, const QString &lost) {
            if (!lost.isEmpty())
                return asking->done(asking->frames, lost);
            m_session->surveyRun(where + u"info locals"_s, [this, asking, at, arguments](const QString &locals, const QString &gone) {
                // A coroutine's parameters are among its locals.
                QList<ReportVariable> all = variables(arguments);
                for (const ReportVariable &local : variables(locals)) {
                    if (std::ranges::none_of(all, [&](const ReportVariable &known) { return known.name == local.name; }))
                        all.append(local);
                }
                asking->frames[at].locals = all;
                if (!gone.isEmpty())
                    return asking->done(asking->frames, gone);
                askLocals(asking);
            });
        });
    }
    asking->done(asking->frames, {});
}

void PromptFrames::finish(std::function<void()> done)
{
    if (m_session)
        m_session->closeSurvey(std::move(done));
    else
        done();
}

QList<ReportVariable> PromptFrames::variables(const QString &text)
{
    static const QRegularExpression begins(u"^([A-Za-z_$][\\w$]*) = (.*)$"_s);
    QList<ReportVariable> result;
    for (const QStringView line : QStringView(text).split(u'\n')) {
        if (const auto match = begins.matchView(line); match.hasMatch())
            result.append({.name = match.captured(1), .type = {}, .value = match.captured(2), .children = {}});
        else if (!result.isEmpty() && !line.trimmed().isEmpty())
            result.last().value.append(u'\n').append(line);
    }
    return result;
}

} // namespace furrow::ui
