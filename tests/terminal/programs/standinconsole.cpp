// SPDX-License-Identifier: MIT
// A Console that a test plays on: what it says and when it is ready comes through a FIFO (FURROW_TEST_CONTROL), so that
// each moment a face has to live through can be brought about. It has no tree, no sockets and no engine.
#include "core/actortree.h"
#include "core/console.h"
#include "core/transcript.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>

#include <QFile>
#include <QSocketNotifier>
#include <QTimer>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

class SpanCollector : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    QList<TextSpan> collect(const QString &text, const KSyntaxHighlighting::Definition &definition)
    {
        setDefinition(definition);
        KSyntaxHighlighting::State state;
        for (const QString &line : text.split(u'\n')) {
            state = highlightLine(line, state);
            m_lineStart += line.size() + 1;
        }
        return m_spans;
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        if (length > 0)
            m_spans.append({m_lineStart + offset, length, format});
    }

private:
    qsizetype m_lineStart = 0;
    QList<TextSpan> m_spans;
};

} // namespace

class Console::Private
{
public:
    Console *q = nullptr;
    Transcript transcript;
    ActorTree tree;
    Prompt prompt = Prompt::None;
    bool finished = false;
    int control = -1;
    QByteArray received;
    std::function<void()> heldAnswer;
    ActorId actor{u"root"_s, QUuid(u"6f1de0c3-7a4c-4b0e-8d57-2a6d9a2c1b11"_s)};

    void say(TranscriptBlock::Kind kind, const QString &text, bool endsLine = true, bool error = false)
    {
        TranscriptBlock block;
        block.kind = kind;
        block.text = text;
        block.endsLine = endsLine;
        block.standardError = error;
        if (kind == TranscriptBlock::Kind::Program)
            block.actor = actor;
        if (kind == TranscriptBlock::Kind::Source) {
            KSyntaxHighlighting::Repository repository;
            block.spans = SpanCollector().collect(text, repository.definitionForName(u"C++"_s));
        }
        transcript.append(block);
    }
    void setPrompt(Prompt now)
    {
        prompt = now;
        Q_EMIT q->promptChanged(now);
    }
    void finish(int status)
    {
        setPrompt(Prompt::None);
        finished = true;
        Q_EMIT q->finished(status);
    }
    void openEntry()
    {
        using Kind = TranscriptBlock::Kind;
        say(Kind::Header, u"Opening a gdb REPL in paused actor: "_s + actor.toString() +
                              u"\ntask 'main' at root_actor_breakpoint.cpp:12"_s);
        say(Kind::Source, u"   10  furrow::Task<> asyncMain() {\n   11      co_await furrow::sleep(100ms); // a while\n"
                          "-> 12      co_await furrow::pause();\n   13      const char *text = \"done\";\n   14  }"_s);
        setPrompt(Prompt::Ready);
    }
    void obey(const QByteArray &order)
    {
        using Kind = TranscriptBlock::Kind;
        const QByteArray word = order.left(order.indexOf(' '));
        const QString rest = QString::fromUtf8(QByteArray::fromPercentEncoding(order.mid(word.size() + 1)));
        if (word == "entry")
            openEntry();
        else if (word == "ready")
            setPrompt(Prompt::Ready);
        else if (word == "none")
            setPrompt(Prompt::None);
        else if (word == "redraw")
            Q_EMIT q->redrawPrompt();
        else if (word == "notice")
            say(Kind::Notice, rest);
        else if (word == "program")
            say(Kind::Program, rest);
        else if (word == "error")
            say(Kind::Program, rest, true, true);
        else if (word == "part")
            say(Kind::Program, rest, false);
        else if (word == "answer")
            std::exchange(heldAnswer, {})();
        else if (word == "fail")
            Q_EMIT q->programFailed(rest);
        else if (word == "finish")
            finish(rest.toInt());
        else
            qFatal("unknown order");
    }
};

