// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QSet>

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    const Seen first = d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause();"_s);
    d.check(first.place.contains(u"task 'main'"_s), u"not the main task: "_s + first.place);
    d.answer(u"c"_s);
    d.expectEntry(u"paused"_s, u"root"_s, u"co_await furrow::pause();"_s);
    d.answer(u"c"_s);
    QSet<QString> seen;
    for (int i = 0; i < 3; ++i) {
        const std::optional<Seen> next = d.nextEntry();
        d.check(next && next->kind == u"paused"_s, u"expected one more pause"_s);
        const bool child = next->actor == u"subactor"_s;
        const QString who = child ? next->actor : next->place.section(u'\'', 1, 1);
        d.check(next->arrow == (who == u"inline_bg"_s ? u"std::raise(SIGTRAP);"_s : u"furrow::pause();"_s), who + u" stands elsewhere:\n"_s + next->text);
        d.check(child == next->place.startsWith(u"task"_s), u"not where it runs: "_s + next->place);
        seen += who;
        d.answer(u"c"_s);
    }
    d.check(seen == QSet<QString>{u"subactor"_s, u"start_soon_bg"_s, u"inline_bg"_s}, u"not the three that were expected: "_s + seen.values().join(u", "_s));
    d.expectEnd(0);
}

/// Where `q` cannot throw, the root's task fails instead, also where a nursery of it has turned debug mode on.
static void quitInThread(Dialogue &d)
{
    d.start();
    for (int i = 0; i < 2; ++i) {
        d.expectEntry(u"paused"_s, u"root"_s, u"furrow::pause();"_s);
        d.answer(u"c"_s);
    }
    bool quit = false;
    while (const std::optional<Seen> next = d.nextEntry()) {
        const bool thread = next->place.startsWith(u"thread 'start_soon_bg'"_s);
        d.answer(thread ? u"q"_s : u"c"_s);
        quit = quit || thread;
    }
    d.check(quit, u"the thread did not pause"_s);
    d.expectEnd(1);
    d.expectText(u"DebuggerQuit"_s);
}

static const Row row("sync_bp", {{u"c"_s, script}, {u"q in a thread"_s, quitInThread}});
