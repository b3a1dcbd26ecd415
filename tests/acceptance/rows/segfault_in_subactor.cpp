// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d, const QString &first)
{
    d.start();
    const Seen child = d.expectEntry(u"crashed"_s, u"bad_pointer"_s, u"return account->balance;"_s);
    d.check(child.text.contains(u"SIGSEGV: Segmentation fault at address 0x0"_s), u"the signal is not shown:\n"_s + child.text);
    const QString locals = d.command(u"info locals"_s);
    d.check(locals.contains(u"account = 0x0"_s), u"the locals of the faulting frame are not there:\n"_s + locals);
    const QString refused = d.command(u"n"_s);
    d.check(refused.contains(u"SIGSEGV"_s), u"n is not refused with the reason:\n"_s + refused);
    d.answer(first);
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    for (const QString &part : {u"RemoteActorError: ('bad_pointer', '"_s, u"boxed type: SIGSEGV"_s, u"at address 0x0"_s, u"balanceOf"_s,
                                u"segfault_in_subactor.cpp:19"_s})
        d.check(root.text.contains(part), u"the boxed error does not show \"%1\":\n%2"_s.arg(part, root.text));
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"SIGSEGV"_s);
}

static const Row row("segfault_in_subactor", {{u"c"_s, [](Dialogue &d) { script(d, u"c"_s); }}, {u"q"_s, [](Dialogue &d) { script(d, u"q"_s); }}});
