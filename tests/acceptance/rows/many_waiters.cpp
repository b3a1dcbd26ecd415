// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace acceptance;

static void script(Dialogue &d)
{
    d.start();
    std::optional<Seen> seen = d.nextEntry();
    d.check(seen.has_value(), u"no prompt came"_s);
    // Until every one has asked.
    QStringList order;
    static const QRegularExpression waiter(u"\\('(waiter_\\d+)', '"_s);
    while (order.size() < 50) {
        order.clear();
        auto matches = waiter.globalMatch(d.command(u"queue"_s));
        while (matches.hasNext())
            order += matches.next().captured(1);
    }
    d.check(QSet<QString>(order.begin(), order.end()).size() == 50, u"not fifty of them: "_s + order.join(u' '));
    for (int i = 0; i < 50; ++i) {
        if (i > 0)
            seen = d.nextEntry();
        d.check(seen && seen->kind == u"paused"_s && seen->arrow.contains(u"furrow::pause()"_s), u"prompt %1 is missing"_s.arg(i));
        d.check(seen->actor == order.at(i), u"prompt %1 is that of %2, but %3 had asked before"_s.arg(i).arg(seen->actor, order.at(i)));
        d.answer(u"c"_s);
    }
    d.expectEnd(0);
}

static const Row row("many_waiters", {{u"c"_s, script}});
