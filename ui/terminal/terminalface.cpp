// SPDX-License-Identifier: MIT
#include "terminalface.h"

#include "../core/historyfile.h"
#include "../core/transcript.h"
#include "ansirenderer.h"
#include "lineeditor.h"
#include "linereader.h"
#include "signalwatcher.h"
#include "terminalmode.h"
#include "terminaloutput.h"

#include <QPointer>
#include <QProcessEnvironment>
#include <QScopedValueRollback>

#include <termios.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {
}

class TerminalFace::Private
{
public:
    /// One place we print to, and how its last line stands.
    struct Place
    {
        TerminalOutput output;
        bool isLineOpen = false; ///< something stands in the last line
        bool isBlank = true;     ///< the last line is empty, or nothing was printed yet
        QByteArray source = {};  ///< whose text it is that may go on in the open line
    };

    Private(TerminalFace *face, Console *theConsole, Options theOptions);

    void start();
    void print(const TranscriptBlock &block);
    void write(Place &place, const QByteArray &bytes);
    void closeLine(Place &place);
    void onPrompt(Console::Prompt prompt);
    void askForLine();
    void showPromptSoon();
    void takeTerminal();
    void takePromptAway();
    void enter(const QString &line, bool alreadyShown);
    void endInput();
    void onSignal(int number);
    void interrupt();
    void stopForJobControl();
    void goOn();
    void redraw();
    void loseTerminal();
    void cancel(const QString &reason);
    void finish(int status);
    bool mayUseTerminal();
    /// Also where there is no job control, as on a terminal that is not our session's.
    bool inForeground() const
    {
        const pid_t foreground = tcgetpgrp(options.input);
        return foreground < 0 || foreground == getpgrp();
    }

    TerminalFace *q;
    QPointer<Console> console;
    Options options;
    bool interactive;
    QString themeComplaint; // filled while the renderer is made
    AnsiRenderer renderer;
    std::unique_ptr<SignalWatcher> signalWatcher;
    std::unique_ptr<LineEditor> editor;
    std::unique_ptr<LineReader> reader;
    std::unique_ptr<HistoryFile> history;
    std::unique_ptr<Place> outputPlace;
    std::unique_ptr<Place> ownErrorPlace; ///< only where the error descriptor leads elsewhere
    TerminalMode mode;

    QStringList pending;    ///< lines that were pasted together with the one before
    QString kept;           ///< what was typed when the prompt was taken away under the user's hands
    bool wantsLine = false; ///< the console is ready and the prompt is, or soon will be, there
    bool pipePromptShown = false;
    bool showIsQueued = false;
    bool commandShown = false; ///< the newest command stands on the screen: its block need not be printed
    bool inInterrupt = false;
    bool justContinued = false;
    bool inputEnded = false;
    bool ending = false;
    bool done = false;
};

namespace {

ColorMode chosenMode(const TerminalFace::Options &options)
{
    if (options.color)
        return *options.color;
    return detectColorMode(QProcessEnvironment::systemEnvironment(), isatty(options.output));
}

AnsiRenderer makeRenderer(ColorMode mode, QString *complaint)
{
    if (mode == ColorMode::Never) // then no theme is looked at, and loading them all takes a while
        return AnsiRenderer(mode, {});
    return AnsiRenderer(mode, AnsiRenderer::chooseTheme(QProcessEnvironment::systemEnvironment(), complaint));
}

} // namespace

TerminalFace::Private::Private(TerminalFace *face, Console *theConsole, Options theOptions)
    : q(face), console(theConsole), options(std::move(theOptions)),
      interactive(isatty(options.input) && isatty(options.output)),
      renderer(makeRenderer(chosenMode(options), &themeComplaint)), mode(options.input)
{}

