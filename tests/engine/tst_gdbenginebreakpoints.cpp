// SPDX-License-Identifier: MIT
#include "enginetest.h"

using namespace Qt::StringLiterals;
using namespace furrow::ui;

/// The user's breakpoints, in every process that the engine follows.
class GdbEngineBreakpointsTest : public QObject
{
    Q_OBJECT

    struct Engine : TestEngine
    {
        Engine()
        {
            connect(this, &DebugEngine::breakpointsChanged, this, [this](const QList<Breakpoint> &all) { list = all; });
            connect(this, &DebugEngine::printed, this, [this](qint64 pid, const QString &piece) { traces.append({pid, piece}); });
        }
        /// Nothing, or why it was not set.
        QString set(const char *mark, const QString &trace = {}, const QString &condition = {})
        {
            Breakpoint breakpoint;
            breakpoint.file = QStringLiteral(INFERIOR_SOURCE);
            breakpoint.line = lineOf(mark);
            breakpoint.trace = trace;
            breakpoint.condition = condition;
            return answer([&](auto done) { setBreakpoint(breakpoint, false, done); });
        }
        QString change(const Breakpoint &breakpoint)
        {
            return answer([&](auto done) { changeBreakpoint(breakpoint, done); });
        }
        bool followed(qint64 pid)
        {
            bool done = false;
            follow(pid, [&] { done = true; });
            return QTest::qWaitFor([&] { return done; }, 20000);
        }
        bool stops()
        {
            return QTest::qWaitFor([this] { return !stoppedAt.isEmpty(); }, 20000);
        }
        QList<Breakpoint> list;
        QList<std::pair<qint64, QString>> traces;

    private:
        static QString answer(const std::function<void(std::function<void(QString)>)> &ask)
        {
            std::optional<QString> sentence;
            ask([&](const QString &told) { sentence = told; });
            return QTest::qWaitFor([&] { return sentence.has_value(); }, 20000) ? *sentence : u"(no answer)"_s;
        }
    };

    static qint64 tracerOf(qint64 pid)
    {
        QFile status(u"/proc/%1/status"_s.arg(pid));
        if (!status.open(QIODevice::ReadOnly))
            return -1;
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("TracerPid:"))
                return line.sliced(10).trimmed().toLongLong();
        }
        return -1;
    }
    static bool ends(Inferior &inferior)
    {
        return QTest::qWaitFor([&] { return inferior.process.state() == QProcess::NotRunning; }, 20000);
    }

