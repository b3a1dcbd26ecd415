// SPDX-License-Identifier: MIT
// Ends that come from outside: of the input, of the terminal, by ctrl-c with no REPL open.
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void inputEnds(Dialogue &d)
{
    d.startExample(u"console_killed"_s);
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    d.endInput();
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.check(root.text.contains(u"DebuggerQuit"_s), u"no boxed DebuggerQuit in:\n"_s + root.text);
    d.answer(u"c"_s);
    d.expectEnd(1);
}

static void inputEndsInPipe(Dialogue &d)
{
    d.startExample(u"console_killed"_s);
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    d.endInput(); // answers every later prompt too
    d.face().readToPrompt();
    d.expectEnd(1);
    d.expectText(u"DebuggerQuit"_s);
}

static void hangUp(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    d.hangUp();
    d.face().waitForEnd();
    d.expectAllGone();
}

static void hangUpAtCrash(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"crash"_s});
    d.expectEntry(u"crashed"_s, u"leaf"_s, u"throw std::runtime_error"_s);
    d.hangUp();
    d.face().waitForEnd();
    d.expectAllGone();
}

static void hangUpInCommand(Dialogue &d)
{
    d.startProgram(u"three_deep"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    d.answer(u"python gdb.write('it' + ' runs\\n'); gdb.flush(); gdb.execute('call (int)sleep(1000)')"_s);
    d.expectOutput(u"it runs"_s);
    d.hangUp();
    d.face().waitForEnd();
    d.expectAllGone();
}

static void hangUpWithoutRepl(Dialogue &d)
{
    d.startProgram(u"waits"_s);
    d.expectOutput(u"waiting"_s);
    d.hangUp();
    d.face().waitForEnd();
    d.expectAllGone();
}

static void ctrlC(Dialogue &d)
{
    d.startProgram(u"waits"_s);
    d.expectOutput(u"waiting"_s);
    if (!d.face().pressInterrupt())
        d.kill(u"root"_s, SIGINT);
    d.expectEnd(130);
}

static const Row row("endings", {{u"of the input"_s, inputEnds, {u"terminal"_s, u"ctrl-c"_s, u"self"_s, u"window"_s}},
                                 {u"of the input, a pipe"_s, inputEndsInPipe, {u"pipe"_s}},
                                 {u"of the terminal"_s, hangUp, {u"terminal"_s, u"self"_s}},
                                 {u"of the terminal, at a crash"_s, hangUpAtCrash, {u"terminal"_s, u"self"_s}},
                                 {u"of the terminal, in a command"_s, hangUpInCommand, {u"terminal"_s, u"self"_s}},
                                 {u"of the terminal, with no REPL open"_s, hangUpWithoutRepl, {u"terminal"_s, u"self"_s}},
                                 {u"ctrl-c with no REPL open"_s, ctrlC}});
