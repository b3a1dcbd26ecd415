// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void steps(Dialogue &d)
{
    d.start();
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    const QString w = d.command(u"w"_s);
    d.check(w.contains(u"-> #"_s) && w.contains(u"stepped at "_s) && w.contains(u"await awaits at "_s), u"no awaiting coroutine in:\n"_s + w);
    d.check(!w.contains(u"operator()"_s) && !w.contains(u"/runtime/"_s), u"frames of the runtime in:\n"_s + w);
    const QString tasks = d.command(u"tasks"_s);
    d.check(tasks.contains(u"runs  stepped at "_s) && tasks.count(u"await awaits at "_s) >= 1, u"not the tasks:\n"_s + tasks);
    for (const QString &source : {u"sleep(20ms)"_s, u"contains(QStringLiteral(\"crash\"))"_s, u"portal.run<&twice>"_s, u"number += 1"_s})
        d.step(u"n"_s, source);
    const QString number = d.command(u"p number"_s);
    d.check(number.contains(u"= 1000"_s), u"not what the callee returned: "_s + number);
    d.step(u"n"_s, u"co_return number"_s);
    d.step(u"n"_s, u"got != number"_s);
    const QString locals = d.command(u"info locals"_s);
    d.check(locals.contains(u"got = 1001"_s) && !locals.contains(u"_Coro"_s), u"not the awaiter's locals:\n"_s + locals);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"500 became 1001"_s);
}

static void calleeCrashes(Dialogue &d)
{
    d.start({u"crash"_s});
    d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause()"_s);
    for (const QString &source : {u"sleep(20ms)"_s, u"contains(QStringLiteral(\"crash\"))"_s, u"portal.run<&fails>"_s})
        d.step(u"n"_s, source);
    d.answer(u"n"_s);
    const Seen callee = d.expectEntry(u"crashed"_s, u"callee"_s, u"throw NameError"_s);
    const QString w = d.command(u"w"_s);
    d.check(w.contains(u"fails at "_s) && w.contains(u"actor ('root', '"_s), u"the calling actor is not below:\n"_s + w);
    d.answer(u"c"_s);
    int crashes = 0;
    while (const std::optional<Seen> seen = d.nextEntry()) {
        d.check(seen->actor == u"root"_s, u"an entry that nobody expects:\n"_s + seen->text);
        crashes += seen->kind == u"crashed"_s;
        d.answer(u"c"_s);
    }
    d.check(crashes == 1, u"%1 crash entries of the root, expected 1"_s.arg(crashes));
    d.expectEnd(1);
    d.expectText(u"NameError"_s);
}

static const Row row("step_over_await", {{u"n"_s, steps}, {u"callee crashes"_s, calleeCrashes}});
