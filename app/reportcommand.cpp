// SPDX-License-Identifier: MIT
#include "reportcommand.h"

#include "../ui/core/report.h"
#include "../ui/desktop/climb/reportview.h"
#include "../ui/desktop/stateicon.h"
#include "../ui/desktop/themefollower.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace furrow::app {

QString reportNamed(const QStringList &arguments)
{
    QStringList words = arguments.sliced(std::min<qsizetype>(1, arguments.size()));
    words.removeOne(u"--headless"_s);
    const bool one = words.size() == 1 && words.first().endsWith(u'.' + QLatin1StringView(ui::reportFile::suffix));
    return one && !words.first().startsWith(u'-') ? words.first() : QString();
}

int showReport(const QString &path, bool desktop)
{
    const auto report = ui::reportFile::open(path);
    if (!report) {
        std::fprintf(stderr, "furrow: %s\n", qPrintable(report.error()));
        return 2;
    }
    if (!desktop) {
        std::fputs(ui::reportText(*report).toUtf8().constData(), stdout);
        return 0;
    }
    ui::ThemeFollower theme;
    ui::ReportView view(*report, &theme);
    view.setWindowTitle(QFileInfo(path).fileName());
    view.setWindowIcon(ui::ownIcon(u"furrow"_s));
    view.resize(1180, 760);
    view.show();
    return QCoreApplication::exec();
}

} // namespace furrow::app
