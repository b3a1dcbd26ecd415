// SPDX-License-Identifier: MIT
// ctrl-c with no REPL open, again and again: cancel, terminate, kill, each said in one line.
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

static void start(Dialogue &d, const QStringList &words, int deaf)
{
    d.face().outliveIt();
    d.startProgram(u"deaf"_s, words);
    d.expectOutput(u"(deaf(.|\\n)*){%1}"_s.arg(deaf));
    d.rootDies();
    d.treeDies();
}

static void press(Dialogue &d, const QString &says)
{
    d.check(d.face().pressInterrupt(), u"this face has no ctrl-c"_s);
    d.expectOutput(says);
}

static void end(Dialogue &d, int status)
{
    d.expectAllGone({u"sh"_s, u"dash"_s});
    d.face().type(QString());
    d.expectEnd(status);
}

/// Not in debug mode, so that there is no console: the root tells.
static void withoutConsole(Dialogue &d)
{
    start(d, {}, 1);
    press(d, u"asked to cancel; once more terminates it \\(SIGTERM\\)"_s);
    press(d, u"terminated \\(SIGTERM\\); once more kills the tree"_s);
    end(d, 130);
}

static void withoutConsoleDeafRoot(Dialogue &d)
{
    start(d, {u"root"_s}, 2);
    press(d, u"asked to cancel; once more terminates it \\(SIGTERM\\)"_s);
    press(d, u"terminated \\(SIGTERM\\); once more kills the tree"_s);
    press(d, u"the tree is killed"_s);
    end(d, 130);
}

static void atConsole(Dialogue &d)
{
    start(d, {u"debug"_s, u"root"_s}, 2);
    press(d, u"ctrl-c: the root is asked to cancel the tree; once more sends it SIGTERM"_s);
    press(d, u"ctrl-c: the root was sent SIGTERM; once more sends SIGKILL"_s);
    end(d, 143);
}

static void atConsoleKilled(Dialogue &d)
{
    start(d, {u"debug"_s, u"root"_s, u"term"_s}, 2);
    press(d, u"ctrl-c: the root is asked to cancel the tree; once more sends it SIGTERM"_s);
    press(d, u"ctrl-c: the root was sent SIGTERM; once more sends SIGKILL"_s);
    press(d, u"ctrl-c: the root was sent SIGKILL"_s);
    end(d, 137);
}

static const Row row("ctrl_c_escalates", {{u"no console"_s, withoutConsole, {u"self"_s}},
                                          {u"no console, deaf root"_s, withoutConsoleDeafRoot, {u"self"_s}},
                                          {u"to SIGTERM"_s, atConsole, {u"terminal"_s, u"self"_s}},
                                          {u"to SIGKILL"_s, atConsoleKilled, {u"terminal"_s, u"self"_s}}});
