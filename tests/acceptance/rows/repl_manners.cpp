// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace acceptance;

/// A command of several lines, at the continuation prompt from the second on.
static void block(Dialogue &d, const QStringList &lines, const QString &printed)
{
    d.command(u"p 0"_s); // what was printed before is read
    for (qsizetype i = 0; i < lines.size(); ++i) {
        d.face().type(lines.at(i));
        if (i + 1 < lines.size())
            d.expectOutput(u"(?s)(?:> .*){%1}"_s.arg(i + 1));
    }
    d.expectPromptAgain(printed);
}

static void script(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    const QString crops = d.command(u"pp crops"_s);
    for (const QString &part : {u"[\"field\"] = "_s, u"\"wheat\""_s, u"\"rye\""_s, u"[2] = "_s, u"\"clover\""_s})
        d.check(crops.contains(part), u"pp does not print \"%1\":\n%2"_s.arg(part, crops));
    const QString rows = d.command(u"pp rows"_s);
    d.check(rows.contains(u"... 150 more of 250"_s) && rows.contains(u"[99] = 99"_s) && !rows.contains(u"= 100"_s), u"not within limits:\n"_s + rows);
    block(d, {u"python"_s, u"for number in range(3):"_s, u"    print('furrow', number * 7)"_s, u"end"_s}, u"furrow 14"_s);
    block(d, {u"if 1"_s, u"echo inner\\n"_s, u"end"_s}, u"\ninner"_s);
    block(d, {u"define twice"_s, u"p 2 * $arg0"_s, u"end"_s}, QString());
    d.check(d.command(u"twice 21"_s).contains(u"= 42"_s), u"define defined nothing"_s);
    d.command(u"tbreak 21"_s);
    block(d, {u"commands"_s, u"silent"_s, u"end"_s}, QString());
    d.check(d.command(u"info breakpoints"_s).contains(u"silent"_s), u"no commands at the breakpoint"_s);
    d.command(u"delete"_s);
    const QString help = d.command(u"help"_s);
    d.check(help.indexOf(u"Furrow's"_s) >= 0 && help.indexOf(u"gdb's"_s) > help.indexOf(u"Furrow's"_s) && help.contains(u"breakpoints"_s),
            u"help does not group:\n"_s + help);
    // A printer that fails is named where its value would be.
    block(d, {u"python"_s, u"class Bad:"_s, u"    def __init__(self, value): pass"_s, u"    def to_string(self): raise ValueError('no luck')"_s,
              u"gdb.pretty_printers.insert(0, lambda value: Bad(value) if str(value.type) == 'int' else None)"_s, u"end"_s}, QString());
    d.check(d.command(u"pp rows"_s).contains(u"its printer failed: ValueError: no luck"_s), u"the printer's failure is not told"_s);
    d.command(u"python gdb.pretty_printers.pop(0)"_s);
    // What a breakpoint's commands print is shown, and one that goes on by itself opens nothing.
    d.command(u"break 21"_s);
    block(d, {u"commands"_s, u"silent"_s, u"printf \"traced %d\\n\", 6 * 7"_s, u"c"_s, u"end"_s}, QString());
    d.answer(u"c"_s);
    d.expectOutput(u"traced 42"_s);
    d.expectEnd(0);
}

static const Row row("repl_manners", {{u"manners"_s, script}});
