// SPDX-License-Identifier: MIT
// The window as the furrow program makes it, for a test that presses keys on its X server: what the pane shows is told on standard
// output, line by line as it comes, `(gdb+) ` when a line is expected, and at the end a record separator and the status. It closes when its
// standard input does.
#include "../../ui/core/console.h"
#include "../../ui/desktop/consolepane.h"
#include "../../ui/desktop/mainwindow.h"
#include "../../ui/desktop/promptline.h"
#include "../../ui/engine/gdbengine.h"

#include <QApplication>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace furrow::ui;

namespace {

class Teller : public QObject
{
public:
    Teller(Console *console, ConsolePane *pane) : m_console(console), m_pane(pane)
    {
        const auto prompt = [this](Console::Prompt prompt) {
            if (prompt == Console::Prompt::Ready)
                tellPrompt();
        };
        connect(console, &Console::promptChanged, this, prompt, Qt::QueuedConnection);
        connect(console, &Console::redrawPrompt, this, &Teller::tellPrompt, Qt::QueuedConnection);
        connect(
            console->transcript(), &Transcript::appended, this,
            [this] {
                if (m_console->prompt() == Console::Prompt::Ready)
                    return; // nothing is printed into an open prompt but what tellPrompt() tells
                tellLines();
                std::fflush(stdout);
            },
            Qt::QueuedConnection);
        connect(
            console, &Console::finished, this,
            [this](int status) {
                tellLines();
                std::printf("\x1e"
                            "ended %d\n",
                            status);
                std::fflush(stdout);
            },
            Qt::QueuedConnection);
    }

private:
    void tellLines()
    {
        m_pane->flush();
        const qint64 end = m_pane->document()->endLine();
        for (; m_next < end; ++m_next) {
            const TranscriptDocument::Line line = m_pane->document()->line(m_next);
            if (line.flags & TranscriptDocument::Open && m_console->prompt() != Console::Prompt::Ready)
                break; // the rest of it is to come
            std::printf("%s\n", qUtf8Printable(line.text));
        }
    }
    void tellPrompt()
    {
        if (m_console->prompt() != Console::Prompt::Ready)
            return;
        tellLines();
        if (!m_pane->isPromptShown())
            std::printf("(the prompt is not shown)\n");
        m_pane->promptLine()->repaint(); // keys that are pressed before it can be seen are not for this prompt
        std::printf("%s", qPrintable(m_console->promptString()));
        std::fflush(stdout);
    }

    Console *m_console;
    ConsolePane *m_pane;
    qint64 m_next = 0;
};

} // namespace

int main(int argc, char **argv)
{
    ::signal(SIGUSR1, SIG_IGN); // as the furrow program does
    QApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: furrow-window-driver PROGRAM [ARGS...]\n");
        return 2;
    }
    Console console(std::make_unique<GdbEngine>());
    QString sentence;
    if (!console.listen(&sentence)) {
        std::fprintf(stderr, "%s\n", qPrintable(sentence));
        return 2;
    }
    MainWindow window(&console);
    Teller teller(&console, window.findChild<ConsolePane *>());
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, [] {
        char byte;
        if (::read(STDIN_FILENO, &byte, 1) <= 0)
            QCoreApplication::exit(0);
    });
    window.show();
    console.startProgram(QString::fromLocal8Bit(argv[1]), application.arguments().sliced(2));
    return QApplication::exec();
}
