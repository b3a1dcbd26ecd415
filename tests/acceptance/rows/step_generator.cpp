// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void starts(Dialogue &d)
{
    d.startProgram(u"generates"_s);
    d.expectEntry(u"paused"_s, u"adds"_s, u"furrow::pause()"_s);
}

static void overValues(Dialogue &d)
{
    starts(d);
    for (int i = 0; i < 3; ++i) {
        d.step(u"n"_s, u"all.next()"_s);
        d.step(u"n"_s, u"sum += *number"_s);
        d.step(u"n"_s, u"}"_s);
    }
    const QString sum = d.command(u"p sum"_s);
    d.check(sum.contains(u"= 5"_s), u"not the sum: "_s + sum);
    d.step(u"n"_s, u"all.next()"_s);
    d.step(u"n"_s, u"co_return sum"_s);
    d.step(u"n"_s, u"}"_s);
    d.expectText(u"the task adds has ended"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"the sum is 5"_s);
}

static void intoTheGenerator(Dialogue &d)
{
    starts(d);
    d.step(u"n"_s, u"all.next()"_s);
    d.step(u"s"_s, u"for (int i = 0"_s);
    d.step(u"n"_s, u"sleep(10ms)"_s);
    d.step(u"n"_s, u"co_yield"_s);
    d.step(u"fin"_s, u"sum += *number"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
}

// No awaiter of the user's is left to stop in.
static void outOfTheTask(Dialogue &d)
{
    starts(d);
    d.step(u"fin"_s, u"}"_s);
    d.expectText(u"the task adds has ended"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"the sum is 5"_s);
}

static const Row row("step_generator", {{u"n"_s, overValues}, {u"s, fin"_s, intoTheGenerator}, {u"fin"_s, outOfTheTask}});
