// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include "../support/places.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

#include <poll.h>

using namespace Qt::StringLiterals;

namespace acceptance {
namespace {

const QRegularExpression &header()
{
    static const QRegularExpression pattern(u"Opening a gdb REPL in (paused|crashed) actor: \\('([^']*)', '([0-9a-f-]{36})'\\)\\n([^\\n]*)\\n"_s);
    return pattern;
}

std::vector<const Row *> &rows()
{
    static std::vector<const Row *> all;
    return all;
}

} // namespace

Row::Row(const char *rowName, std::vector<Script> rowScripts) : name(QString::fromLatin1(rowName)), scripts(std::move(rowScripts))
{
    rows().push_back(this);
    std::ranges::sort(rows(), {}, &Row::name);
}

const std::vector<const Row *> &Row::all()
{
    return rows();
}

Dialogue::Dialogue(QString example, const Variant &variant, QString pictures)
    : m_example(std::move(example)), m_variant(variant), m_pictures(std::move(pictures)), m_face(variant.make())
{}

void Dialogue::start(const QStringList &arguments)
{
    startExample(m_example, arguments);
}

void Dialogue::startExample(const QString &name, const QStringList &arguments)
{
    m_face->start(places::example(name), arguments, m_leftovers.environment());
}

void Dialogue::startProgram(const QString &name, const QStringList &arguments)
{
    m_face->start(places::inBuild(u"tests/acceptance/programs/"_s + name), arguments, m_leftovers.environment());
}

void Dialogue::waitUntil(const QString &what, const std::function<bool()> &condition)
{
    check(m_face->waitUntil(condition), u"waited in vain until "_s + what);
}

void Dialogue::waitUntilGdbRuns(pid_t pid, const QString &what)
{
    waitUntil(what, [pid] {
        QFile status(u"/proc/%1/status"_s.arg(pid));
        if (!status.open(QIODevice::ReadOnly))
            return false;
        const QByteArray text = status.readAll();
        return !text.contains("TracerPid:\t0\n") && text.contains("State:\tS");
    });
}

void Dialogue::kill(const QString &who, int signal)
{
    pid_t pid = 0;
    waitUntil(who + u" is there"_s, [&] { return (pid = pidOf(who)) > 0; });
    if (who == u"root"_s || who == u"console"_s)
        m_leftovers.adopt(pid_t(m_face->consolePid()));
    ::kill(pid, signal);
}

void Dialogue::killOwner(const QString &who)
{
    check(m_open, u"no prompt is open"_s);
    m_open = false;
    kill(who);
}

void Dialogue::expectOutput(const QString &pattern)
{
    const QRegularExpression expression(pattern);
    waitUntil(u"/"_s + pattern + u"/ was printed"_s, [&] { return expression.match(m_face->unread()).hasMatch(); });
}

void Dialogue::expectPromptAgain(const QString &pattern)
{
    check(m_open, u"no prompt was open"_s);
    const std::optional<QString> text = m_face->readToPrompt();
    check(text.has_value(), u"the program ended"_s);
    m_last = *text;
    check(!header().match(*text).hasMatch(), u"another entry opened:\n"_s + *text);
    expectText(pattern);
}

void Dialogue::expectAllGone(const QStringList &except)
{
    waitUntil(u"every process has ended"_s, [&] { return m_leftovers.allGone(except); });
    m_last = m_face->unread();
}

void Dialogue::hangUp()
{
    m_open = false;
    m_leftovers.adopt(pid_t(m_face->consolePid()));
    if (pidOf(u"root"_s) == m_face->consolePid()) // by itself it dies of the hang-up, and its actors may only now make their copies
        rootDies();
    check(m_face->hangUp(), u"there is no terminal to hang up"_s);
}

void Dialogue::check(bool condition, const QString &what)
{
    if (!condition)
        throw Failure(what);
}

Seen Dialogue::parse(const QString &text)
{
    Seen seen;
    seen.text = text;
    auto matches = header().globalMatch(text);
    int count = 0;
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        seen.kind = match.captured(1);
        seen.actor = match.captured(2);
        seen.uuid = match.captured(3);
        seen.place = match.captured(4);
        ++count;
    }
    check(count <= 1, u"two entries were shown before one prompt"_s);
    static const QRegularExpression arrow(u"^\\s*->\\s*(\\d+)\\b[^\\S\\n]*(.*)$|^\\s*(\\d+)\\s*->(.*)$"_s, QRegularExpression::MultilineOption);
    auto arrows = arrow.globalMatch(text);
    while (arrows.hasNext()) {
        const QRegularExpressionMatch match = arrows.next();
        const bool first = !match.captured(1).isEmpty();
        seen.line = match.captured(first ? 1 : 3).toInt();
        seen.arrow = match.captured(first ? 2 : 4).trimmed();
    }
    return seen;
}

std::optional<Seen> Dialogue::nextEntry()
{
    check(!m_open, u"the script asked for the next entry while one is open"_s);
    const std::optional<QString> text = m_face->readToPrompt();
    if (!text) {
        m_last = m_face->unread();
        return std::nullopt;
    }
    m_last = *text;
    Seen seen = parse(*text);
    check(!seen.kind.isEmpty(), u"a prompt came without the header of an entry; before it stood:\n"_s + *text);
    m_open = true;
    m_owner = seen.actor;
    return seen;
}

