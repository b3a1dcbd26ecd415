// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d, const QString &first)
{
    d.start();
    const Seen child = d.expectEntry(u"crashed"_s, u"name_error"_s, u"throw NameError"_s);
    d.check(child.text.contains(u"NameError: name 'doggypants' is not defined"_s), u"the error is not shown:\n"_s + child.text);
    const QString locals = d.command(u"info locals"_s);
    d.check(locals.contains(u"missing"_s) && locals.contains(u"doggypants"_s), u"the locals of the throwing frame are not there:\n"_s + locals);
    d.answer(first);
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    for (const QString &part : {u"RemoteActorError: ('name_error', '"_s, u"NameError"_s, u"name 'doggypants' is not defined"_s, u"subactor_error.cpp:"_s})
        d.check(root.text.contains(part), u"the boxed error does not show \"%1\":\n%2"_s.arg(part, root.text));
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"NameError"_s);
}

static const Row row("subactor_error", {{u"c"_s, [](Dialogue &d) { script(d, u"c"_s); }}, {u"q"_s, [](Dialogue &d) { script(d, u"q"_s); }}});
