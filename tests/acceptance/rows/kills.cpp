// SPDX-License-Identifier: MIT
// `kill -9` of any one process at any prompt: docs/architecture.md, "Who dies, and what then".
#include "dialogue.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace acceptance;

/// The crash climbs from the middle, or from the root itself, and ends the program.
static void climb(Dialogue &d, const QStringList &actors, const QString &error, const QString &source = u"waitForResult"_s)
{
    for (const QString &actor : actors) {
        const Seen seen = d.expectEntry(u"crashed"_s, actor, source);
        d.check(seen.text.contains(error), u"\"%1\" is not shown in:\n%2"_s.arg(error, seen.text));
        d.answer(u"c"_s);
    }
    d.expectEnd(1);
}

static void pausedChild(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    d.killOwner(u"leaf"_s);
    climb(d, {u"middle"_s, u"root"_s}, u"SIGKILL"_s);
}

static void crashedChild(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"crash"_s});
    d.expectEntry(u"crashed"_s, u"leaf"_s, u"throw std::runtime_error"_s);
    d.killOwner(u"leaf"_s);
    climb(d, {u"middle"_s, u"root"_s}, u"SIGKILL"_s);
}

static void waiter(Dialogue &d)
{
    d.startProgram(u"two_pauses"_s);
    const std::optional<Seen> owner = d.nextEntry();
    d.check(owner && owner->kind == u"paused"_s, u"no pause came"_s);
    const QString other = owner->actor == u"first"_s ? u"second"_s : u"first"_s;
    while (!d.command(u"queue"_s).contains(u"'"_s + other + u"'"_s)) {
    }
    d.kill(other);
    while (d.command(u"queue"_s).contains(u"'"_s + other + u"'"_s)) {
    }
    d.answer(u"c"_s);
    climb(d, {u"root"_s}, u"SIGKILL"_s, {}); // it leaves the nursery: the body waits for the other one
}

static void middle(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    d.killOwner(u"middle"_s);
    climb(d, {u"root"_s}, u"SIGKILL"_s);
}

/// While the root lives on, what its dead child has left behind is reaped too.
static void middleOfLivingRoot(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"pause"_s, u"outlive"_s});
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    const pid_t leaf = d.pidOf(u"leaf"_s), middle = d.pidOf(u"middle"_s);
    d.check(leaf > 0 && middle > 0, u"the tree is not there"_s);
    d.killOwner(u"middle"_s);
    d.expectOutput(u"outlived"_s);
    for (const pid_t pid : {leaf, middle})
        d.waitUntil(u"process %1 is reaped"_s.arg(pid), [pid] { return !QFile::exists(u"/proc/%1"_s.arg(pid)); });
    d.kill(u"root"_s, SIGINT);
    d.expectEnd(130);
}

static void root(Dialogue &d)
{
    d.face().outliveIt();
    d.startProgram(u"three_deep"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    d.killOwner(u"root"_s);
    d.expectAllGone({u"sh"_s, u"dash"_s, u"furrow-window-driver"_s, d.variant().name == u"window"_s ? u"gdb"_s : u"sh"_s}); // the window stays
    if (d.variant().name != u"pipe"_s && d.variant().name != u"window"_s)
        d.face().type(QString());
    d.expectEnd(137);
}

static void frozenCopy(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"crash"_s});
    d.expectEntry(u"crashed"_s, u"leaf"_s, u"throw std::runtime_error"_s);
    d.kill(u"copy"_s);
    d.expectPromptAgain(u"the frozen copy of 'leaf' is gone"_s);
    d.answer(u"c"_s);
    climb(d, {u"middle"_s, u"root"_s}, u"the leaf has failed"_s);
}

// gdb and the console are killed in the row console_killed.
static const Row row("kills", {{u"the paused child"_s, pausedChild},
                               {u"the crashed child"_s, crashedChild},
                               {u"a waiter"_s, waiter},
                               {u"a parent in the middle"_s, middle},
                               {u"a parent in the middle, below a root that lives on"_s, middleOfLivingRoot},
                               {u"the root"_s, root},
                               {u"the frozen copy"_s, frozenCopy}});