void TerminalFace::Private::start()
{
    // SIGPIPE is taken only so that it does not kill: an ignored one would be inherited by the programs we start.
    signalWatcher = std::make_unique<SignalWatcher>(QList<int>{SIGINT, SIGTERM, SIGQUIT, SIGWINCH, SIGCONT, SIGPIPE},
                                                    QList<int>{SIGHUP, SIGTSTP});
    connect(signalWatcher.get(), &SignalWatcher::received, q, [this](int number) { onSignal(number); });

    outputPlace = std::make_unique<Place>(TerminalOutput(options.output, signalWatcher->endingDescriptor()));
    const TerminalOutput error(options.error, signalWatcher->endingDescriptor());
    if (!error.isSamePlaceAs(outputPlace->output))
        ownErrorPlace = std::make_unique<Place>(error);
    if (!themeComplaint.isEmpty())
        write(ownErrorPlace ? *ownErrorPlace : *outputPlace, "furrow: " + themeComplaint.toUtf8() + '\n');

    if (interactive) {
        history = std::make_unique<HistoryFile>(options.historyFile.value_or(HistoryFile::defaultPath()));
        editor = std::make_unique<LineEditor>(options.input, options.output, renderer.mode() == ColorMode::Never);
        editor->setHistory(history->load());
        editor->setCompleter([this](const QString &line, int cursor, LineEditor::Done answer) {
            if (console)
                console->complete(line, cursor, std::move(answer));
        });
        connect(editor.get(), &LineEditor::lineEntered, q, [this](const QString &line) {
            pending = line.split(u'\n'); // a paste may hold several
            enter(pending.takeFirst(), true);
        });
        connect(editor.get(), &LineEditor::endOfInput, q, [this] { endInput(); });
        connect(editor.get(), &LineEditor::hungUp, q, [this] { loseTerminal(); });
    } else {
        reader = std::make_unique<LineReader>(options.input);
        connect(reader.get(), &LineReader::lineRead, q, [this](const QString &line) {
            enter(line, isatty(options.input)); // there the terminal itself has shown it
        });
        connect(reader.get(), &LineReader::lineTooLong, q, [this](qsizetype length) {
            write(*outputPlace, "\nA command of " + QByteArray::number(length) +
                                    " bytes was passed over: the limit is " +
                                    QByteArray::number(LineReader::longestLine) + ".\n");
            pipePromptShown = false;
            askForLine();
        });
        connect(reader.get(), &LineReader::endOfInput, q, [this] {
            termios settings = {};
            if (isatty(options.input)) {
                endInput(); // ctrl-d: the next prompt may be answered again
            } else if (mode.isKnown() && tcgetattr(options.input, &settings) != 0) {
                loseTerminal();
            } else {
                inputEnded = true;
                endInput();
            }
        });
    }

    console->setColor(QString::fromLatin1(colorModeName(renderer.mode())));
    Transcript *transcript = console->transcript();
    for (qsizetype i = transcript->first(); i < transcript->size(); ++i)
        print(transcript->at(i));
    connect(transcript, &Transcript::appended, q,
            [this, transcript](qsizetype index) { print(transcript->at(index)); });
    connect(console, &Console::promptChanged, q, [this](Console::Prompt prompt) { onPrompt(prompt); });
    connect(console, &Console::redrawPrompt, q, [this] { redraw(); });
    connect(console, &Console::programFailed, q, [this](const QString &sentence) {
        takePromptAway();
        Place &place = ownErrorPlace ? *ownErrorPlace : *outputPlace;
        closeLine(place);
        write(place, "furrow: " + VisibleText().render(sentence, true) + '\n');
        finish(127);
    });
    connect(console, &Console::finished, q, [this](int status) { finish(status); });
    onPrompt(console->prompt());
}

void TerminalFace::Private::write(Place &place, const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    const bool wasGone = place.output.isGone();
    place.output.write(bytes);
    place.isLineOpen = !bytes.endsWith('\n');
    place.isBlank = bytes.endsWith("\n\n") || (bytes == "\n" && place.isBlank);
    if (!wasGone && place.output.isGone() && &place == outputPlace.get())
        QMetaObject::invokeMethod(
            q, [this] { loseTerminal(); }, Qt::QueuedConnection);
}

void TerminalFace::Private::closeLine(Place &place)
{
    if (place.isLineOpen)
        write(place, "\n");
    place.source.clear();
}