Console::Console(std::unique_ptr<DebugEngine>, QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->q = this;
    if (const QByteArray path = qgetenv("FURROW_TEST_CONTROL"); !path.isEmpty()) {
        d->control = open(path.constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        auto *notifier = new QSocketNotifier(d->control, QSocketNotifier::Read, this);
        connect(notifier, &QSocketNotifier::activated, this, [this] {
            char buffer[4096];
            const ssize_t count = read(d->control, buffer, sizeof buffer);
            if (count > 0)
                d->received.append(buffer, count);
            while (d->received.contains('\n')) {
                const QByteArray order = d->received.left(d->received.indexOf('\n'));
                d->received.remove(0, order.size() + 1);
                d->obey(order);
            }
        });
    }
}
Console::~Console() = default;

bool Console::listen(QString *, const QString &)
{
    return true;
}
QString Console::socketPath() const
{
    return {};
}
void Console::setColor(const QString &) {}
void Console::startProgram(const QString &, const QStringList &, const QString &, const EnvironmentChanges &)
{
    QTimer::singleShot(0, this, [this] { d->openEntry(); });
}
void Console::attachRoot(qint64) {}
Transcript *Console::transcript() const
{
    return &d->transcript;
}
ActorTree *Console::tree() const
{
    return &d->tree;
}
Console::Prompt Console::prompt() const
{
    return d->prompt;
}
QString Console::promptString() const
{
    return QString::fromUtf16(promptText);
}
const Entry *Console::current() const
{
    return nullptr;
}
QList<Entry> Console::queue() const
{
    return {};
}
const Entry *Console::entry(quint64) const
{
    return nullptr;
}
QList<Entry> Console::entriesOf(const ActorId &) const
{
    return {};
}
bool Console::isFinished() const
{
    return d->finished;
}

void Console::submit(const QString &line)
{
    using Kind = TranscriptBlock::Kind;
    if (d->prompt != Prompt::Ready)
        qFatal("submit() without a prompt");
    d->say(Kind::Command, line);
    const QString word = line.section(u' ', 0, 0);
    if (word == u"c"_s) {
        d->finish(0);
    } else if (word == u"q"_s) {
        d->finish(1);
    } else if (word == u"run"_s) { // until told otherwise
        d->setPrompt(Prompt::None);
        d->say(Kind::Notice, u"running"_s);
    } else if (word == u"busy"_s) {
        d->setPrompt(Prompt::Busy);
        d->say(Kind::Output, u"working"_s);
    } else if (word == u"lines"_s) {
        d->setPrompt(Prompt::Busy);
        const int count = line.section(u' ', 1, 1).toInt();
        for (int i = 0; i < count; ++i)
            d->say(Kind::Output, u"line %1 of the output"_s.arg(i));
        d->setPrompt(Prompt::Ready);
    } else { // at once, as the console's own commands do
        d->say(Kind::Output, u"<%1> of %2"_s.arg(line.left(1000)).arg(line.size()));
        d->setPrompt(Prompt::Ready);
    }
}

void Console::endOfInput()
{
    d->say(TranscriptBlock::Kind::Command, u"q"_s);
    d->finish(1);
}

void Console::interrupt()
{
    if (d->prompt == Prompt::Ready) {
        d->say(TranscriptBlock::Kind::Notice, u"ctrl-c: the console is with "_s + d->actor.toString());
        Q_EMIT redrawPrompt();
    } else if (d->prompt == Prompt::Busy) {
        d->say(TranscriptBlock::Kind::Output, u"Quit"_s);
        d->setPrompt(Prompt::Ready);
    } else {
        cancelTree(u"ctrl-c"_s);
    }
}

void Console::cancelTree(const QString &reason)
{
    d->say(TranscriptBlock::Kind::Notice, u"cancelled by "_s + reason);
    QTimer::singleShot(0, this, [this] { d->finish(130); });
}

void Console::complete(const QString &line, int cursor, std::function<void(QList<Completion>)> done)
{
    const QString typed = line.left(cursor);
    const QString word = typed.section(u' ', -1);
    QList<Completion> found;
    for (const QString &known :
         {u"actors"_s, u"advance"_s, u"backtrace"_s, u"break"_s, u"breakpointForever"_s, u"länge"_s}) {
        if (known.startsWith(word))
            found += {known, u"command"_s};
    }
    if (word.startsWith(u"many"_s)) {
        for (int i = 0; i < 1000; ++i)
            found += {u"many%1"_s.arg(i, 4, 10, QChar(u'0')), u"symbol"_s};
    }
    auto answer = [done, found] { done(found); };
    if (typed.startsWith(u"slow"_s))
        d->heldAnswer = answer;
    else
        QTimer::singleShot(0, this, answer);
}

} // namespace furrow::ui
