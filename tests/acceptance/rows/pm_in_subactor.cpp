// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    const Seen byHand = d.expectEntry(u"crashed"_s, u"child"_s, u"furrow::postMortem();"_s);
    d.check(byHand.text.contains(u"NameError: name 'doggypants' is not defined"_s), u"the error is not shown:\n"_s + byHand.text);
    d.step(u"down"_s, u"throw NameError(name)"_s);
    const QString locals = d.command(u"info locals"_s);
    d.check(locals.contains(u"namesSearched = 0"_s), u"not the locals of the raising frame:\n"_s + locals);
    d.step(u"up"_s, u"lookUp("_s);
    d.step(u"up"_s, u"furrow::postMortem();"_s);
    d.answer(u"c"_s);
    const Seen byRuntime = d.expectEntry(u"crashed"_s, u"child"_s, u"throw NameError(name)"_s);
    d.check(byRuntime.uuid == byHand.uuid, u"another child"_s);
    d.answer(u"c"_s);
    for (const QString &source : {u"furrow::postMortem();"_s, u"openContext<&nameError>"_s}) {
        const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, source);
        d.check(root.text.contains(u"RemoteActorError: ('child', '"_s) && root.text.contains(u"boxed type: NameError"_s), u"not the boxed error:\n"_s + root.text);
        d.answer(u"c"_s);
    }
    d.expectEnd(1);
    d.expectText(u"NameError"_s);
}

static const Row row("pm_in_subactor", {{u"c"_s, script}});
