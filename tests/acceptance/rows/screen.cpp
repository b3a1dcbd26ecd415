// SPDX-License-Identifier: MIT
// A prompt over the screen of a root that owns the terminal and did not put it away: it works as any, and the screen is the root's again.
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void ofChild(Dialogue &d)
{
    d.startProgram(u"screen"_s, {u"pause"_s});
    d.expectEntry(u"paused"_s, u"child"_s, u"furrow::pause()"_s);
    d.check(d.command(u"p 40 + 2"_s).contains(u"= 42"_s), u"the prompt does not work"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"the terminal is mine again, and the screen is drawn anew"_s);
}

/// Nothing of the program's own may run at a fault; the terminal's settings are the console's to mend.
static void ofFault(Dialogue &d)
{
    d.startProgram(u"screen"_s, {u"segv"_s});
    d.rootDies();
    d.expectEntry(u"crashed"_s, u"root"_s, u"the fault"_s);
    d.check(d.command(u"p 40 + 2"_s).contains(u"= 42"_s), u"the prompt does not work"_s);
    d.answer(u"c"_s);
    d.expectEnd(139);
}

static const Row row("screen", {{u"a child's"_s, ofChild, {u"terminal"_s, u"ctrl-c"_s, u"self"_s}}, {u"at a fault"_s, ofFault, {u"terminal"_s, u"ctrl-c"_s, u"self"_s}}});
