// SPDX-License-Identifier: MIT
#include "reportbuilder.h"

#include "actortree.h"
#include "buildid.h"
#include "climbkeeper.h"
#include "console.h"
#include "transcript.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace furrow::ui {

ReportBuilder::ReportBuilder(const Console *console, const QString &errorId, std::unique_ptr<FrameSource> source, QObject *parent)
    : QObject(parent), m_console(console), m_source(std::move(source))
{
    m_report.written = QDateTime::currentDateTime();
    m_report.climbs = console->climbs()->withBranches(errorId);
    for (const Climb &climb : std::as_const(m_report.climbs)) {
        for (const ClimbHop &hop : climb.hops)
            m_waiting.append({climb.errorId, hop});
    }
}

void ReportBuilder::start()
{
    addEnvironment();
    askNext();
}

void ReportBuilder::askNext()
{
    if (m_waiting.isEmpty()) {
        m_source->finish([self = QPointer(this)] {
            if (self)
                Q_EMIT self->finished(self->m_report);
        });
        return;
    }
    const auto [errorId, hop] = m_waiting.takeFirst();
    m_source->frames(hop, [self = QPointer(this), errorId, hop](const QList<ReportFrame> &frames, const QString &why) {
        if (!self)
            return;
        ReportHop found{errorId, hop.actor.uuid, frames, why, self->transcriptOf(*self->m_console->climbs()->find(errorId), hop.actor)};
        if (frames.isEmpty() && hop.line > 0)
            found.frames.append({{.function = hop.function, .file = hop.file, .line = hop.line}, 0, {}, {}});
        for (ReportFrame &frame : found.frames)
            self->addSource(&frame);
        self->m_report.hops.append(found);
        self->askNext();
    });
}

void ReportBuilder::addSource(ReportFrame *frame)
{
    if (frame->frame.hidden || frame->frame.line < 1)
        return;
    frame->firstLine = std::max(1, frame->frame.line - context);
    frame->source = m_lines.text(frame->frame.file, frame->firstLine, frame->frame.line + context);
}

QString ReportBuilder::transcriptOf(const Climb &climb, const ActorId &actor) const
{
    QSet<quint64> entries;
    for (const Entry &entry : m_console->entriesOf(actor)) {
        const QString id = entry.error.id;
        const ClimbHop *hop = climb.hopOf(actor.uuid);
        if ((entry.hasError && id == climb.errorId) || (hop && hop->entry == entry.id))
            entries.insert(entry.id);
    }
    const Transcript *transcript = m_console->transcript();
    QString text;
    for (qsizetype i = transcript->first(); i < transcript->size() && !entries.isEmpty(); ++i) {
        const TranscriptBlock &block = transcript->at(i);
        if (!entries.contains(block.entry) || block.kind == TranscriptBlock::Kind::Log)
            continue;
        if (block.kind == TranscriptBlock::Kind::Command)
            text += QString::fromUtf16(block.continues ? continuationText : promptText);
        text += block.text;
        if (block.endsLine)
            text += u'\n';
        if (text.size() > 2 * transcriptLimit)
            text = text.last(transcriptLimit);
    }
    return text.right(transcriptLimit);
}

void ReportBuilder::addEnvironment()
{
    auto &rows = m_report.environment;
    rows.append({u"Furrow"_s, QCoreApplication::applicationVersion()});
    rows.append({u"Qt"_s, QString::fromLatin1(qVersion())});
    rows.append({u"System"_s, QSysInfo::prettyProductName()});
    rows.append({u"Kernel"_s, u"%1 %2"_s.arg(QSysInfo::kernelType(), QSysInfo::kernelVersion())});
    rows.append({u"Machine"_s, QSysInfo::currentCpuArchitecture()});
    QStringList executables;
    for (const Climb &climb : std::as_const(m_report.climbs)) {
        for (const ClimbHop &hop : climb.hops) {
            const ActorInfo *info = m_console->tree()->find(hop.actor.uuid);
            if (!info || info->executable.isEmpty() || executables.contains(info->executable))
                continue;
            executables.append(info->executable);
            rows.append({u"Executable"_s, info->executable});
            if (const QString id = buildId(info->executable); !id.isEmpty())
                rows.append({u"Build id"_s, id});
            if (const QFileInfo file(info->executable); file.exists())
                rows.append({u"Built"_s, file.lastModified().toString(Qt::ISODate)});
        }
    }
}

} // namespace furrow::ui
