// SPDX-License-Identifier: MIT
// Task dumps while the actor stands at a prompt, and while its event loop is blocked.
#include "dialogue.h"

#include "../support/places.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace acceptance;

static QString dump(pid_t pid)
{
    QProcess process;
    process.start(places::furrow(), {u"dump"_s, QString::number(pid)});
    process.waitForFinished(60000);
    return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError());
}

static QString logOf(Dialogue &d, const QString &actor)
{
    QFile log(d.runtimeFolder() + u"/furrow-dumps/%1-%2.log"_s.arg(actor).arg(d.pidOf(actor)));
    return log.open(QIODevice::ReadOnly) ? QString::fromUtf8(log.readAll()) : QString();
}

/// The lines of the tasks alone, without those that count milliseconds.
static QStringList tasksIn(const QString &text)
{
    static const QRegularExpression task(u"^(-> |   ) *(task '|await |runs |called by |nursery|cancel scope|\\()"_s);
    QStringList lines = text.split(u'\n').filter(task);
    static const QRegularExpression deadline(u"deadline in [0-9.]+ s"_s);
    lines.replaceInStrings(deadline, u"deadline"_s);
    return lines;
}

static void atPrompt(Dialogue &d)
{
    d.startProgram(u"dumped"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"dumped"_s, u"furrow::pause()"_s);
    const pid_t actor = d.pidOf(u"dumped"_s);
    const QString both = dump(actor);
    const qsizetype child = both.indexOf(u"task tree of ('dumped'"_s);
    d.check(both.indexOf(u"task tree of ('root'"_s) >= 0 && child > 0, u"not both trees:\n"_s + both);
    const QString own = both.sliced(child);
    d.check(own.contains(u"the main thread stands at a debugger's prompt"_s), own);
    d.check(own.contains(u"nursery"_s) && own.contains(u"task 'rests'"_s) && own.contains(u"cancel scope, deadline in 5"_s), own);
    const QStringList shown = tasksIn(d.command(u"tasks"_s)), dumped = tasksIn(own);
    d.check(!shown.isEmpty() && shown == dumped, u"tasks shows\n%1\nand the dump\n%2"_s.arg(shown.join(u'\n'), dumped.join(u'\n')));
    // By the signal: into its log at once, and never into the prompt.
    ::kill(actor, SIGUSR1);
    d.waitUntil(u"the actor has logged its tasks"_s, [&d] { return logOf(d, u"dumped"_s).contains(u"thread"_s); });
    d.check(tasksIn(logOf(d, u"dumped"_s)) == dumped, u"another tree in the log:\n"_s + logOf(d, u"dumped"_s));
    d.command(u"p 6 * 7"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.check(d.transcript().count(u"task tree of ('dumped'"_s) == 1, u"the dump was not shown once"_s);
    QDir(d.runtimeFolder() + u"/furrow-dumps"_s).removeRecursively();
}

static void blocked(Dialogue &d)
{
    d.startProgram(u"dumped"_s, {u"block"_s});
    d.expectOutput(u"the loop is blocked"_s);
    ::kill(d.pidOf(u"root"_s), SIGUSR1);
    d.waitUntil(u"the actor has logged its tasks"_s, [&d] { return logOf(d, u"dumped"_s).contains(u"thread"_s); });
    const QString text = logOf(d, u"dumped"_s);
    d.check(text.contains(u"the event loop has not answered for 1 s; the main thread is here:"_s), text);
    d.check(text.contains(QRegularExpression(u"#\\d blockTheLoop\\(\\) at .*dumped\\.cpp:12"_s)), text);
    d.check(text.contains(QRegularExpression(u"-> +task 'dumped'\\n +runs  blocks at .*dumped\\.cpp:19"_s)), text);
    const QString root = logOf(d, u"root"_s);
    d.check(!root.contains(u"has not answered"_s), root);
    QDir(d.runtimeFolder() + u"/furrow-dumps"_s).removeRecursively();
    if (!d.face().pressInterrupt())
        d.kill(u"root"_s, SIGINT);
    d.expectEnd(130);
}

static const Row row("task_dumps", {{u"at a prompt"_s, atPrompt}, {u"blocked loop"_s, blocked, {u"terminal"_s, u"self"_s, u"pipe"_s}}});