void TerminalFace::Private::print(const TranscriptBlock &block)
{
    using Kind = TranscriptBlock::Kind;
    if (done)
        return;
    if (block.kind == Kind::Command && std::exchange(commandShown, false))
        return;

    const bool toError = block.kind == Kind::Program && block.standardError && ownErrorPlace;
    Place &place = toError ? *ownErrorPlace : *outputPlace;
    const QByteArray source =
        QByteArray::number(int(block.kind)) + (block.standardError ? 'e' : 'o') + block.actor.uuid.toRfc4122();
    if (editor && editor->isOpen())
        editor->hide();
    if (std::exchange(pipePromptShown, false) && &place == outputPlace.get())
        place.source.clear(); // closed by what follows
    if (place.isLineOpen && place.source != source)
        closeLine(place);

    if (block.kind == Kind::Header)
        takeTerminal();
    QByteArray bytes;
    if (block.kind == Kind::Header && !place.isBlank)
        bytes += '\n';
    if (block.kind == Kind::Command)
        bytes += renderer.strong(QString::fromUtf16(block.continues ? continuationText : promptText).toUtf8());
    bytes += renderer.render(block);
    if (block.endsLine || (block.kind != Kind::Program && block.kind != Kind::Output))
        bytes += '\n';
    write(place, bytes);
    place.source = place.isLineOpen ? source : QByteArray();
    if (wantsLine)
        showPromptSoon();
}

void TerminalFace::Private::onPrompt(Console::Prompt prompt)
{
    if (done)
        return;
    if (prompt != Console::Prompt::Ready) {
        takePromptAway();
        if (prompt == Console::Prompt::None)
            mode.giveBack();
        return;
    }
    takeTerminal();
    commandShown = false;
    if (!wantsLine) {
        wantsLine = true;
        showPromptSoon();
    }
}

/// From the event loop: blocks often come several at once, and a console may be ready again inside our own submit().
void TerminalFace::Private::showPromptSoon()
{
    if (std::exchange(showIsQueued, true))
        return;
    QMetaObject::invokeMethod(
        q,
        [this] {
            showIsQueued = false;
            askForLine();
        },
        Qt::QueuedConnection);
}

void TerminalFace::Private::askForLine()
{
    if (done || !wantsLine || inInterrupt)
        return;
    if (ending) {
        wantsLine = false;
        console->endOfInput(); // nobody is there to answer
        return;
    }
    if (editor && editor->isOpen()) {
        closeLine(*outputPlace);
        editor->show();
        return;
    }
    if (pipePromptShown || (editor && !mayUseTerminal()))
        return;
    closeLine(*outputPlace);
    outputPlace->isBlank = false;
    const QByteArray prompt = console->promptString().toUtf8();
    if (editor && pending.isEmpty()) {
        editor->setPrompt(prompt, renderer.strong(prompt));
        editor->open(std::exchange(kept, {}));
        return;
    }
    write(*outputPlace, renderer.strong(prompt));
    if (!pending.isEmpty()) {
        enter(pending.takeFirst(), false);
    } else if (inputEnded) {
        endInput();
    } else {
        pipePromptShown = true;
        reader->next();
    }
}

/// A line that is being edited has the terminal in a mode of its own.
void TerminalFace::Private::takeTerminal()
{
    if (!editor || !editor->isOpen())
        mode.take();
}

void TerminalFace::Private::takePromptAway()
{
    if (!std::exchange(wantsLine, false))
        return;
    if (editor && editor->isOpen())
        kept = editor->close();
    if (std::exchange(pipePromptShown, false))
        closeLine(*outputPlace);
    if (reader)
        reader->pause();
}

void TerminalFace::Private::enter(const QString &line, bool alreadyShown)
{
    if (!alreadyShown)
        write(*outputPlace, VisibleText().render(line, true) + '\n');
    else if (reader)
        outputPlace->isLineOpen = true;
    else
        outputPlace->isLineOpen = false;
    pipePromptShown = false;
    wantsLine = false;
    commandShown = true;
    if (editor) {
        const QByteArray bytes = line.toUtf8();
        if (editor->addToHistory(bytes))
            history->append(bytes);
    }
    if (console)
        console->submit(line);
}

