// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void goOn(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectNoText(u"(?i)error|DebuggerQuit"_s);
}

static void quit(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    d.answer(u"q"_s);
    d.expectEnd(1);
    d.expectText(u"DebuggerQuit"_s);
}

static const Row row("root_actor_breakpoint", {{u"c"_s, goOn}, {u"q"_s, quit}});
