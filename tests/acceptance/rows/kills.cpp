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

static void rootIsGone(Dialogue &d)
{
    d.expectAllGone({u"sh"_s, u"dash"_s, u"furrow-window-driver"_s, d.variant().name == u"window"_s ? u"gdb"_s : u"sh"_s}); // the window stays
    if (d.variant().name != u"pipe"_s && d.variant().name != u"window"_s)
        d.face().type(QString());
    d.expectEnd(137);
}

static void root(Dialogue &d)
{
    d.face().outliveIt();
    d.startProgram(u"three_deep"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    d.killOwner(u"root"_s);
    rootIsGone(d);
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

static void crash(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"crash"_s});
    d.expectEntry(u"crashed"_s, u"leaf"_s, u"throw std::runtime_error"_s);
}

/// The copy that the prompt stands on outlives its whole branch.
static void middleOfCrash(Dialogue &d)
{
    crash(d);
    d.killOwner(u"middle"_s);
    climb(d, {u"root"_s}, u"SIGKILL"_s);
}

static void rootOfCrash(Dialogue &d)
{
    d.face().outliveIt();
    crash(d);
    d.killOwner(u"root"_s);
    rootIsGone(d);
}

/// gdb reads the symbols again for the next attach.
static void reference(Dialogue &d)
{
    crash(d);
    d.kill(u"reference"_s);
    d.command(u"p 40 + 2"_s);
    d.answer(u"c"_s);
    climb(d, {u"middle"_s, u"root"_s}, u"the leaf has failed"_s);
}

static void gdbAtCrash(Dialogue &d)
{
    crash(d);
    d.kill(u"gdb"_s);
    d.expectPromptAgain(u"another is started"_s);
    d.check(d.command(u"w"_s).contains(u"leaf at "_s), u"the new gdb does not stand on the copy"_s);
    d.answer(u"c"_s);
    climb(d, {u"middle"_s, u"root"_s}, u"the leaf has failed"_s);
}

/// What the process was in the middle of is lost with the gdb that had called it.
static void gdbInCall(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    const pid_t leaf = d.pidOf(u"leaf"_s);
    d.answer(u"call (int)sleep(1000)"_s);
    d.waitUntilGdbRuns(leaf, u"the call runs"_s);
    d.kill(u"gdb"_s);
    climb(d, {u"middle"_s, u"root"_s}, u"SIGKILL"_s);
    d.check(d.transcript().contains(u"another is started"_s), u"it does not say that gdb has ended"_s);
}

/// As far as the sleep between its two pauses.
static void step(Dialogue &d)
{
    d.startExample(u"console_killed"_s);
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    d.step(u"n"_s, u"furrow::sleep"_s);
    const pid_t actor = d.pidOf(u"pauses_twice"_s);
    d.answer(u"n"_s);
    d.waitUntilGdbRuns(actor, u"the step runs"_s);
}

static void ownerInStep(Dialogue &d)
{
    step(d);
    d.kill(u"pauses_twice"_s);
    climb(d, {u"root"_s}, u"SIGKILL"_s);
}

static void rootInStep(Dialogue &d)
{
    d.face().outliveIt();
    step(d);
    d.kill(u"root"_s);
    rootIsGone(d);
}

static void consoleIsGone(Dialogue &d, const QString &said)
{
    d.expectAllGone({u"sh"_s, u"dash"_s});
    d.expectText(said);
    d.face().type(QString());
    d.expectEnd(d.variant().name == u"self"_s ? 1 : 137);
}

static void consoleInStep(Dialogue &d)
{
    d.face().outliveIt();
    step(d);
    d.kill(u"console"_s);
    consoleIsGone(d, u"has nobody to talk to"_s); // the second pause
}

/// gdb ends the call before it ends itself.
static void consoleInCall(Dialogue &d)
{
    d.face().outliveIt();
    d.startExample(u"console_killed"_s);
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    const pid_t actor = d.pidOf(u"pauses_twice"_s);
    d.answer(u"call (int)sleep(1000)"_s);
    d.waitUntilGdbRuns(actor, u"the call runs"_s);
    d.kill(u"console"_s);
    consoleIsGone(d, u"has nobody to talk to"_s);
}

static void consoleAtCrash(Dialogue &d)
{
    d.face().outliveIt();
    crash(d);
    d.killOwner(u"console"_s);
    consoleIsGone(d, u"the leaf has failed"_s);
}

static void consoleWithWaiters(Dialogue &d)
{
    d.face().outliveIt();
    d.startProgram(u"two_pauses"_s);
    const std::optional<Seen> owner = d.nextEntry();
    d.check(owner && owner->kind == u"paused"_s, u"no pause came"_s);
    const QString other = owner->actor == u"first"_s ? u"second"_s : u"first"_s;
    while (!d.command(u"queue"_s).contains(u"'"_s + other + u"'"_s)) {
    }
    d.killOwner(u"console"_s);
    consoleIsGone(d, u"has nobody to talk to"_s); // the one that waited
}

// gdb and the console are killed at a pause in the row console_killed.
static const Row row("kills", {{u"the paused child"_s, pausedChild},
                               {u"the crashed child"_s, crashedChild},
                               {u"a waiter"_s, waiter},
                               {u"a parent in the middle"_s, middle},
                               {u"a parent in the middle, below a root that lives on"_s, middleOfLivingRoot},
                               {u"the root"_s, root},
                               {u"the frozen copy"_s, frozenCopy},
                               {u"a parent in the middle, of a crash"_s, middleOfCrash},
                               {u"the root, of a crash"_s, rootOfCrash},
                               {u"the reference copy"_s, reference},
                               {u"gdb at a crash"_s, gdbAtCrash},
                               {u"gdb in a call"_s, gdbInCall},
                               {u"the owner in a step"_s, ownerInStep},
                               {u"the root in a step"_s, rootInStep},
                               {u"the console in a step"_s, consoleInStep, {u"terminal"_s, u"self"_s}},
                               {u"the console in a call"_s, consoleInCall, {u"terminal"_s, u"self"_s}},
                               {u"the console at a crash"_s, consoleAtCrash, {u"terminal"_s, u"self"_s}},
                               {u"the console while another waits"_s, consoleWithWaiters, {u"terminal"_s, u"self"_s}}});
