// SPDX-License-Identifier: MIT
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

// Both sides of the daemon pause, then its coroutine crashes once; the root's own pause may come anywhere, or not at all.
static void script(Dialogue &d)
{
    d.start();
    int asioPauses = 0, qtPauses = 0, crashes = 0, rootPauses = 0, rootCrashes = 0;
    while (const std::optional<Seen> seen = d.nextEntry()) {
        const bool daemon = seen->actor == u"aio_daemon"_s, paused = seen->kind == u"paused"_s;
        if (daemon && paused && seen->place.contains(u"asio breakThenFail"_s)) {
            d.check(seen->arrow == u"furrow::pause();"_s, u"the coroutine stands elsewhere:\n"_s + seen->text);
            ++asioPauses;
        } else if (daemon && paused) {
            d.check(seen->arrow == u"co_await furrow::pause();"_s, u"the Qt side stands elsewhere:\n"_s + seen->text);
            ++qtPauses;
        } else if (daemon) {
            d.check(asioPauses == 1 && qtPauses == 1, u"a crash before both sides have paused"_s);
            d.check(seen->arrow.contains(u"throw std::domain_error"_s) && seen->text.contains(u"asio side error!"_s), u"not the coroutine's throw:\n"_s + seen->text);
            ++crashes;
        } else if (paused) {
            d.check(seen->actor == u"root"_s && seen->arrow == u"co_await furrow::pause();"_s, u"the root stands elsewhere:\n"_s + seen->text);
            ++rootPauses;
        } else {
            d.check(seen->actor == u"root"_s && crashes == 1, u"an entry that nobody expects:\n"_s + seen->text);
            d.check(seen->text.contains(u"RemoteActorError: ('aio_daemon', '"_s) && seen->text.contains(u"asio side error!"_s), u"not the boxed error:\n"_s + seen->text);
            ++rootCrashes;
        }
        d.check(rootCrashes <= 1 && (rootCrashes == 0 || seen->actor == u"root"_s), u"an entry after the root's"_s);
        d.keepPicture(seen->kind + u'-' + seen->actor);
        d.answer(u"c"_s);
    }
    d.check(asioPauses == 1, u"%1 pauses of the coroutine, expected 1"_s.arg(asioPauses));
    d.check(qtPauses == 1, u"%1 pauses of the Qt side, expected 1"_s.arg(qtPauses));
    d.check(crashes == 1, u"%1 crash entries of aio_daemon, expected 1"_s.arg(crashes));
    d.check(rootPauses <= 1, u"%1 pauses of the root, expected at most 1"_s.arg(rootPauses));
    d.check(rootCrashes == 1, u"%1 crash entries of the root, expected 1"_s.arg(rootCrashes));
    d.expectEnd(1);
    d.expectText(u"asio side error!"_s);
}

static const Row row("asio_bp", {{u"c"_s, script}});
