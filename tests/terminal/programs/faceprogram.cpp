// SPDX-License-Identifier: MIT
// The terminal face over the stand-in console: what the tests of this room drive. --no-entry starts without a prompt.
#include "terminal/terminalface.h"

#include <QCoreApplication>

#include <cstdio>
#include <signal.h>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    struct sigaction before = {};
    sigaction(SIGINT, nullptr, &before);
    int status = 0;
    {
        furrow::ui::Console console(nullptr);
        furrow::ui::TerminalFace face(&console, {});
        QObject::connect(&face, &furrow::ui::TerminalFace::finished, &app, &QCoreApplication::exit,
                         Qt::QueuedConnection);
        face.start();
        if (!app.arguments().contains(QStringLiteral("--no-entry")))
            console.startProgram({}, {});
        status = QCoreApplication::exec();
    }
    struct sigaction after = {};
    sigaction(SIGINT, nullptr, &after);
    if (before.sa_handler != after.sa_handler)
        std::puts("SIGINT is not as it was");
    return status;
}
