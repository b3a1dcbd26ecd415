// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    const Seen first = d.expectEntry(u"paused"_s, u"breakpoint_forever"_s, u"furrow::pause()"_s);
    // From a pause to the sleep, over it (whatever runs meanwhile) to the pause's line, and on it into the pause itself.
    for (int i = 0; i < 10; ++i) {
        const Seen seen = d.step(u"n"_s, i % 3 == 0 ? u"sleep"_s : u"furrow::pause()"_s);
        d.check(seen.kind.isEmpty() == (i % 3 != 2), u"step %1 stands in the wrong place:\n%2"_s.arg(i).arg(seen.text));
    }
    d.answer(u"c"_s);
    for (int i = 0; i < 5; ++i) {
        const Seen again = d.expectEntry(u"paused"_s, u"breakpoint_forever"_s, u"furrow::pause()"_s);
        d.check(again.line == first.line && again.uuid == first.uuid, u"the pause is another one"_s);
        d.answer(i < 4 ? u"c"_s : u"q"_s);
    }
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.check(root.text.contains(u"RemoteActorError: ('breakpoint_forever', '"_s) && root.text.contains(u"DebuggerQuit"_s), u"no boxed DebuggerQuit in:\n"_s + root.text);
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"DebuggerQuit"_s);
}

static const Row row("subactor_breakpoint", {{u"n, c, q"_s, script}});
