// SPDX-License-Identifier: MIT
#include "commandline.h"
#include "consoleapplication.h"
#include "dumpcommand.h"
#include "reportcommand.h"

#include <QApplication>

#include <csignal>
#include <cstring>
#include <memory>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    ::signal(SIGUSR1, SIG_IGN); // meant for actors, whom a pattern like `pkill -USR1 -f PROGRAM` finds together with us
    QCoreApplication::setApplicationName(u"furrow"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(FURROW_VERSION));
    if (argc > 1 && std::strcmp(argv[1], "dump") == 0) {
        QStringList words;
        for (int i = 2; i < argc; ++i)
            words += QString::fromLocal8Bit(argv[i]);
        return furrow::app::runDump(words);
    }
    const bool desktop = furrow::app::wantsDesktop(argc, argv);
    std::unique_ptr<QCoreApplication> application;
    if (desktop) {
        QApplication::setApplicationDisplayName(u"Furrow"_s);
        QApplication::setDesktopFileName(u"furrow"_s);
        application = std::make_unique<QApplication>(argc, argv);
    } else {
        application = std::make_unique<QCoreApplication>(argc, argv);
    }
    if (const QString report = furrow::app::reportNamed(application->arguments()); !report.isEmpty())
        return furrow::app::showReport(report, desktop);
    const auto [command, exitStatus] = furrow::app::parseCommandLine(application->arguments(), desktop);
    if (exitStatus)
        return *exitStatus;
    return desktop ? furrow::app::runDesktop(command) : furrow::app::runHeadless(command);
}
