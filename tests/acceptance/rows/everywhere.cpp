// SPDX-License-Identifier: MIT
// A breakpoint that is set once, at one actor's prompt, is in every actor of the executable: in those that run, and in the first line of
// one that is born later. Without breakpoints gdb holds nobody.
#include "dialogue.h"

#include <QFile>
#include <QSet>

using namespace Qt::StringLiterals;
using namespace acceptance;

static pid_t tracerOf(pid_t pid)
{
    QFile status(u"/proc/%1/status"_s.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("TracerPid:"))
            return line.sliced(10).trimmed().toInt();
    }
    return -1;
}

static void inEveryActor(Dialogue &d)
{
    d.startProgram(u"everywhere"_s);
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    d.check(d.command(u"break tick"_s).contains(u"Breakpoint 1 at"_s), u"the breakpoint is not set"_s);
    d.check(d.command(u"break born"_s).contains(u"Breakpoint 2 at"_s), u"the second is not set"_s);
    d.answer(u"c"_s);
    QSet<QString> actors;
    for (int i = 0; i < 3; ++i) {
        const std::optional<Seen> seen = d.nextEntry();
        d.check(seen.has_value(), u"it ended after %1 of the three entries"_s.arg(i));
        actors.insert(seen->actor);
        if (seen->actor == u"newborn"_s) {
            d.check(seen->text.contains(u"Breakpoint 2"_s), u"the header does not name the breakpoint:\n"_s + seen->text);
            d.check(d.command(u"p births"_s).contains(u"= 0"_s), u"it had begun before it came to the breakpoint"_s);
        } else {
            d.check(seen->text.contains(u"Breakpoint 1"_s), u"the header does not name the breakpoint:\n"_s + seen->text);
            d.command(u"set var over = true"_s);
        }
        d.answer(u"c"_s);
    }
    d.check(actors == QSet<QString>{u"one"_s, u"two"_s, u"newborn"_s}, u"they stopped in "_s + QStringList(actors.values()).join(u", "_s));
    d.expectEnd(0);
}

static void letGo(Dialogue &d)
{
    d.startProgram(u"everywhere"_s);
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    d.command(u"break tick"_s);
    d.answer(u"c"_s);
    const std::optional<Seen> first = d.nextEntry();
    d.check(first.has_value(), u"nobody came to the breakpoint"_s);
    const QString other = first->actor == u"one"_s ? u"two"_s : u"one"_s;
    d.waitUntil(other + u" waits as well"_s, [&] { return d.command(u"queue"_s).contains(u"('%1'"_s.arg(other)); });
    d.command(u"delete"_s);
    d.answer(u"c"_s);
    d.expectEntry(u"paused"_s, other);
    d.answer(u"c"_s);
    for (const char *who : {"root", "one", "two"}) {
        const pid_t pid = d.pidOf(QString::fromLatin1(who));
        d.waitUntil(u"gdb has let go of %1"_s.arg(QString::fromLatin1(who)), [pid] { return tracerOf(pid) == 0; });
    }
    d.kill(u"root"_s, SIGINT);
    d.expectEnd(130);
}

static const Row row("everywhere", {{u"in every actor"_s, inEveryActor}, {u"let go"_s, letGo}});
