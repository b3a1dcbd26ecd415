// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

// What each command of the prompt prints, in a live process and in a frozen copy.
static void script(Dialogue &d)
{
    d.startProgram(u"look_around"_s);
    d.expectEntry(u"paused"_s, u"looks_around"_s, u"furrow::pause()"_s);
    const auto holds = [&](const QString &line, const QStringList &parts, const QStringList &without = {}) {
        const QString text = d.command(line);
        for (const QString &part : parts)
            d.check(text.contains(part), u"%1 does not print \"%2\":\n%3"_s.arg(line, part, text));
        for (const QString &part : without)
            d.check(!text.contains(part), u"%1 prints \"%2\":\n%3"_s.arg(line, part, text));
    };
    const QStringList machinery{u"_Coro"_s, u"frame_ptr"_s, u"Aw0"_s, u"furrow::detail"_s};
    holds(u"w"_s, {u"lookAround at "_s, u"await looksAround at "_s, u"actor ('root', '"_s}, machinery + QStringList{u"operator()"_s, u"/runtime/"_s});
    holds(u"info locals"_s, {u"bytes = \"doggypants\""_s, u"text = \"tail\""_s}, machinery + QStringList{u"[0] = 100"_s});
    holds(u"locals byt"_s, {u"bytes = "_s}, {u"text = "_s});
    holds(u"a"_s, {u"depth = 3"_s}, machinery);
    holds(u"p bytes"_s, {u"= \"doggypants\""_s}, {u"[0]"_s});
    holds(u"pp bytes"_s, {u"\"doggypants\""_s}, {u"[0]"_s});
    holds(u"ptype depth"_s, {u"type = int"_s});
    holds(u"list"_s, {u"furrow::pause()"_s}, {u"No such file"_s});
    holds(u"ll"_s, {u"-> "_s, u"lookAround(int depth)"_s, u"co_return depth"_s});
    holds(u"tasks"_s, {u"-> task 'looks_around'"_s, u"runs  lookAround at "_s, u"await looksAround at "_s});
    holds(u"info threads"_s, {u"-> 1"_s, u"lookAround at "_s}, {u"furrow-ref"_s});
    holds(u"actors"_s, {u"('root', '"_s, u"('looks_around', '"_s, u"at its prompt"_s});
    holds(u"queue"_s, {u"the console: ('looks_around', '"_s, u"nobody waits"_s});
    holds(u"help"_s, {u"hf_unhide"_s, u"fin"_s, u"locals"_s});
    holds(u"hf_list"_s, {u"furrow::*"_s});
    for (const QString &refused : {u"run"_s, u"kill"_s, u"detach"_s, u"attach 1"_s, u"inferior 1"_s})
        holds(refused, {u"is refused: "_s});
    holds(u"c 3"_s, {u"takes no argument"_s});
    holds(u"python print(6 * 7)"_s, {u"42"_s});
    holds(u"call bytes.size()"_s, {u"= 10"_s});
    holds(u"u"_s, {u"main at "_s, u"furrow::run"_s});
    holds(u"d"_s, {u"lookAround at "_s, u"furrow::pause()"_s});
    holds(u"sticky"_s, {u"is on"_s});
    d.check(d.step(u"n"_s, u"++depth"_s).text.contains(u"lookAround(int depth)"_s), u"not the whole function in the sticky view"_s);
    holds(u"sticky"_s, {u"is off"_s});
    d.step(u"fin"_s, u"depth == 4"_s);
    holds(u"p depth"_s, {u"= 4"_s});
    d.command(u"tbreak throws"_s);
    d.answer(u"c"_s);
    const Seen hit = d.expectEntry(u"paused"_s, u"looks_around"_s);
    d.check(hit.text.contains(u"Breakpoint 1"_s) && hit.place.contains(u"task 'looks_around'"_s), u"the breakpoint is not named:\n"_s + hit.text);
    holds(u"info breakpoints"_s, {u"No breakpoints"_s});
    d.answer(u"c"_s);
    d.expectEntry(u"crashed"_s, u"looks_around"_s, u"throw std::runtime_error"_s);
    holds(u"info locals"_s, {u"why = \"no reason\""_s}, machinery);
    holds(u"w"_s, {u"throws at "_s, u"await looksAround at "_s, u"actor ('root', '"_s}, {u"handlerFound"_s, u"operator()"_s});
    for (const QString &refused : {u"n"_s, u"s"_s, u"fin"_s, u"until"_s, u"jump 1"_s})
        holds(refused, {u"is refused: this is a frozen copy"_s});
    d.answer(u"c"_s);
    d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    holds(u"w"_s, {u"asyncMain::{lambda} at "_s, u"await asyncMain at "_s});
    d.answer(u"q"_s);
    d.expectEnd(1);
    d.expectText(u"no reason"_s);
}

static const Row row("prompt_commands", {{u"each command"_s, script}});