private Q_SLOTS:
    void whoIsFollowedComesToIt()
    {
        Inferior first(u"plain"_s), second(u"plain"_s);
        Engine engine;
        QVERIFY(first.stands() && second.stands() && engine.up() && engine.attachTo(first.request()));
        QCOMPARE(engine.set("plain next"), QString());
        QTRY_COMPARE(engine.list.size(), 1);
        QCOMPARE(engine.list.first().line, lineOf("plain next"));
        QCOMPARE(engine.list.first().programs, QStringList{QFileInfo(QStringLiteral(INFERIOR)).canonicalFilePath()});
        QVERIFY(engine.followed(second.pid()));
        QCOMPARE(tracerOf(second.pid()), engine.debuggerPid());
        // It stands in its read(), held by nobody, until it is told.
        QVERIFY(engine.stoppedAt.isEmpty());
        second.go();
        QVERIFY(engine.stops());
        const StopInfo stop = engine.stoppedAt.takeFirst();
        QCOMPARE(stop.pid, second.pid());
        QCOMPARE(stop.reason, StopInfo::Reason::Breakpoint);
        QCOMPARE(stop.detail, u"Breakpoint 1"_s);
        // The prompt of the first one is not moved.
        QVERIFY2(engine.run(u"p depth"_s).contains(u"= 0"_s), qPrintable(engine.text));
        QVERIFY(engine.releaseAndWait(first.pid()));
        QVERIFY(engine.attachTo({.pid = second.pid(), .tid = stop.tid, .file = {}, .dyingOf = {}}));
        QCOMPARE(engine.attachedAt->frame.line, lineOf("plain next"));
        QTRY_COMPARE(engine.list.first().hits, 1);
        // The first is still held for it.
        first.go();
        QVERIFY(engine.stops());
        QCOMPARE(engine.stoppedAt.first().pid, first.pid());
        QVERIFY(engine.releaseAndWait(second.pid()));
        QVERIFY(ends(second));
        QCOMPARE(second.process.exitCode(), 7);
        QVERIFY(engine.attachTo({.pid = first.pid(), .tid = engine.stoppedAt.first().tid, .file = {}, .dyingOf = {}}));
        QVERIFY(engine.releaseAndWait(first.pid()));
        QVERIFY(ends(first));
        QCOMPARE(first.process.exitCode(), 7);
    }

    void aTracepointPrintsAndGoesOn()
    {
        Inferior inferior(u"plain"_s), other(u"plain"_s);
        Engine engine;
        QVERIFY(inferior.stands() && other.stands() && engine.up() && engine.attachTo(inferior.request()));
        QCOMPARE(engine.set("plain next", u"depth is {depth}, {{not}} {nonsense}"_s, u"depth < 1"_s), QString());
        QCOMPARE(engine.set("plain outer after", u"never"_s, u"counter == 0"_s), QString());
        const qint64 pid = other.pid();
        QVERIFY(engine.followed(pid));
        other.go();
        QVERIFY(ends(other));
        QTRY_COMPARE(engine.traces.size(), 1);
        QCOMPARE(engine.traces.first().first, pid);
        QVERIFY2(engine.traces.first().second.startsWith(u"depth is 0, {not} <error: "_s), qPrintable(engine.traces.first().second));
        QTRY_COMPARE(engine.list.first().hits, 1);
    }

    void whatCannotBeSetIsOneSentence()
    {
        Inferior inferior(u"plain"_s);
        Engine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        Breakpoint nowhere;
        nowhere.file = QStringLiteral(INFERIOR_SOURCE);
        nowhere.line = 100'000;
        std::optional<QString> sentence;
        engine.setBreakpoint(nowhere, false, [&](const QString &told) { sentence = told; });
        QTRY_VERIFY_WITH_TIMEOUT(sentence.has_value(), 20000);
        QVERIFY2(sentence->startsWith(u"No code was made of line 100000 of "_s), qPrintable(*sentence));
        QVERIFY(engine.set("plain next", {}, u"nonsense > 1"_s).contains(u"condition cannot be used"_s));
        QTRY_VERIFY(engine.list.isEmpty());
        Breakpoint gone;
        gone.number = 77;
        QCOMPARE(engine.change(gone), u"There is no breakpoint 77 any more."_s);
        QVERIFY2(engine.run(u"info breakpoints"_s).contains(u"No breakpoints"_s), qPrintable(engine.text));
    }

    void withoutBreakpointsNobodyIsHeld()
    {
        Inferior first(u"plain"_s), second(u"plain"_s);
        Engine engine;
        QVERIFY(first.stands() && second.stands() && engine.up() && engine.attachTo(first.request()));
        QCOMPARE(engine.set("plain next"), QString());
        QTRY_COMPARE(engine.list.size(), 1);
        QVERIFY(engine.followed(second.pid()));
        Breakpoint off = engine.list.first();
        off.enabled = false;
        QCOMPARE(engine.change(off), QString());
        second.go();
        QVERIFY(ends(second)); // disabled, it stops nobody
        QCOMPARE(second.process.exitCode(), 7);
        engine.removeBreakpoint(off.number);
        QTRY_VERIFY(engine.list.isEmpty());
        QVERIFY(engine.releaseAndWait(first.pid()));
        engine.unfollow();
        QTRY_COMPARE(tracerOf(first.pid()), 0);
        first.go();
        QVERIFY(ends(first));
        QCOMPARE(first.process.exitCode(), 7);
    }

    /// Whoever waits to be followed is told, whatever happens: an actor waits for that word.
    void aFollowIsAlwaysAnswered()
    {
        Inferior first(u"plain"_s), dying(u"plain"_s);
        Engine engine;
        QVERIFY(first.stands() && dying.stands() && engine.up() && engine.attachTo(first.request()));
        QCOMPARE(engine.set("plain next"), QString());
        const qint64 pid = dying.pid();
        bool done = false;
        engine.follow(pid, [&] { done = true; });
        dying.process.kill();
        QTRY_VERIFY_WITH_TIMEOUT(done, 20000);
        QVERIFY(ends(dying));
        QVERIFY(engine.followed(pid)); // there is none
        QVERIFY(engine.run(u"p depth"_s).contains(u"= 0"_s));
        Inferior late(u"plain"_s);
        QVERIFY(late.stands());
        done = false;
        engine.follow(late.pid(), [&] { done = true; });
        ::kill(pid_t(engine.debuggerPid()), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(done, 20000);
        QVERIFY(QTest::qWaitFor([&] { return engine.deathReason.has_value(); }, 20000));
        late.go();
        QVERIFY(ends(late));
    }
};

QTEST_GUILESS_MAIN(GdbEngineBreakpointsTest)
#include "tst_gdbenginebreakpoints.moc"
