// SPDX-License-Identifier: MIT
// The tasks of the whole tree by SIGUSR1, however it comes; then the reaper.
#include "dialogue.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace acceptance;

static const QString lines[] = {u"await startNShieldHang at .*shield_hang_in_sub\\.cpp:15"_s, u"await asyncMain at .*shield_hang_in_sub\\.cpp:2\\d"_s};

/// What was printed of one request: the root's tree, "relaying", the child's, each once.
static void checkDumps(Dialogue &d, const QString &text, int requests)
{
    d.check(text.count(QRegularExpression(u"furrow: task tree of \\('root'"_s)) == requests, u"not %1 trees of the root in:\n"_s.arg(requests) + text);
    d.check(text.count(QRegularExpression(u"furrow: task tree of \\('hanger'"_s)) == requests, u"not %1 trees of the child in:\n"_s.arg(requests) + text);
    qsizetype at = 0;
    for (int i = 0; i < requests; ++i) {
        for (const QString &next : {u"task tree of ('root'"_s, u"relaying request"_s, u"task tree of ('hanger'"_s}) {
            at = text.indexOf(next, at);
            d.check(at >= 0, u"\"%1\" is not in its place in:\n%2"_s.arg(next, text));
        }
    }
    for (const QString &line : lines)
        d.check(text.count(QRegularExpression(line)) >= requests, u"/%1/ is not in:\n%2"_s.arg(line, text));
    d.check(text.count(u"cancel scope, shielded"_s) >= requests, u"no shielded scope in:\n"_s + text);
}

/// The log files that the dumps name, and that nothing else of the tree may leave behind.
static void checkLogs(Dialogue &d, int requests)
{
    for (const QString &actor : {u"root"_s, u"hanger"_s}) {
        const QString path = d.runtimeFolder() + u"/furrow-dumps/%1-%2.log"_s.arg(actor).arg(d.pidOf(actor));
        struct stat found{};
        d.check(::lstat(QFile::encodeName(path).constData(), &found) == 0 && S_ISREG(found.st_mode), u"there is no log "_s + path);
        d.check((found.st_mode & 07777) == 0600, u"the log %1 has mode %2"_s.arg(path).arg(found.st_mode & 07777, 0, 8));
        QFile log(path);
        d.check(log.open(QIODevice::ReadOnly), path + u" cannot be read"_s);
        const QString text = QString::fromUtf8(log.readAll());
        d.check(text.count(u"task tree of ('%1'"_s.arg(actor)) == requests && text.count(u"task tree of"_s) == requests,
                u"not %1 dumps in %2:\n%3"_s.arg(requests).arg(path, text));
    }
    QDir(d.runtimeFolder() + u"/furrow-dumps"_s).removeRecursively();
}

static bool hasLogged(Dialogue &d, int requests)
{
    QFile log(d.runtimeFolder() + u"/furrow-dumps/hanger-%1.log"_s.arg(d.pidOf(u"hanger"_s)));
    return log.open(QIODevice::ReadOnly) && QString::fromUtf8(log.readAll()).count(u"thread "_s) >= requests * 3;
}

static void startUntilItHangs(Dialogue &d)
{
    d.start();
    d.expectOutput(u"the child hangs"_s);
}

static void end(Dialogue &d, int requests)
{
    d.check(d.pidOf(u"console"_s) > 0, u"the console is gone"_s);
    checkLogs(d, requests);
    const pid_t root = d.pidOf(u"root"_s);
    QElapsedTimer time;
    time.start();
    if (!d.face().pressInterrupt())
        d.kill(u"root"_s, SIGINT);
    d.waitUntil(u"the root has ended"_s, [root] { return !QFile::exists(u"/proc/%1"_s.arg(root)); });
    d.check(time.elapsed() < 5000, u"it took %1 ms"_s.arg(time.elapsed()));
    d.expectEnd(130);
    d.expectText(u"killing \\('hanger', '[0-9a-f-]+'\\) process \\d+"_s);
}

static void byRoot(Dialogue &d)
{
    startUntilItHangs(d);
    d.kill(u"root"_s, SIGUSR1);
    d.waitUntil(u"the child has reported"_s, [&d] { return hasLogged(d, 1); });
    d.kill(u"root"_s, SIGUSR1);
    d.waitUntil(u"the child has reported again"_s, [&d] { return hasLogged(d, 2); });
    end(d, 2);
    checkDumps(d, d.transcript(), 2);
}

static void byPattern(Dialogue &d)
{
    startUntilItHangs(d);
    const QList<pid_t> all = d.pids(u"shield_hang_in_sub"_s);
    d.check(all.size() >= 2, u"the pattern finds nobody"_s);
    for (const pid_t pid : all)
        ::kill(pid, SIGUSR1);
    d.waitUntil(u"the child has reported"_s, [&d] { return hasLogged(d, 1); });
    end(d, 1);
    checkDumps(d, d.transcript(), 1);
}

/// Whom the pattern finds first is not for us to say: the child before its parent.
static void byPatternUpwards(Dialogue &d)
{
    startUntilItHangs(d);
    QList<pid_t> all = d.pids(u"shield_hang_in_sub"_s);
    std::ranges::reverse(all);
    for (const pid_t pid : all)
        ::kill(pid, SIGUSR1);
    d.waitUntil(u"the child has reported"_s, [&d] { return hasLogged(d, 1); });
    end(d, 1);
    checkDumps(d, d.transcript(), 1);
}

static const Row row("shield_hang_in_sub", {{u"by the root"_s, byRoot}, {u"by pkill -f"_s, byPattern}, {u"by pkill -f, children first"_s, byPatternUpwards}});