Seen Dialogue::expectEntry(const QString &kind, const QString &actor, const QString &source)
{
    const std::optional<Seen> seen = nextEntry();
    const QString wanted = kind + u' ' + actor;
    check(seen.has_value(), u"expected "_s + wanted + u", but the program ended; last it said:\n"_s + m_last);
    check(seen->kind == kind && seen->actor == actor, u"expected "_s + wanted + u", but it is "_s + seen->kind + u' ' + seen->actor);
    check(seen->arrow.contains(source), u"expected %1 to stand on \"%2\", but it stands on line %3 \"%4\" in:\n%5"_s.arg(wanted, source).arg(seen->line).arg(seen->arrow, seen->text));
    return *seen;
}

void Dialogue::beforeTyping()
{
    const QString stray = m_face->unread();
    check(stray.isEmpty(), u"something was printed into the open prompt: "_s + stray);
    if (!m_variant.interrupts)
        return;
    for (int i = 0; i < 3; ++i) {
        if (!m_face->pressInterrupt())
            return;
        const std::optional<QString> text = m_face->readToPrompt();
        check(text.has_value(), u"ctrl-c at the prompt ended the program"_s);
        check(!header().match(*text).hasMatch(), u"ctrl-c at the prompt opened another entry"_s);
        if (i == 0)
            check(text->contains(m_owner), u"ctrl-c at the prompt did not name its owner: "_s + *text);
    }
}

QString Dialogue::command(const QString &line)
{
    check(m_open, u"no prompt is open to type \""_s + line + u"\" at"_s);
    beforeTyping();
    m_face->type(line);
    const QString text = afterTyping(line);
    check(!header().match(text).hasMatch(), u"another entry opened at the command "_s + line + u":\n"_s + text);
    return text;
}

QString Dialogue::afterTyping(const QString &line)
{
    const std::optional<QString> text = m_face->readToPrompt();
    check(text.has_value(), u"the program ended at the command "_s + line);
    m_last = *text;
    return *text;
}

Seen Dialogue::step(const QString &line, const QString &source)
{
    check(m_open, u"no prompt is open to type \""_s + line + u"\" at"_s);
    beforeTyping();
    m_face->type(line);
    Seen seen = parse(afterTyping(line));
    check(seen.kind.isEmpty() || (seen.kind == u"paused"_s && seen.actor == m_owner), u"\"%1\" came to %2 %3"_s.arg(line, seen.kind, seen.actor));
    check(seen.line > 0, u"\"%1\" did not show where it stands:\n%2"_s.arg(line, seen.text));
    check(seen.arrow.contains(source), u"\"%1\" stands on line %2 \"%3\", expected \"%4\""_s.arg(line).arg(seen.line).arg(seen.arrow, source));
    return seen;
}

void Dialogue::answer(const QString &line)
{
    check(m_open, u"no prompt is open to answer \""_s + line + u"\" at"_s);
    beforeTyping();
    m_open = false;
    m_face->type(line);
}

void Dialogue::endInput()
{
    m_open = false;
    m_face->endInput();
}

void Dialogue::expectText(const QString &pattern)
{
    const QRegularExpression expression(pattern);
    check(expression.isValid(), u"bad pattern "_s + pattern);
    check(expression.match(m_last).hasMatch(), u"expected text that matches /%1/, got:\n%2"_s.arg(pattern, m_last));
}

void Dialogue::expectNoText(const QString &pattern)
{
    check(!QRegularExpression(pattern).match(m_last).hasMatch(), u"unexpected text that matches /%1/ in:\n%2"_s.arg(pattern, m_last));
}

void Dialogue::expectEnd(int status)
{
    check(!m_open, u"the script expects the end while an entry is open"_s);
    const std::optional<QString> text = m_face->readToPrompt();
    check(!text, u"expected the end, but a prompt came:\n"_s + text.value_or(QString()));
    const int actual = m_face->waitForEnd();
    m_last = m_face->unread();
    if (m_last.isEmpty())
        m_last = m_face->transcript();
    check(actual == status, u"ended with status %1, expected %2"_s.arg(actual).arg(status));
}

void Dialogue::expectNothingLeft()
{
    m_face->waitUntil([this] { return m_leftovers.adoptedAreReaped(); });
    const QString own = m_face->leftover();
    const QString found = m_leftovers.find();
    check(own.isEmpty() && found.isEmpty(), u"left behind: "_s + own + u' ' + found);
}

void Dialogue::cleanUp()
{
    m_leftovers.adopt(pid_t(m_face->consolePid()));
    m_face.reset();
    m_leftovers.find();
    QDeadlineTimer deadline(Face::patience); // or the next run finds them
    while (!m_leftovers.adoptedAreReaped() && !deadline.hasExpired())
        ::poll(nullptr, 0, 5);
}

void Dialogue::keepPicture(const QString &name)
{
    if (!m_pictures.isEmpty())
        m_face->keepPicture(m_pictures + u'/' + m_example + u'-' + name + u".png"_s);
}

} // namespace acceptance
