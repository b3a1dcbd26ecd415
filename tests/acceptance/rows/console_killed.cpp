// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void console(Dialogue &d)
{
    d.face().outliveIt();
    d.start();
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    d.killOwner(u"console"_s);
    d.expectAllGone({u"sh"_s, u"dash"_s});
    d.expectText(u"goes on as with 'continue'"_s);
    d.expectText(u"has nobody to talk to"_s);
    d.face().type(QString());
    d.expectEnd(d.variant().name == u"self"_s ? 1 : 137);
}

static void gdbAtPrompt(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    d.kill(u"gdb"_s);
    d.expectPromptAgain(u"another is started"_s);
    d.step(u"n"_s, u"furrow::sleep"_s);
    d.answer(u"c"_s);
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

static void gdbInStep(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    d.step(u"n"_s, u"furrow::sleep"_s);
    const pid_t actor = d.pidOf(u"pauses_twice"_s);
    d.answer(u"n"_s);
    d.waitUntilGdbRuns(actor, u"the step runs"_s);
    d.kill(u"gdb"_s);
    d.expectEntry(u"paused"_s, u"pauses_twice"_s, u"furrow::pause()"_s);
    d.expectText(u"another is started"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

static const Row row("console_killed", {{u"the console"_s, console, {u"terminal"_s, u"self"_s}},
                                        {u"gdb at a prompt"_s, gdbAtPrompt},
                                        {u"gdb in a step"_s, gdbInStep}});
