// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    const Seen seen = d.expectEntry(u"crashed"_s, u"debugged_boi"_s, u"throw std::runtime_error"_s);
    d.check(seen.text.contains(u"it had to end like this"_s), u"the error is not shown:\n"_s + seen.text);
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"RemoteActorError: \\('(debugged|crash)_boi'"_s);
    d.expectText(u"crash_boi"_s);
}

static const Row row("per_actor_debug", {{u"c"_s, script}});
