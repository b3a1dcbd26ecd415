// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace acceptance;

/// The next pause of a worker, and the mark of who it is.
static int worker(Dialogue &d, const QString &thread)
{
    const Seen seen = d.expectEntry(u"paused"_s, u"work"_s, u"in a worker"_s);
    d.check(seen.place.startsWith(u"thread '"_s + thread), u"not the thread that was expected: "_s + seen.place);
    static const QRegularExpression value(u"= (\\d+)"_s);
    return value.match(d.command(u"p mark"_s)).captured(1).toInt();
}

static void goOn(Dialogue &d)
{
    d.startProgram(u"workers"_s);
    QList<int> marks;
    for (int i = 0; i < 4; ++i) {
        marks += worker(d, u"Thread (pooled)"_s);
        d.answer(u"c"_s);
    }
    std::sort(marks.begin() + 2, marks.end()); // two at once
    d.check(marks == QList<int>{1, 2, 3, 4}, u"not every worker has paused once"_s);
    d.check(worker(d, u"a QThread"_s) == 5, u"not the last worker"_s);
    d.step(u"n"_s, u"return mark + 1"_s);
    d.answer(u"c"_s);
    d.expectEnd(0);
    d.expectText(u"worked out 12"_s);
}

/// Nothing can be thrown into a worker.
static void quits(Dialogue &d)
{
    d.startProgram(u"workers"_s);
    worker(d, u"Thread (pooled)"_s);
    d.answer(u"q"_s);
    d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.check(d.transcript().contains(u"nothing can be thrown at this place"_s), u"it does not say what q does here"_s);
}

static const Row row("workers", {{u"c"_s, goOn}, {u"q"_s, quits}});