void TerminalFace::Private::endInput()
{
    // Shown as what it does. With readline the prompt still stands in its line.
    write(*outputPlace, "q\n");
    pipePromptShown = false;
    wantsLine = false;
    commandShown = true;
    if (console)
        console->endOfInput();
}

void TerminalFace::Private::onSignal(int number)
{
    switch (number) {
    case SIGINT:
        interrupt();
        break;
    case SIGTERM:
        cancel(u"SIGTERM"_s);
        break;
    case SIGHUP:
        cancel(u"SIGHUP"_s);
        break;
    case SIGQUIT:
        takePromptAway();
        mode.restore();
        signalWatcher->raiseDefault(SIGQUIT);
        break;
    case SIGWINCH:
        if (editor)
            editor->resize();
        break;
    case SIGTSTP:
        stopForJobControl();
        break;
    case SIGCONT:
        if (!justContinued)
            goOn();
        break;
    default:
        break;
    }
}

void TerminalFace::Private::interrupt()
{
    if (done || !console)
        return;
    const bool atPrompt = wantsLine;
    pending.clear();
    kept.clear();
    {
        // The line is dropped first, so that whatever the console has to say about it comes below.
        const QScopedValueRollback guard(inInterrupt, true);
        if (editor && editor->isOpen()) {
            editor->abandon();
            outputPlace->isLineOpen = false;
        } else if (mode.echoes()) {
            outputPlace->isLineOpen = true; // the terminal itself has shown ^C
            outputPlace->source.clear();
        }
        if (std::exchange(pipePromptShown, false))
            closeLine(*outputPlace);
        console->interrupt();
    }
    if (atPrompt && wantsLine)
        askForLine();
}

void TerminalFace::Private::stopForJobControl()
{
    if (editor)
        editor->suspend();
    signalWatcher->raiseDefault(SIGTSTP);
    goOn();
    // The SIGCONT that woke us is in the pipe already, and is read in this same turn of the event loop.
    justContinued = true;
    QMetaObject::invokeMethod(
        q, [this] { justContinued = false; }, Qt::QueuedConnection);
}

void TerminalFace::Private::goOn()
{
    if (!editor || !inForeground())
        return;
    if (editor->isOpen())
        editor->resume();
    else if (wantsLine)
        showPromptSoon();
}

/// A prompt in the background stops the whole job, as the kernel would. It would do so too late for us: readline has
/// looked at the settings by then, and those are the shell's.
bool TerminalFace::Private::mayUseTerminal()
{
    if (inForeground())
        return true;
    const int before = SignalWatcher::continuations();
    kill(0, SIGTTOU);
    if (SignalWatcher::continuations() == before)
        loseTerminal(); // nobody is there to bring us to the foreground
    return false;
}

void TerminalFace::Private::redraw()
{
    if (done || inInterrupt || !wantsLine)
        return;
    if (editor && editor->isOpen()) {
        editor->abandon();
        outputPlace->isLineOpen = false;
    }
    if (std::exchange(pipePromptShown, false))
        closeLine(*outputPlace);
    showPromptSoon();
}

void TerminalFace::Private::loseTerminal()
{
    cancel(u"the terminal is gone"_s);
}

void TerminalFace::Private::cancel(const QString &reason)
{
    if (done || std::exchange(ending, true))
        return;
    takePromptAway();
    if (console)
        console->cancelTree(reason);
}

void TerminalFace::Private::finish(int status)
{
    if (done)
        return;
    takePromptAway();
    closeLine(*outputPlace);
    if (ownErrorPlace)
        closeLine(*ownErrorPlace);
    done = true;
    editor.reset();
    reader.reset();
    mode.restore();
    signalWatcher.reset();
    Q_EMIT q->finished(status);
}

TerminalFace::TerminalFace(Console *console, const Options &options, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, console, options))
{}

TerminalFace::~TerminalFace()
{
    if (d->signalWatcher) {
        d->takePromptAway();
        d->done = true;
        d->editor.reset();
        d->mode.restore();
    }
}

void TerminalFace::start()
{
    d->start();
}

ColorMode TerminalFace::colorMode() const
{
    return d->renderer.mode();
}

bool TerminalFace::isInteractive() const
{
    return d->interactive;
}

} // namespace furrow::ui
