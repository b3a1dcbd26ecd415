// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <csignal>

using namespace Qt::StringLiterals;
using namespace acceptance;

/// Three ctrl-c at the leaf's prompt; where a face has none, three SIGINT to the root say the same.
static void pressThrice(Dialogue &d)
{
    const pid_t leaf = d.pidOf(u"leaf"_s), middle = d.pidOf(u"middle"_s), root = d.pidOf(u"root"_s);
    d.check(leaf > 0 && middle > 0 && root > 0, u"the tree is not there"_s);
    for (int i = 0; i < 3; ++i) {
        if (!d.face().pressInterrupt())
            d.kill(u"root"_s, SIGINT);
        d.expectPromptAgain(i == 0 ? u"'leaf'.*owns the console"_s : QString());
    }
    d.check(d.pidOf(u"leaf"_s) == leaf && d.pidOf(u"middle"_s) == middle && d.pidOf(u"root"_s) == root, u"somebody is gone"_s);
}

static void script(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"leaf"_s, u"furrow::pause()"_s);
    if (!d.variant().interrupts) // or that is done before anything is typed
        pressThrice(d);
    d.answer(u"c"_s);
    d.expectOutput(u"the leaf goes on"_s);
    if (!d.face().pressInterrupt())
        d.kill(u"root"_s, SIGINT);
    d.expectEnd(130);
}

static const Row row("ctrl_c_middle_not_debug", {{u"c"_s, script}});
