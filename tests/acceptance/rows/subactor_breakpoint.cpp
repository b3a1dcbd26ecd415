// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    const Seen first = d.expectEntry(u"paused"_s, u"breakpoint_forever"_s, u"furrow::pause()"_s);
    // The loop has two awaits: its lines come in turns, whatever ran while it slept.
    for (int i = 0; i < 5; ++i) {
        const Seen atSleep = d.step(u"n"_s);
        const Seen atPause = d.step(u"n"_s);
        const QString both = atSleep.arrow + u" | "_s + atPause.arrow;
        d.check(atSleep.arrow.contains(u"sleep"_s) || atSleep.arrow.contains(u"for ("_s), u"n from the pause stands on the wrong line: "_s + both);
        d.check(atPause.arrow.contains(u"furrow::pause()"_s), u"n from the sleep stands on the wrong line: "_s + both);
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
