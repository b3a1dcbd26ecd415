// SPDX-License-Identifier: MIT
// Several errors at once: the header lists each, the prompt stands where one was thrown, and `down` picks among the others.
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void shows(Dialogue &d, const Seen &seen, const QStringList &parts)
{
    for (const QString &part : parts)
        d.check(seen.text.contains(part), u"\"%1\" is not shown:\n%2"_s.arg(part, seen.text));
}

static void holds(Dialogue &d, const QString &line, const QString &part)
{
    const QString text = d.command(line);
    d.check(text.contains(part), u"%1 does not print \"%2\":\n%3"_s.arg(line, part, text));
}

static void ofTasks(Dialogue &d)
{
    d.startProgram(u"groups"_s, {u"tasks"_s});
    shows(d, d.expectEntry(u"crashed"_s, u"gathers"_s, u"thrown first"_s),
          {u"ExceptionGroup: 2 errors"_s, u"std::runtime_error: the first of 1"_s, u"std::logic_error: the second of 2"_s});
    holds(d, u"p mark"_s, u"= 1"_s);
    d.step(u"down"_s, u"thrown second"_s);
    holds(d, u"p mark"_s, u"= 2"_s);
    holds(d, u"w"_s, u"failsSecond at "_s);
    d.step(u"up"_s, u"thrown first"_s);
    holds(d, u"p mark"_s, u"= 1"_s);
    d.answer(u"c"_s);
    shows(d, d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s), {u"the first of 1"_s, u"the second of 2"_s});
    d.step(u"down"_s, u"thrown first"_s);
    d.step(u"down"_s, u"thrown second"_s);
    holds(d, u"p mark"_s, u"= 2"_s);
    d.step(u"u"_s, u"thrown first"_s);
    d.step(u"u"_s, u"waitForResult"_s);
    d.answer(u"c"_s);
    d.expectEnd(1);
}

static void ofActors(Dialogue &d)
{
    d.startProgram(u"groups"_s, {u"actors"_s});
    QStringList first;
    for (int i = 0; i < 2; ++i) {
        const std::optional<Seen> child = d.nextEntry();
        d.check(child && child->kind == u"crashed"_s, u"no crash came"_s);
        first += child->actor;
        d.answer(u"c"_s);
    }
    d.check(first.contains(u"fails_first"_s) && first.contains(u"fails_too"_s), u"not the two that were expected: "_s + first.join(u' '));
    shows(d, d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s),
          {u"ExceptionGroup: 2 errors"_s, u"the first of 1"_s, u"the other of 3"_s});
    // The place in the root where the other one came, then both actors.
    d.step(u"down"_s, u"waitForResult"_s);
    QStringList stood;
    for (int i = 0; i < 2; ++i)
        stood += d.step(u"down"_s, u"thrown "_s).arrow.section(u"// "_s, 1);
    stood.sort();
    d.check(stood == QStringList{u"thrown as well"_s, u"thrown first"_s}, u"not both throws: "_s + stood.join(u", "_s));
    d.answer(u"c"_s);
    d.expectEnd(1);
}

static const Row row("exception_group", {{u"of tasks"_s, ofTasks}, {u"of actors"_s, ofActors}});
