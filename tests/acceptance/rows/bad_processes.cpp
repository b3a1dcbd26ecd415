// SPDX-License-Identifier: MIT
// Programs that do to their processes what a debugger cannot like: one clear sentence each, nothing hangs, nothing is left.
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

namespace {

void start(Dialogue &d, const QString &way, const QString &more = {})
{
    d.startProgram(u"hostile"_s, more.isEmpty() ? QStringList{way} : QStringList{way, more});
}

void pauses(Dialogue &d)
{
    d.expectEntry(u"paused"_s, u"child"_s, u"in plain code"_s);
    d.answer(u"c"_s);
}

void goesOn(Dialogue &d)
{
    d.expectEnd(0);
    d.expectText(u"past it"_s);
}

void rootIsTold(Dialogue &d, const QString &said)
{
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.check(root.text.contains(said), u"\"%1\" is not shown:\n%2"_s.arg(said, root.text));
    d.answer(u"c"_s);
    d.expectEnd(1);
}

/// On the copy of the throw, or on the process itself where there is none.
void crashes(Dialogue &d, bool copied)
{
    const Seen child = d.expectEntry(u"crashed"_s, u"child"_s, copied ? u"here it is thrown"_s : QString());
    d.check(child.text.contains(u"nobody wants 42"_s) && child.text.contains(u"fail() at "_s), u"the error and its trace are not shown:\n"_s + child.text);
    if (copied) {
        const QString mark = d.command(u"p mark"_s);
        d.check(mark.contains(u"= 42"_s), u"its locals are not there:\n"_s + mark);
    } else {
        d.check(child.text.contains(u"no frozen copy was taken at the throw (the system or the console refused it)"_s),
                u"it does not say why there is no copy:\n"_s + child.text);
    }
    d.answer(u"c"_s);
    rootIsTold(d, u"nobody wants 42"_s);
}

void pausesAndCrashes(Dialogue &d, const QString &way, bool copied)
{
    start(d, way);
    pauses(d);
    crashes(d, copied);
}

/// The trace is read in a copy of the process; there is none, so the parent reads it.
void noForkInCrash(Dialogue &d)
{
    start(d, u"no-fork-segv"_s);
    d.expectEntry(u"crashed"_s, u"child"_s, u"the fault"_s);
    d.answer(u"c"_s);
    rootIsTold(d, u"boxed type: SIGSEGV"_s);
}

void noSocket(Dialogue &d)
{
    start(d, u"no-socket"_s);
    rootIsTold(d, u"nobody wants 42"_s);
    d.check(d.transcript().contains(u"the crash in ('child'"_s) && d.transcript().contains(u"opens no REPL: "_s), u"it does not say that no prompt opens"_s);
}

void noSocketInCrash(Dialogue &d)
{
    start(d, u"no-socket-segv"_s);
    rootIsTold(d, u"boxed type: SIGSEGV"_s);
    d.check(d.transcript().contains(u"no REPL for the crash in ('child'"_s), u"it does not say that no prompt opens"_s);
}

void deadlySocket(Dialogue &d)
{
    start(d, u"deadly-socket"_s);
    rootIsTold(d, u"boxed type: SIGSYS"_s);
}

/// The handling of one crash crashes: that is a crash as any.
void unspeakable(Dialogue &d)
{
    start(d, u"unspeakable"_s);
    d.expectEntry(u"crashed"_s, u"child"_s, u"the fault"_s);
    const QString stack = d.command(u"w"_s);
    d.check(stack.contains(u"Unspeakable::what"_s), u"it does not stand in what():\n"_s + stack);
    d.answer(u"c"_s);
    rootIsTold(d, u"boxed type: SIGSEGV"_s);
}

void rootExecs(Dialogue &d)
{
    start(d, u"root:exec"_s);
    d.rootDies();
    d.expectEnd(3);
}

void rootDaemonizes(Dialogue &d)
{
    start(d, u"root:daemon"_s);
    d.leavesOrphans("hostile");
    d.expectEnd(0);
}

/// Its actors are nobody's then.
void parentDaemonizes(Dialogue &d)
{
    start(d, u"parent:daemon"_s);
    d.leavesOrphans("hostile");
    d.expectEnd(0);
    d.expectAllGone();
}

/// Its handler has what is its own, the console the rest.
void stolenInterrupt(Dialogue &d)
{
    start(d, u"waits"_s, u"interrupt"_s);
    d.expectEntry(u"paused"_s, u"child"_s, u"in plain code"_s);
    d.face().pressInterrupt();
    d.expectPromptAgain(u"owns the console"_s);
    d.answer(u"c"_s);
    d.expectOutput(u"past it"_s);
    d.face().pressInterrupt();
    d.expectEnd(130);
    d.check(d.transcript().contains(u"the program's own handler has it"_s), u"the program's own handler was not called"_s);
}

void execs(Dialogue &d)
{
    start(d, u"exec"_s);
    rootIsTold(d, u"ended with status 3"_s);
}

void execsAndStays(Dialogue &d)
{
    start(d, u"exec-stays"_s);
    rootIsTold(d, u"boxed type: SIGKILL"_s);
    d.check(d.transcript().contains(u"killing ('child'"_s), u"it does not say that it is killed"_s);
}

/// Its parent is told that it has ended; what goes on in the background notices that, and ends.
void daemonizes(Dialogue &d)
{
    start(d, u"daemon"_s);
    d.leavesOrphans("hostile");
    rootIsTold(d, u"ended with status 0"_s);
}

void forks(Dialogue &d, const QString &way)
{
    start(d, way);
    pauses(d);
    goesOn(d);
    d.check(d.transcript().contains(u"the forked process ended with status 5"_s), u"the forked process had another end"_s);
}

/// It stands at a prompt of its own, as a thread would.
void forkPauses(Dialogue &d)
{
    start(d, u"fork-pauses"_s);
    pauses(d);
    goesOn(d);
    d.check(d.transcript().contains(u"the forked process ended with status 5"_s), u"the forked process had another end"_s);
}

/// It holds what its actor had open, and nobody waits for that.
void forkStays(Dialogue &d)
{
    start(d, u"fork-stays"_s);
    d.leavesOrphans("stays");
    goesOn(d);
    d.kill(u"child"_s);
}

void threads(Dialogue &d)
{
    start(d, u"threads"_s);
    d.expectEntry(u"paused"_s, u"child"_s, u"in plain code"_s);
    const QString all = d.command(u"info threads"_s);
    d.check(all.count(u'\n') >= 500, u"the threads are not there:\n"_s + all);
    d.check(!all.contains(u" runs\n"_s), u"a thread runs while the prompt is open:\n"_s + all);
    d.killOwner(u"child"_s); // they would wait for ever
    rootIsTold(d, u"SIGKILL"_s);
}

/// What ctrl-c does here is the runtime's again, so that one at a prompt harms nobody.
void interrupts(Dialogue &d, const QString &way)
{
    start(d, way);
    d.expectEntry(u"paused"_s, u"child"_s, u"in plain code"_s);
    for (int i = 0; i < 3 && d.face().pressInterrupt(); ++i)
        d.expectPromptAgain(i ? QString() : u"owns the console"_s);
    d.answer(u"c"_s);
    goesOn(d);
}

void filterThrows(Dialogue &d)
{
    start(d, u"throws"_s, u"filter-throws"_s);
    crashes(d, true);
    d.check(d.transcript().contains(u"the debugFilter threw"_s), u"it does not say that the filter threw"_s);
}

void filterIsLate(Dialogue &d)
{
    start(d, u"throws"_s, u"filter-late"_s);
    crashes(d, true);
    d.check(d.transcript().contains(u"the debugFilter of ('child'"_s) && d.transcript().contains(u"takes long"_s), u"it does not say that the filter takes long"_s);
}

/// Whatever hangs in the program, ctrl-c ends the tree.
void filterHangs(Dialogue &d)
{
    start(d, u"throws"_s, u"filter-never"_s);
    d.expectOutput(u"the debugFilter of \\('child'.* takes long"_s);
    if (!d.face().pressInterrupt())
        d.kill(u"root"_s, SIGINT);
    d.expectEnd(130);
}

void fixtureHangs(Dialogue &d)
{
    d.face().outliveIt();
    start(d, u"throws"_s, u"fixture-never"_s);
    d.expectEntry(u"crashed"_s, u"child"_s, u"here it is thrown"_s);
    d.answer(u"c"_s);
    d.expectOutput(u"the enter of the replFixture of the crash .* takes long"_s);
    d.rootDies();
    d.treeDies();
    d.face().pressInterrupt();
    d.expectOutput(u"once more sends it SIGTERM"_s);
    d.face().pressInterrupt();
    d.expectAllGone({u"sh"_s, u"dash"_s});
    d.face().type(QString());
    d.expectEnd(143);
}

/// A bare breakpoint stands where the code has called for it, so that the program's fixture may run there.
void fixtureAtBreakpoint(Dialogue &d)
{
    start(d, u"root:breaks"_s, u"fixture"_s);
    d.expectEntry(u"paused"_s, u"root"_s, u"a bare breakpoint"_s);
    d.expectText(u"put away"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"brought back"_s);
}

void fixtureSkipsBreakpoint(Dialogue &d)
{
    start(d, u"root:breaks"_s, u"fixture-skips"_s);
    d.expectEnd(0);
    d.expectText(u"put away(.|\\n)*past it"_s);
    d.expectNoText(u"brought back"_s);
}

/// At a fault nothing of the program's own can be relied on.
void noFixtureAtFault(Dialogue &d)
{
    start(d, u"root:segv"_s, u"fixture"_s);
    d.rootDies();
    d.expectEntry(u"crashed"_s, u"root"_s, u"the fault"_s);
    d.expectNoText(u"put away"_s);
    d.answer(u"c"_s);
    d.expectEnd(139);
    d.expectNoText(u"brought back"_s);
}

/// Named, a filter holds for the actors below.
void filterOfTheTree(Dialogue &d, const QString &filter, bool inRoot)
{
    start(d, u"throws"_s, filter);
    if (inRoot)
        return rootIsTold(d, u"nobody wants 42"_s);
    d.expectEnd(1);
    d.expectText(u"nobody wants 42"_s);
}

const Row row("bad_processes", {{u"seccomp: no ptrace"_s, [](Dialogue &d) { pausesAndCrashes(d, u"no-ptrace"_s, true); }},
                                {u"seccomp: no fork"_s, [](Dialogue &d) { pausesAndCrashes(d, u"no-fork"_s, false); }},
                                {u"seccomp: no fork, a signal"_s, noForkInCrash},
                                {u"seccomp: no pipe"_s, [](Dialogue &d) { pausesAndCrashes(d, u"no-pipe"_s, true); }},
                                {u"seccomp: no socket"_s, noSocket},
                                {u"seccomp: no socket, a signal"_s, noSocketInCrash},
                                {u"seccomp: a deadly socket"_s, deadlySocket},
                                {u"an error whose what() crashes"_s, unspeakable},
                                {u"exec of the root"_s, rootExecs},
                                {u"daemon of the root"_s, rootDaemonizes},
                                {u"daemon of the root, which has an actor"_s, parentDaemonizes},
                                {u"SIGINT's handler"_s, stolenInterrupt, {u"terminal"_s, u"self"_s}},
                                {u"exec"_s, execs},
                                {u"exec of what stays"_s, execsAndStays},
                                {u"daemon"_s, daemonizes},
                                {u"a forked process that exits"_s, [](Dialogue &d) { forks(d, u"fork-exits"_s); }},
                                {u"a forked process that throws"_s, [](Dialogue &d) { forks(d, u"fork-throws"_s); }},
                                {u"a forked process that pauses"_s, forkPauses},
                                {u"a forked process that stays"_s, forkStays},
                                {u"two gigabytes"_s, [](Dialogue &d) { pausesAndCrashes(d, u"large"_s, true); }},
                                {u"500 threads"_s, threads},
                                {u"SIGINT's default"_s, [](Dialogue &d) { interrupts(d, u"interrupt"_s); }, {u"terminal"_s, u"self"_s}},
                                {u"SIGINT's default, after a handler"_s, [](Dialogue &d) { interrupts(d, u"interrupt-handler"_s); }, {u"terminal"_s, u"self"_s}},
                                {u"a filter that throws"_s, filterThrows},
                                {u"a filter that is late"_s, filterIsLate},
                                {u"a filter that hangs"_s, filterHangs},
                                {u"a fixture that hangs"_s, fixtureHangs, {u"terminal"_s, u"self"_s}},
                                {u"a fixture at a breakpoint"_s, fixtureAtBreakpoint},
                                {u"a fixture that skips a breakpoint"_s, fixtureSkipsBreakpoint},
                                {u"a fixture at a fault"_s, noFixtureAtFault},
                                {u"a filter for the root alone"_s, [](Dialogue &d) { filterOfTheTree(d, u"filter-root"_s, true); }},
                                {u"a filter that opens nothing"_s, [](Dialogue &d) { filterOfTheTree(d, u"filter-nowhere"_s, false); }}});

} // namespace
