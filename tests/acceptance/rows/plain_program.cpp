// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void fails(Dialogue &d, bool keep)
{
    QStringList arguments{u"--debug"_s, u"1"_s, u"two"_s};
    if (keep)
        arguments.prepend(u"--keep"_s);
    d.start(arguments);
    const Seen seen = d.expectEntry(u"crashed"_s, u"plain_program"_s, u"throw std::invalid_argument"_s);
    d.check(seen.text.contains(u"std::invalid_argument: not a number: two"_s), u"the error is not shown:\n"_s + seen.text);
    d.step(u"up"_s, u"sum += parseNumber(word)"_s);
    const QString locals = d.command(u"info locals"_s);
    d.check(locals.contains(u"sum = 1"_s), u"not the locals of the caller:\n"_s + locals);
    d.answer(u"c"_s);
    d.expectEnd(keep ? 0 : 1);
    d.expectText(keep ? u"it failed, and the program goes on"_s : u"plain_program: not a number: two"_s);
}

static void succeeds(Dialogue &d)
{
    d.start({u"--debug"_s, u"1"_s, u"2"_s});
    d.expectEnd(0);
    d.expectText(u"sum: 3"_s);
}

static void withoutFlag(Dialogue &d)
{
    d.start({u"1"_s, u"two"_s});
    d.expectEnd(1);
    d.expectText(u"plain_program: not a number: two"_s);
}

static const Row row("plain_program", {{u"raises"_s, [](Dialogue &d) { fails(d, false); }},
                                       {u"keeps"_s, [](Dialogue &d) { fails(d, true); }},
                                       {u"succeeds"_s, succeeds},
                                       {u"without the flag"_s, withoutFlag}});
