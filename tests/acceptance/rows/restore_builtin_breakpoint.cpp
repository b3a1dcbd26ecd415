// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void goOn(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"std::raise(SIGTRAP);"_s);
    d.answer(u"c"_s);
    d.expectEnd(0); // no prompt opens at the second one
    d.expectText(u"past the breakpoint"_s);
    d.expectText(u"the program's own SIGTRAP handler"_s);
}

static void step(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"std::raise(SIGTRAP);"_s);
    d.step(u"n"_s, u"}"_s);
    d.step(u"n"_s, u"past the breakpoint"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"the program's own SIGTRAP handler"_s);
}

static void quit(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"std::raise(SIGTRAP);"_s);
    d.answer(u"q"_s);
    d.expectEnd(1);
    d.expectText(u"nothing can be thrown at this place"_s);
    d.expectText(u"DebuggerQuit"_s);
    d.expectNoText(u"the program's own SIGTRAP handler"_s);
}

static void refused(Dialogue &d)
{
    d.start({u"unarmed"_s});
    d.rootDies();
    d.expectEnd(133);
    d.expectText(u"is refused: to have it open the REPL, set .breakpointHook = true"_s);
    d.expectNoText(u"past the breakpoint"_s);
}

static const Row row("restore_builtin_breakpoint", {{u"c"_s, goOn}, {u"n"_s, step}, {u"q"_s, quit}, {u"without the hook"_s, refused}});
