// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    const QString child = u"cancelled_before_pause"_s, hint = u"opens nothing, since its scope is cancelled; to stop there all the same, pass shield"_s;
    d.start();
    d.expectEntry(u"paused"_s, child, u"co_await furrow::pause();"_s);
    d.answer(u"c"_s);
    for (int i = 0; i < 3; ++i) {
        d.expectEntry(u"paused"_s, child, u"furrow::pauseFromSync({.shield = true});"_s);
        d.expectText(u"INSIDE SHIELDED PAUSE"_s);
        if (i > 0)
            d.expectText(u"the pause in .* "_s + hint);
        d.answer(u"c"_s);
    }
    for (const QString &actor : {child, u"root"_s}) {
        d.expectEntry(u"crashed"_s, actor, u"furrow::postMortem({.shield = true});"_s);
        d.expectText(u"the post-mortem in .* "_s + hint);
        d.answer(u"c"_s);
    }
    d.expectEnd(0);
}

static const Row row("shielded_pause", {{u"c"_s, script}});
