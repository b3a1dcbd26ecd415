// SPDX-License-Identifier: MIT
// An actor that runs is stopped where it is, by hand.
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void breakInto(Dialogue &d, const QString &actor)
{
    d.expectEntry(u"paused"_s, u"pauses"_s, u"furrow::pause()"_s);
    for (const QString &line : {u"breakin"_s, u"breakin nobody"_s}) {
        const QString said = d.command(line);
        d.check(said.contains(u"`actors` list"_s), u"\"%1\" is not told:\n%2"_s.arg(line, said));
    }
    d.check(d.command(u"breakin pauses"_s).contains(u"has the console"_s), u"the owner cannot be broken into"_s);
    d.check(d.command(u"breakin "_s + actor).contains(u"opens as soon as"_s), u"it is not told that it opens"_s);
    d.check(d.command(u"breakin "_s + actor).contains(u"waits for the console already"_s), u"twice is once"_s);
    d.answer(u"c"_s);
}

static void leave(Dialogue &d)
{
    d.command(u"set var over = true"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

/// It stands where its newest task waits, and a step goes on from there.
static void waiting(Dialogue &d)
{
    d.startProgram(u"break_in"_s);
    breakInto(d, u"idle"_s);
    const Seen seen = d.expectEntry(u"paused"_s, u"idle"_s, u"co_await furrow::sleep"_s);
    d.check(seen.text.contains(u"task 'idle' at break_in.cpp:"_s) && seen.text.contains(u"by hand"_s), u"the header does not say where and why:\n"_s + seen.text);
    const QString stack = d.command(u"w"_s);
    d.check(stack.contains(u"-> await idle at "_s) && stack.contains(u"actor ('root'"_s), u"the stack does not show what is awaited:\n"_s + stack);
    d.check(d.command(u"ll"_s).contains(u"-> "_s) && d.transcript().contains(u"++rounds;"_s), u"ll does not show the coroutine"_s);
    d.check(d.command(u"locals"_s).contains(u"rounds = "_s), u"no locals while it waits"_s);
    d.step(u"n"_s, u"++rounds;"_s);
    d.check(d.command(u"locals"_s).contains(u"rounds = "_s), u"no locals after the step"_s);
    leave(d);
}

/// It stands in the user's function that runs.
static void running(Dialogue &d)
{
    d.startProgram(u"break_in"_s, {u"busy"_s});
    breakInto(d, u"busy"_s);
    d.expectEntry(u"paused"_s, u"busy"_s);
    d.check(d.command(u"w"_s).contains(u"busy at "_s), u"it does not stand in its function"_s);
    d.check(d.command(u"p spins"_s).contains(u"= "_s), u"no locals"_s);
    leave(d);
}

static const Row row("break_in", {{u"an actor that waits"_s, waiting}, {u"one that runs"_s, running}});
