// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d, const QString &first)
{
    d.start();
    const Seen child = d.expectEntry(u"crashed"_s, u"bad_party"_s, u"assert(guests > 0);"_s);
    d.check(child.text.contains(u"SIGABRT"_s) && child.text.contains(u"Assertion `guests > 0' failed"_s), u"the signal is not shown:\n"_s + child.text);
    const QString guests = d.command(u"p guests"_s);
    d.check(guests.contains(u"= 0"_s), u"the faulting frame is not selected:\n"_s + guests);
    d.answer(first);
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    for (const QString &part : {u"RemoteActorError: ('bad_party', '"_s, u"boxed type: SIGABRT"_s, u"Assertion `guests > 0' failed"_s, u"badParty"_s,
                                u"abort_in_subactor.cpp:11"_s})
        d.check(root.text.contains(part), u"the boxed error does not show \"%1\":\n%2"_s.arg(part, root.text));
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"SIGABRT"_s);
}

static const Row row("abort_in_subactor", {{u"c"_s, [](Dialogue &d) { script(d, u"c"_s); }}, {u"q"_s, [](Dialogue &d) { script(d, u"q"_s); }}});
