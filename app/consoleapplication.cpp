// SPDX-License-Identifier: MIT
#include "consoleapplication.h"

#include "endingsignals.h"

#include "../ui/core/console.h"
#include "../ui/core/runconfigurations.h"
#include "../ui/desktop/mainwindow.h"
#include "../ui/engine/gdbengine.h"
#include "../ui/terminal/terminalface.h"

#include <QApplication>
#include <QDir>

#include <cstdio>
#include <unistd.h>

namespace furrow::app {
namespace {

// Tells the root that started this console that it may connect.
void tellReady(int fd)
{
    if (fd < 0)
        return;
    const char byte = 1;
    if (::write(fd, &byte, 1) != 1)
        std::fprintf(stderr, "furrow: the program that started this console is gone\n");
    ::close(fd);
}

bool listen(ui::Console &console, const CommandLine &command)
{
    QString sentence;
    if (console.listen(&sentence, command.socketPath))
        return true;
    std::fprintf(stderr, "furrow: %s\n", qPrintable(sentence));
    return false;
}

} // namespace

int runHeadless(const CommandLine &command)
{
    ui::Console console(std::make_unique<ui::GdbEngine>());
    ui::TerminalFace face(&console, {});
    QObject::connect(&face, &ui::TerminalFace::finished, qApp, &QCoreApplication::exit, Qt::QueuedConnection);
    if (!listen(console, command))
        return 2;
    face.start();
    if (command.attachRoot) {
        console.attachRoot(command.attachRoot);
        tellReady(command.readyFd);
    } else {
        console.startProgram(command.program, command.arguments);
    }
    return QCoreApplication::exec();
}

int runDesktop(const CommandLine &command)
{
    ui::RunConfigurations store;
    ui::MainWindow window;
    window.setStarter({&store,
                       [](QString *sentence) {
                           auto console = std::make_unique<ui::Console>(std::make_unique<ui::GdbEngine>());
                           if (!console->listen(sentence))
                               console.reset();
                           return console;
                       },
                       QCoreApplication::applicationDirPath() + QStringLiteral("/../examples")});
    // As in the terminal: the tree is cancelled, and then this ends.
    const EndingSignals watch([&window](const QString &name) { window.cancelAndClose(name); });
    if (command.program.isEmpty()) {
        window.showStart();
    } else {
        const auto configuration = ui::RunConfiguration::of(command.program, command.arguments, QDir::currentPath());
        store.remember(configuration);
        if (QString sentence; !window.start(configuration, &sentence)) {
            std::fprintf(stderr, "furrow: %s\n", qPrintable(sentence));
            return 2;
        }
    }
    window.show();
    return QCoreApplication::exec();
}

} // namespace furrow::app
