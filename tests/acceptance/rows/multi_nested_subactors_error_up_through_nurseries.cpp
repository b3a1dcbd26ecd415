// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QMap>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace acceptance;

/// How far up its chain an actor is: name_error, spawn_until_0, ..., its spawner.
static int heightOf(const QString &actor)
{
    if (actor == u"name_error"_s)
        return 0;
    const int number = actor.last(1).toInt();
    return actor.startsWith(u"spawn_until_"_s) ? number + 1 : number + 4;
}

static void script(Dialogue &d)
{
    static const QRegularExpression source(u"RemoteActorError: \\('name_error', '([0-9a-f-]{36})'\\)"_s);
    d.start();
    QMap<QString, QString> last; // the actor that crashed last in each chain, which its name_error stands for
    int prompts = 0, roots = 0;
    while (const std::optional<Seen> seen = d.nextEntry()) {
        ++prompts;
        d.check(prompts <= 40, u"more than 40 prompts"_s);
        d.check(roots == 0, u"an entry after the root's:\n"_s + seen->text);
        if (seen->kind == u"paused"_s) {
            d.check(seen->actor == u"breakpoint_forever"_s && seen->arrow.contains(u"furrow::pause()"_s), u"a pause elsewhere:\n"_s + seen->text);
        } else if (seen->actor == u"root"_s) {
            ++roots;
            d.check(seen->text.contains(u"NameError"_s), u"the root's crash shows no NameError:\n"_s + seen->text);
        } else {
            d.check(seen->actor == u"name_error"_s || seen->actor.startsWith(u"spawn"_s), u"an entry that nobody expects:\n"_s + seen->text);
            const QString chain = seen->actor == u"name_error"_s ? seen->uuid : source.match(seen->text).captured(1);
            d.check(!chain.isEmpty() || seen->text.contains(u"DebuggerQuit"_s), u"neither of the errors:\n"_s + seen->text);
            if (!chain.isEmpty()) {
                const int below = last.contains(chain) ? heightOf(last.value(chain)) : -1;
                d.check(heightOf(seen->actor) == below + 1, u"%1 comes after %2"_s.arg(seen->actor, last.value(chain, u"nothing"_s)));
                last[chain] = seen->actor;
            }
        }
        d.answer(prompts % 2 ? u"c"_s : u"q"_s);
    }
    d.check(roots == 1, u"%1 crash entries of the root"_s.arg(roots));
    d.check(last.values().contains(u"spawner0"_s) || last.values().contains(u"spawner1"_s), u"no chain came to its spawner: "_s + last.values().join(u", "_s));
    d.expectEnd(1);
    d.expectText(u"NameError"_s);
    // With a quit beside it, it is the leaf's parent that boxes the group of both, and the path begins there.
    d.expectText(u"relay path: \\('(name_error|spawn_until_0)', '[^']*'\\)( -> \\('spawn_until_\\d', '[^']*'\\))+ -> \\('spawner\\d', '[^']*'\\)"_s);
}

static const Row row("multi_nested_subactors_error_up_through_nurseries", {{u"c and q"_s, script}});
