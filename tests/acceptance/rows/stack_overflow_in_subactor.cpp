// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d, const QString &first)
{
    d.start();
    const Seen child = d.expectEntry(u"crashed"_s, u"bad_tree"_s, {});
    // The fault is in what builds the next frame, or in the call.
    d.check(child.line == 12 || child.line == 13, u"the prompt does not stand on the recursing function:\n"_s + child.text);
    d.check(child.text.contains(u"SIGSEGV"_s) && child.text.contains(u"stack overflow"_s), u"the signal is not shown:\n"_s + child.text);
    d.command(u"u"_s);
    const QString folder = d.command(u"p *folder"_s);
    d.check(folder.contains(u"parent = 0x"_s), u"the parameter of the recursing function is not there:\n"_s + folder);
    QElapsedTimer time;
    time.start();
    const QString stack = d.command(u"w"_s);
    d.check(stack.contains(u"depthOf"_s), u"w does not show the recursion:\n"_s + stack.left(2000));
    d.check(time.elapsed() < 5000, u"w took %1 ms"_s.arg(time.elapsed()));
    d.answer(first);
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    for (const QString &part : {u"RemoteActorError: ('bad_tree', '"_s, u"boxed type: SIGSEGV"_s, u"stack overflow"_s, u"depthOf"_s,
                                u"stack_overflow_in_subactor.cpp:13"_s})
        d.check(root.text.contains(part), u"the boxed error does not show \"%1\":\n%2"_s.arg(part, root.text));
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(u"SIGSEGV"_s);
}

static const Row row("stack_overflow_in_subactor", {{u"c"_s, [](Dialogue &d) { script(d, u"c"_s); }}, {u"q"_s, [](Dialogue &d) { script(d, u"q"_s); }}});
