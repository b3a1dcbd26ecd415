// SPDX-License-Identifier: MIT
#include "consoleapplication.h"

#include "endingsignals.h"

#include "../ui/core/console.h"
#include "../ui/core/runconfigurations.h"
#include "../ui/desktop/mainwindow.h"
#include "../ui/desktop/start/startpage.h"
#include "../ui/desktop/themefollower.h"
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
    std::unique_ptr<ui::Console> console; // outlives the window
    ui::MainWindow window;
    const auto start = [&](const ui::RunConfiguration &configuration) {
        console = std::make_unique<ui::Console>(std::make_unique<ui::GdbEngine>());
        console->setColor(QStringLiteral("truecolor"));
        if (!listen(*console, command))
            return false;
        window.addTree(console.get());
        window.show();
        console->startProgram(configuration.program, configuration.argumentList(), configuration.workingFolder, configuration.environmentChanges());
        return true;
    };
    // As in the terminal: the tree is cancelled, and then this ends.
    const EndingSignals watch([&](const QString &name) {
        if (console)
            window.cancelAndClose(name);
        else
            QCoreApplication::quit();
    });

    if (!command.program.isEmpty()) {
        const auto configuration = ui::RunConfiguration::of(command.program, command.arguments, QDir::currentPath());
        store.remember(configuration);
        return start(configuration) ? QCoreApplication::exec() : 2;
    }
    ui::ThemeFollower theme;
    ui::StartPage page(&store, &theme);
    page.setExamplesFolder(QCoreApplication::applicationDirPath() + QStringLiteral("/../examples"));
    page.setWindowTitle(QApplication::applicationDisplayName());
    page.setWindowIcon(window.windowIcon());
    page.resize(window.size());
    QObject::connect(&page, &ui::StartPage::startRequested, &page, [&](const ui::RunConfiguration &configuration) {
        if (!start(configuration))
            return QCoreApplication::exit(2);
        page.hide();
    });
    page.show();
    return QCoreApplication::exec();
}

} // namespace furrow::app
