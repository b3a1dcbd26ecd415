// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    d.expectText(u"caught 3: name 'doggypants' is not defined"_s);
    d.check(d.pidOf(u"copy"_s) == 0, u"a frozen copy is left"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

static const Row row("crash_caught_by_parent_task", {{u"c"_s, script}});
