// SPDX-License-Identifier: MIT
#pragma once

#include "framesource.h"
#include "sourceview.h"

#include <QObject>

#include <memory>

namespace furrow::ui {

class Console;

/// Gathers what there is to know of one climb: its hops, their stacks and locals where the source can be asked, the source lines around each
/// frame as they are now, the transcript of its entries, and where it ran.
///
/// \code
/// auto *builder = new ReportBuilder(console, errorId, console->frameSource(), this);
/// connect(builder, &ReportBuilder::finished, this, [=](const Report &report) {
///     say(reportFile::save(report, path));
///     builder->deleteLater();
/// });
/// builder->start();
/// \endcode
/// Thread: that of the console. Nothing blocks but the reading of source files.
class ReportBuilder : public QObject
{
    Q_OBJECT
public:
    ReportBuilder(const Console *console, const QString &errorId, std::unique_ptr<FrameSource> source, QObject *parent = nullptr);

    void start();

    static constexpr int context = 12;              ///< source lines before and after a frame's
    static constexpr qsizetype transcriptLimit = 512 * 1024; ///< characters of one hop; the oldest go

Q_SIGNALS:
    void finished(const furrow::ui::Report &report);

private:
    void askNext();
    void addSource(ReportFrame *frame);
    QString transcriptOf(const Climb &climb, const ActorId &actor) const;
    void addEnvironment();

    const Console *m_console;
    std::unique_ptr<FrameSource> m_source;
    SourceView m_lines;
    Report m_report;
    QList<std::pair<QString, ClimbHop>> m_waiting; ///< error id, hop
};

} // namespace furrow::ui
