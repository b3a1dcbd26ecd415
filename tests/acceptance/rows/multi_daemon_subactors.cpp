// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    int crashes = 0, pauses = 0, roots = 0;
    while (const std::optional<Seen> seen = d.nextEntry()) {
        if (seen->actor == u"name_error"_s) {
            d.check(seen->kind == u"crashed"_s && seen->arrow.contains(u"throw NameError"_s), u"name_error stands elsewhere:\n"_s + seen->text);
            ++crashes;
        } else if (seen->actor == u"bp_forever"_s) {
            d.check(seen->kind == u"paused"_s && seen->arrow.contains(u"furrow::pause()"_s), u"bp_forever stands elsewhere:\n"_s + seen->text);
            ++pauses;
        } else {
            d.check(seen->actor == u"root"_s && seen->kind == u"crashed"_s, u"an entry that nobody expects:\n"_s + seen->text);
            d.check(seen->text.contains(u"RemoteActorError: ('name_error', '"_s) && seen->text.contains(u"NameError"_s), u"not the boxed NameError:\n"_s + seen->text);
            ++roots;
        }
        d.keepPicture(seen->kind + u'-' + seen->actor);
        d.check(roots <= 1 && (roots == 0 || seen->actor == u"root"_s), u"an entry after the root's"_s);
        d.answer(u"c"_s);
    }
    d.check(crashes == 2, u"%1 crash entries of name_error, expected 2"_s.arg(crashes));
    d.check(pauses >= 1, u"no pause of bp_forever"_s);
    d.check(roots == 1, u"%1 crash entries of the root, expected 1"_s.arg(roots));
    d.expectEnd(1);
    d.expectText(u"NameError"_s);
}

static const Row row("multi_daemon_subactors", {{u"c"_s, script}});
