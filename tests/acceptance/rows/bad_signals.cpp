// SPDX-License-Identifier: MIT
// Signals in programs that make it hard: one clear sentence each, nothing hangs, nothing is left. And breakpoints of the code's own.
#include "dialogue.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace acceptance;

namespace {

void dies(Dialogue &d, const QString &boxed)
{
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.check(root.text.contains(boxed), u"\"%1\" is not shown:\n%2"_s.arg(boxed, root.text));
    d.answer(u"c"_s);
    d.expectEnd(1);
}

void crash(Dialogue &d, const QString &way)
{
    d.startProgram(u"bad_signals"_s, {way});
    d.expectEntry(u"crashed"_s, u"child"_s, u"the fault"_s);
}

void chained(Dialogue &d, const QString &way)
{
    crash(d, way);
    d.answer(u"c"_s);
    dies(d, u"boxed type: SIGSEGV"_s);
    d.check(d.transcript().contains(u"the program's own handler has signal 11 at "_s), u"the former handler was not called"_s);
}

/// Whoever comes later comes after the prompt as well, unless he comes past the C library's functions.
void later(Dialogue &d)
{
    chained(d, u"stolen"_s);
}

void unseen(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"unseen"_s});
    dies(d, u"no prompt opened there: the program has a handler of its own for it"_s);
}

/// A handler that mends the fault goes on after the prompt, and sees the next one first.
void goesOn(Dialogue &d)
{
    crash(d, u"goes-on"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"past it"_s);
}

void overflowWithoutStack(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"no-stack-overflow"_s});
    dies(d, u"the thread had no stack left to run one on"_s);
}

/// Armed, a breakpoint is the prompt's; else it is the handler's that came for it.
void trapHandler(Dialogue &d, bool armed)
{
    d.startProgram(u"bad_signals"_s, armed ? QStringList{u"trap-handler"_s} : QStringList{u"trap-handler"_s, u"unarmed"_s});
    if (armed) {
        d.expectEntry(u"paused"_s, u"child"_s, u"somebody's break macro"_s);
        d.answer(u"c"_s);
    }
    d.expectEnd(0);
    d.expectText(u"past it"_s);
    d.check(armed != d.transcript().contains(u"the program's own handler has the trap"_s), u"the handler was called by mistake, or was not"_s);
}

void plain(Dialogue &d, const QString &way)
{
    crash(d, way);
    d.answer(u"c"_s);
    dies(d, u"boxed type: SIGSEGV"_s);
}

void smashed(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"smashed"_s});
    d.expectEntry(u"crashed"_s, u"child"_s, {});
    d.command(u"w"_s);
    d.answer(u"c"_s);
    dies(d, u"boxed type: SIGSEGV"_s);
}

void traced(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"traced"_s});
    d.leavesOrphans("bad_signals");
    dies(d, u"boxed type: SIGSEGV"_s);
    d.check(d.transcript().contains(u"another debugger has it"_s), u"it does not say why no prompt opened"_s);
}

/// Eight threads at once: one prompt, and the process ends.
void atOnce(Dialogue &d)
{
    plain(d, u"at-once"_s);
}

void callCrashes(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"call"_s});
    d.expectEntry(u"paused"_s, u"child"_s, u"furrow::pause()"_s);
    d.command(u"p 40 + 2"_s);
    const QString said = d.command(u"p touch((int *)0)"_s);
    d.check(said.contains(u"SIGSEGV"_s), u"the call's crash is not told:\n"_s + said);
    const QString alive = d.command(u"p 40 + 2"_s);
    d.check(alive.contains(u"= 42"_s), u"the prompt does not work any more:\n"_s + alive);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

void forked(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"fork"_s});
    d.expectEnd(0);
    d.expectText(u"the forked process died of signal 11"_s);
}

void sanitized(Dialogue &d)
{
    d.startProgram(u"sanitized"_s);
    d.expectEntry(u"crashed"_s, u"child"_s, u"the fault"_s);
    d.answer(u"c"_s);
    const std::optional<Seen> root = d.nextEntry();
    d.check(root && root->text.contains(u"boxed type: SIGSEGV"_s) && root->text.contains(u"own handler ended it with status 1"_s),
            u"the root was not told"_s);
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.check(d.transcript().contains(u"AddressSanitizer: SEGV"_s), u"the sanitizer's own report did not come"_s);
}

