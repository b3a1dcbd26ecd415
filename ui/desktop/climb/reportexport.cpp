// SPDX-License-Identifier: MIT
#include "reportexport.h"

#include "core/climbkeeper.h"
#include "core/console.h"
#include "core/reportbuilder.h"

#include <QFileDialog>

using namespace Qt::StringLiterals;

namespace furrow::ui {

ReportExport::ReportExport(Console *console, QWidget *window) : QObject(window), m_console(console), m_window(window) {}

void ReportExport::ask(const QString &errorId)
{
    const Climb *climb = m_console->climbs()->find(errorId);
    if (!climb || climb->hops.isEmpty())
        return;
    const QString suffix = QString::fromLatin1(reportFile::suffix);
    auto *dialog = new QFileDialog(m_window, tr("Export Report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setNameFilters({tr("Reports (*.%1)").arg(suffix), tr("All files (*)")});
    QString name = u"%1-%2"_s.arg(climb->hops.first().actor.name, climb->type);
    for (QChar &c : name)
        c = c.isLetterOrNumber() || c == u'_' || c == u'-' ? c : u'_';
    dialog->selectFile(name + u'.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this, errorId](const QString &path) { write(errorId, path); });
    dialog->open();
}

void ReportExport::write(const QString &errorId, const QString &path)
{
    if (!m_console->climbs()->find(errorId))
        return Q_EMIT failed(tr("The report cannot be written: this error is too long ago, and no longer known."));
    auto *builder = new ReportBuilder(m_console, errorId, m_console->frameSource(), this);
    connect(builder, &ReportBuilder::finished, this, [this, builder, path](const Report &report) {
        const QString sentence = reportFile::save(report, path);
        builder->deleteLater();
        if (sentence.isEmpty())
            Q_EMIT written(path);
        else
            Q_EMIT failed(sentence);
    });
    builder->start();
}

} // namespace furrow::ui
