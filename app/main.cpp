// SPDX-License-Identifier: MIT
#include "commandline.h"
#include "consoleapplication.h"

#include <QApplication>

#include <memory>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(u"furrow"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(FURROW_VERSION));
    const bool desktop = furrow::app::wantsDesktop(argc, argv);
    std::unique_ptr<QCoreApplication> application;
    if (desktop) {
        QApplication::setApplicationDisplayName(u"Furrow"_s);
        QApplication::setDesktopFileName(u"furrow"_s);
        application = std::make_unique<QApplication>(argc, argv);
    } else {
        application = std::make_unique<QCoreApplication>(argc, argv);
    }
    const auto [command, exitStatus] = furrow::app::parseCommandLine(application->arguments());
    if (exitStatus)
        return *exitStatus;
    return desktop ? furrow::app::runDesktop(command) : furrow::app::runHeadless(command);
}
