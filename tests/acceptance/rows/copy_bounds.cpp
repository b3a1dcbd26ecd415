// SPDX-License-Identifier: MIT
// Frozen copies are bounded; past the bound the prompt shows what was recorded at the throw, and says so.
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void reach(Dialogue &d, const QString &bound, const QString &said)
{
    d.startProgram(u"bounds"_s, {bound});
    const Seen child = d.expectEntry(u"crashed"_s, u"hold_on"_s);
    for (const QString &part : {u"error 16"_s, u"#0 fail at "_s, u"no frozen copy was taken at the throw ("_s, said})
        d.check(child.text.contains(part), u"\"%1\" is not shown:\n%2"_s.arg(part, child.text));
    d.check(child.place.contains(u"bounds.cpp:"_s), u"it does not tell where it was thrown: "_s + child.place);
    const QString number = d.command(u"p 40 + 2"_s);
    d.check(number.contains(u"= 42"_s), u"the prompt is of no use:\n"_s + number);
    d.answer(u"c"_s);
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.check(root.text.contains(u"error 16"_s), u"the boxed error is not shown:\n"_s + root.text);
    d.answer(u"c"_s);
    d.expectEnd(1);
}

static const Row row("copy_bounds", {{u"of number"_s, [](Dialogue &d) { reach(d, u"number"_s, u"as many as are allowed are held already"_s); }},
                                     {u"of memory"_s, [](Dialogue &d) { reach(d, u"memory"_s, u"there is not enough memory for what it might take"_s); }}});
