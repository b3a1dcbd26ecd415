// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace acceptance;

static void climb(Dialogue &d)
{
    d.start();
    d.expectEntry(u"crashed"_s, u"leaf"_s, u"throw NameError"_s);
    d.answer(u"c"_s);
    d.expectEntry(u"crashed"_s, u"middle"_s, u"waitForResult"_s);
    d.answer(u"c"_s);
    d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
}

static void intoEach(Dialogue &d)
{
    climb(d);
    const auto holds = [&](const QString &line, const QString &part) {
        const QString text = d.command(line);
        d.check(text.contains(part), u"%1 does not print \"%2\":\n%3"_s.arg(line, part, text));
    };
    d.check(d.step(u"down"_s, u"waitForResult"_s).text.contains(u"frozen copy of ('middle', '"_s), u"not said whose frame it is"_s);
    holds(u"info locals"_s, u"asked = "_s);
    holds(u"p asked"_s, u"[1] = 7"_s);
    d.check(d.step(u"down"_s, u"throw NameError"_s).text.contains(u"frozen copy of ('leaf', '"_s), u"not said whose frame it is"_s);
    holds(u"info locals"_s, u"missing = \"doggypants\""_s);
    holds(u"a"_s, u"depth = 7"_s);
    holds(u"p depth"_s, u"= 7"_s);
    holds(u"pp missing"_s, u"\"doggypants\""_s);
    holds(u"ptype depth"_s, u"type = int"_s);
    holds(u"ll"_s, u"const QByteArray missing"_s);
    holds(u"w"_s, u"leaf at "_s);
    holds(u"n"_s, u"is refused: this is a frozen copy of 'leaf'"_s);
    // Nobody is below the source.
    d.command(u"d"_s);
    d.check(d.step(u"up"_s, u"waitForResult"_s).text.contains(u"frozen copy of ('middle', '"_s), u"not back in the middle"_s);
    d.check(d.step(u"u"_s, u"waitForResult"_s).text.contains(u"up to ('root', '"_s), u"not back in the root"_s);
    holds(u"w"_s, u"asyncMain"_s);
    d.step(u"d"_s, u"waitForResult"_s);
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"doggypants"_s);
}

static void copyKilled(Dialogue &d)
{
    climb(d);
    d.step(u"down"_s, u"waitForResult"_s);
    d.step(u"down"_s, u"throw NameError"_s);
    static const QRegularExpression number(u"copy (\\d+)"_s);
    const pid_t copy = number.match(d.command(u"python print('copy', gdb.selected_inferior().pid)"_s)).captured(1).toInt();
    d.check(copy > 0 && ::kill(copy, SIGKILL) == 0, u"no copy to kill"_s);
    d.expectPromptAgain(u"the frozen copy of 'leaf' is gone"_s);
    d.step(u"down"_s, u"waitForResult"_s);
    const QString text = d.command(u"down"_s);
    for (const QString &part : {u"('leaf', '"_s, u"has no frozen copy"_s, u"recorded at the throw"_s, u"look_into_child.cpp:"_s})
        d.check(text.contains(part), u"\"%1\" is not shown:\n%2"_s.arg(part, text));
    d.step(u"up"_s, u"waitForResult"_s);
    d.answer(u"q"_s);
    d.expectEnd(1);
}

static const Row row("look_into_child", {{u"into each"_s, intoEach}, {u"copy killed"_s, copyKilled}});
