// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void putsAway(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    d.expectText(u"the screen is put away"_s);
    d.command(u"p 1"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"counted to 5\\n|5counted"_s); // ncurses writes what has changed alone
}

static void skips(Dialogue &d)
{
    d.start({u"skip"_s});
    d.expectEnd(0); // no prompt opens
    d.expectNoText(u"the screen is put away"_s);
}

static void throws(Dialogue &d)
{
    d.start({u"throw"_s});
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    d.expectText(u"the enter of the replFixture of the pause .* threw"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

static void hangs(Dialogue &d)
{
    d.start({u"hang"_s});
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    d.expectText(u"the enter of the replFixture of the pause .* takes long"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

static const Row row("repl_fixture", {{u"puts the screen away"_s, putsAway}, {u"skips"_s, skips}, {u"throws"_s, throws}, {u"hangs"_s, hangs}});