void breakpoint(Dialogue &d, const QString &way, const QString &source)
{
    d.startProgram(u"bad_signals"_s, {way});
    d.expectEntry(u"paused"_s, u"child"_s, source);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"past it"_s);
}

void breakpointInThread(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"thread-int3"_s});
    const Seen seen = d.expectEntry(u"paused"_s, u"child"_s, u"int3"_s);
    d.check(seen.place.startsWith(u"thread '"_s), u"it is not named as a thread:\n"_s + seen.place);
    const QString mark = d.command(u"p mark"_s);
    d.check(mark.contains(u"= 42"_s), u"its locals are not there:\n"_s + mark);
    d.answer(u"q"_s);
    d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"DebuggerQuit"_s);
}

void stepped(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"int3"_s});
    d.expectEntry(u"paused"_s, u"child"_s, u"int3"_s);
    d.step(u"n"_s, u"std::printf"_s);
    d.step(u"n"_s, u"std::fflush"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

/// The signal is the other debugger's, which hands it on: its own default.
void tracedBreakpoint(Dialogue &d)
{
    d.startProgram(u"bad_signals"_s, {u"traced-breakpoint"_s});
    d.leavesOrphans("bad_signals");
    dies(d, u"boxed type: SIGTRAP"_s);
}

void killOwner(Dialogue &d)
{
    crash(d, u"segv"_s);
    d.killOwner(u"child"_s);
    dies(d, u"SIGKILL"_s);
}

void killDebugger(Dialogue &d)
{
    crash(d, u"segv"_s);
    d.kill(u"gdb"_s);
    d.expectPromptAgain(u"another is started"_s);
    d.answer(u"c"_s);
    dies(d, u"boxed type: SIGSEGV"_s);
}

void killConsole(Dialogue &d)
{
    d.face().outliveIt();
    crash(d, u"segv"_s);
    d.killOwner(u"console"_s);
    d.expectAllGone({u"sh"_s, u"dash"_s});
    d.expectText(u"the console went away while this stood at its prompt"_s);
    d.expectText(u"dies of SIGSEGV"_s);
    d.face().type(QString());
    d.expectEnd(d.variant().name == u"self"_s ? 1 : 137);
}

const Row row("bad_signals", {{u"a former handler"_s, [](Dialogue &d) { chained(d, u"chained"_s); }},
                              {u"a handler that came later"_s, later},
                              {u"a handler that came past the C library"_s, unseen},
                              {u"a handler that mends the fault"_s, goesOn},
                              {u"a thread that blocks every signal"_s, [](Dialogue &d) { plain(d, u"blocked"_s); }},
                              {u"no signal stack"_s, [](Dialogue &d) { plain(d, u"no-stack"_s); }},
                              {u"stack overflow with no signal stack"_s, overflowWithoutStack},
                              {u"a handler for breakpoints"_s, [](Dialogue &d) { trapHandler(d, true); }},
                              {u"a handler for breakpoints, without the hook"_s, [](Dialogue &d) { trapHandler(d, false); }},
                              {u"a small signal stack"_s, [](Dialogue &d) { plain(d, u"small-stack"_s); }},
                              {u"a smashed stack"_s, smashed},
                              {u"another debugger"_s, traced},
                              {u"500 threads"_s, [](Dialogue &d) { plain(d, u"threads"_s); }},
                              {u"eight crashes at once"_s, atOnce},
                              {u"a call at the prompt that crashes"_s, callCrashes},
                              {u"a forked child"_s, forked},
                              {u"the address sanitizer"_s, sanitized},
                              {u"a break macro"_s, [](Dialogue &d) { breakpoint(d, u"macro"_s, u"somebody's break macro"_s); }},
                              {u"int3"_s, [](Dialogue &d) { breakpoint(d, u"int3"_s, u"int3"_s); }},
                              {u"int3 in a thread, q"_s, breakpointInThread},
                              {u"a step over int3"_s, stepped},
                              {u"a breakpoint under another debugger"_s, tracedBreakpoint},
                              {u"the owner is killed"_s, killOwner},
                              {u"gdb is killed"_s, killDebugger},
                              {u"the console is killed"_s, killConsole, {u"terminal"_s, u"self"_s}}});

} // namespace
