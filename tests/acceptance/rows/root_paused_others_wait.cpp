// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    QString queue;
    qsizetype pausing = -1, failing = -1;
    while (pausing < 0 || failing < 0) {
        queue = d.command(u"queue"_s);
        pausing = queue.indexOf(u"('pausing', '"_s);
        failing = queue.indexOf(u"('failing', '"_s);
    }
    d.check(queue.contains(u"pause at root_paused_others_wait.cpp:"_s) && queue.contains(u"crash at root_paused_others_wait.cpp:"_s), u"not what they wait for:\n"_s + queue);
    d.answer(u"c"_s);
    for (const bool pause : {pausing < failing, pausing > failing}) {
        if (pause)
            d.expectEntry(u"paused"_s, u"pausing"_s, u"furrow::pause()"_s);
        else
            d.expectEntry(u"crashed"_s, u"failing"_s, u"throw NameError"_s);
        d.answer(u"c"_s);
    }
    d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.expectText(u"RemoteActorError: \\('failing', '"_s);
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"NameError"_s);
}

static const Row row("root_paused_others_wait", {{u"c"_s, script}});
