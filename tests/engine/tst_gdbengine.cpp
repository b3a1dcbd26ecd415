// SPDX-License-Identifier: MIT
#include "enginetest.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace furrow::ui;

class GdbEngineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void attachesAtTheEntry()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands());
        QVERIFY(engine.up());
        QVERIFY2(engine.attachTo(inferior.request()), qPrintable(engine.failure.value_or(QString())));
        QCOMPARE(engine.attachedAt->frame.function, u"stepping"_s);
        QCOMPARE(engine.attachedAt->frame.line, lineOf("step pause"));
        QCOMPARE(engine.attachedAt->tid, inferior.tid);

        const QString locals = engine.run(u"info locals"_s);
        QVERIFY2(locals.contains("greeting = \"hello\""_L1), qPrintable(locals));
        QVERIFY2(!locals.contains("_Coro"_L1) && !locals.contains("Aw0"_L1) && !locals.contains("frame_ptr"_L1), qPrintable(locals));
        QCOMPARE(engine.run(u"p 6 * 7"_s), u"$1 = 42\n"_s);
        QVERIFY(*engine.executedOk);
        engine.run(u"p nonsense"_s);
        QVERIFY(!*engine.executedOk);

        const QString w = engine.run(u"w"_s);
        QVERIFY2(w.contains("stepping at "_L1) && w.contains("await outer at "_L1) && w.contains("actor ('root', 'u-u-i-d') at caller.cpp:12"_L1), qPrintable(w));
        QVERIFY2(!w.contains("pauseHere"_L1), qPrintable(w));
        const QList<Frame> stack = engine.stack();
        const auto awaits = std::find_if(stack.begin(), stack.end(), [](const Frame &f) { return f.kind == Frame::Kind::Await; });
        QVERIFY(awaits != stack.end());
        QCOMPARE(awaits->line, lineOf("outer await"));
        QCOMPARE(stack.last().kind, Frame::Kind::Caller);

        const QString ll = engine.run(u"ll"_s);
        QVERIFY2(ll.contains("->     pauseHere(); // step pause"_L1) && ll.contains("// step last"_L1), qPrintable(ll));
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        inferior.go();
        QTRY_COMPARE_WITH_TIMEOUT(inferior.process.state(), QProcess::NotRunning, 20000);
    }

    void movesAmongFrames()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QCOMPARE(engine.attachedAt->frame.function, u"plainInner"_s);
        QCOMPARE(engine.run(u"a"_s), u"depth = 0\n"_s);
        engine.run(u"u"_s);
        QCOMPARE(engine.run(u"a"_s), u"depth = 1\n"_s);
        engine.run(u"u 2"_s);
        QCOMPARE(engine.changed.last().function, u"plainOuter"_s);
        engine.run(u"u"_s);
        QCOMPARE(engine.changed.last().function, u"main"_s);
        engine.run(u"u"_s);
        QVERIFY(!*engine.executedOk);
        engine.run(u"d"_s);
        QCOMPARE(engine.changed.last().function, u"plainOuter"_s);
        engine.run(u"hf_hide plainInner"_s);
        const QString w = engine.run(u"w"_s);
        QVERIFY2(!w.contains("plainInner"_L1) && w.contains("plainOuter"_L1), qPrintable(w));
        QVERIFY(engine.run(u"hf_list"_s).contains("plainInner"_L1));
        engine.run(u"hf_unhide *"_s);
        QVERIFY(engine.run(u"w"_s).contains("pauseHere"_L1));
        QVERIFY(engine.run(u"bt 1"_s).startsWith(u"#0"_s));
        QVERIFY(engine.run(u"sticky"_s).contains("plainInner(2)"_L1));
    }

    void listsTheUsersSource()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QVERIFY2(engine.run(u"list"_s).contains("// step pause"_L1), qPrintable(engine.text));
        QVERIFY2(engine.run(u"break %1"_s.arg(lineOf("step sum"))).contains(u"line %1."_s.arg(lineOf("step sum"))), qPrintable(engine.text));
        engine.run(u"sticky"_s);
        engine.run(u"u"_s);
        QCOMPARE(engine.changed.last().function, u"main"_s);
        QVERIFY(engine.changed.last().first > 0 && engine.changed.last().last > engine.changed.last().line);
        engine.run(u"sticky"_s);
        engine.run(u"d"_s);
        QCOMPARE(engine.changed.last().first, 0);
        engine.run(u"delete"_s);
    }

    void listsTasks()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const QStringList lines = engine.run(u"tasks"_s).split(u'\n');
        QVERIFY2(lines.size() >= 4 && lines.at(0) == u"-> task 'outer'"_s, qPrintable(engine.text));
        QVERIFY2(lines.at(1).startsWith("     runs  stepping at "_L1) && lines.at(1).endsWith(u":%1"_s.arg(lineOf("step pause"))), qPrintable(engine.text));
        QVERIFY2(lines.at(2).startsWith("     await outer at "_L1) && lines.at(2).endsWith(u":%1"_s.arg(lineOf("outer await"))), qPrintable(engine.text));
        QVERIFY2(engine.text.contains("   task 'busy'\n"_L1), qPrintable(engine.text));
        QCOMPARE(engine.attachedAt->taskName, u"outer"_s);
    }

    void commandsOfBreakpoints()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.run(u"break %1"_s.arg(lineOf("helper first")));
        QCOMPARE(engine.run(u"commands\nsilent\nprintf \"x is %d\\n\", x\nc\nend"_s), QString());
        engine.run(u"break %1"_s.arg(lineOf("step sum")));
        QCOMPARE(engine.run(u"commands\nprint two\nprint nothing\nend"_s), QString());
        QStringList seen;
        connect(&engine, &DebugEngine::printed, &engine, [&](qint64 pid, const QString &text) {
            seen.append(u"%1 prints: %2"_s.arg(pid == inferior.pid() ? u"it"_s : QString::number(pid), text.trimmed()));
        });
        connect(&engine, &DebugEngine::stopped, &engine, [&](const StopInfo &stop) {
            seen.append(u"line %1: %2"_s.arg(stop.frame.line).arg(stop.detail));
        });
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        inferior.go();
        QVERIFY(QTest::qWaitFor([&] { return !engine.stoppedAt.isEmpty(); }, 30000));
        QCOMPARE(seen, QStringList({u"it prints: x is 1"_s, u"it prints: $1 = 4\nNo symbol \"nothing\" in current context."_s,
                                    u"line %1: Breakpoint 2"_s.arg(lineOf("step sum"))}));
        // At the prompt it is not theirs.
        QVERIFY(engine.attachTo(inferior.request()));
        QVERIFY(engine.run(u"continue&"_s).contains(u"is refused"_s));
    }

    void stopsAtATemporaryBreakpointWhileOtherThreadsRun()
    {
        Inferior inferior(u"threads"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QCOMPARE(engine.attachedAt->frame.function, u"main::{lambda}"_s);
        QVERIFY2(engine.run(u"info threads"_s).contains(u"-> "_s) && engine.text.contains(u"main::{lambda} at "_s), qPrintable(engine.text));
        engine.run(u"tbreak %1"_s.arg(lineOf("thread pause")));
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        inferior.go();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stoppedAt.size(), 1, 20000);
        QCOMPARE(engine.stoppedAt.first().reason, StopInfo::Reason::Breakpoint);
        QCOMPARE(engine.stoppedAt.first().detail, u"Breakpoint 1"_s);
        QCOMPARE(engine.stoppedAt.first().frame.line, lineOf("thread pause"));
        // The console comes back to it, perhaps after another process; the spinning thread has run on meanwhile.
        QVERIFY2(engine.attachTo(inferior.request()), qPrintable(engine.failure.value_or(u"no answer"_s)));
        QCOMPARE(engine.attachedAt->frame.line, lineOf("thread pause"));
        QVERIFY(engine.releaseAndWait(inferior.pid()));
    }

    void printsQtAndStandardTypes()
    {
        Inferior inferior(u"printers"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const QString locals = engine.run(u"info locals"_s);
        QVERIFY2(locals.contains("text = \"text\""_L1), qPrintable(locals));
        QVERIFY2(locals.contains("standard = \"standard\""_L1), qPrintable(locals));
        QVERIFY2(locals.contains("vector = std::vector of length 3, capacity 3 = {7, 8, 9}"_L1), qPrintable(locals));
        QVERIFY2(locals.contains("alpha"_L1) && locals.contains("[\"key\"] = 42"_L1) && locals.contains("[\"key\"] = 43"_L1), qPrintable(locals));
        const QStringList expected{u"bytes = \"bytes\""_s, u"raw = \"a\\377\\000b\""_s, u"empty = \"\""_s, u"view = \"text\""_s, u"latin = \"latin\""_s,
                                   u"letter = 'x'"_s, u"uuid = {0f1543fc-da04-4a04-8f54-1022052e75d0}"_s, u"date = 2024-02-29"_s,
                                   u"noDate = invalid QDate"_s, u"time = 01:02:03.004"_s};
        for (const QString &line : expected)
            QVERIFY2(locals.split(u'\n').contains(line), qPrintable(line + u" is not in\n"_s + locals));
        QVERIFY2(locals.contains("\nreference = "_L1) && locals.contains("set = QSet<int> (size = 1) = {[0] = 3}"_L1), qPrintable(locals));
        QCOMPARE(engine.run(u"p bytes"_s), u"$1 = \"bytes\"\n"_s);
        const QString nested = engine.run(u"pp map"_s);
        QVERIFY2(nested.contains("\n"_L1) && nested.contains("[5] = \"five\""_L1), qPrintable(nested));
        engine.run(u"pp"_s);
        QVERIFY(!*engine.executedOk);
    }

    void selectsTheThread()
    {
        Inferior inferior(u"threads"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up());
        QVERIFY(inferior.tid != inferior.pid());
        QVERIFY2(engine.attachTo(inferior.request()), qPrintable(engine.failure.value_or(QString())));
        QCOMPARE(engine.attachedAt->tid, inferior.tid);
        QCOMPARE(engine.attachedAt->frame.line, lineOf("thread pause"));
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        for (int turn = 0; turn < 5; ++turn) {
            inferior.go();
            QVERIFY(inferior.stands());
            QVERIFY(engine.attachTo(inferior.request()));
            QCOMPARE(engine.attachedAt->frame.line, lineOf("thread pause"));
            QVERIFY(engine.releaseAndWait(inferior.pid()));
        }
        AttachRequest wrong = inferior.request();
        wrong.tid = 1;
        QVERIFY(!engine.attachTo(wrong));
        QVERIFY2(engine.failure->contains("no thread 1"_L1), qPrintable(*engine.failure));
    }

    void completes()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QCOMPARE(engine.completions(u"p greet"_s), QStringList{u"greeting"_s});
        QVERIFY(engine.completions(u"stic"_s).contains(u"sticky"_s));
        QVERIFY(engine.completions(u"hf_"_s).size() == 3);
        QVERIFY(engine.completions(u"info "_s).contains(u"locals"_s));
        QVERIFY(engine.completions(u"info loc"_s).contains(u"locals"_s));
        QVERIFY(engine.completions(u"pp greeting.d.s"_s).contains(u"greeting.d.size"_s));
        QVERIFY(!engine.completions(u"ki"_s).contains(u"kill"_s));
        QVERIFY(engine.completions(QString()).size() > 100);
    }

    void refusesWhatBreaksTheSession_data()
    {
        QTest::addColumn<QString>("line");
        for (const char *line : {"run", "r", "start", "kill", "k", "det", "detach", "attach 1", "quit", "q", "exit", "next", "n", "s", "c", "continue", "fin", "until",
                                 "inferior 1", "add-inferior", "target remote :1", "tar exec /bin/ls", "kill inferiors 1", "thread apply all detach", "file /bin/ls",
                                 "python", "while 1", "define foo", "python gdb.execute('kill')"})
            QTest::newRow(line) << QString::fromLatin1(line);
    }
    void refusesWhatBreaksTheSession()
    {
        QFETCH(QString, line);
        static Inferior inferior(u"pause"_s);
        static TestEngine engine;
        static bool attached = inferior.stands() && engine.up() && engine.attachTo(inferior.request());
        QVERIFY(attached);
        const QString said = engine.run(line);
        QVERIFY2(!*engine.executedOk || line.startsWith(u"thread"_s), qPrintable(said));
        QVERIFY2(said.contains("refused"_L1) || said.contains("further lines"_L1), qPrintable(said));
        QCOMPARE(engine.run(u"p 1"_s).section(u' ', -1), u"1\n"_s);
        QCOMPARE(engine.stack().isEmpty(), false);
    }

    void streamsAMillionLines()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.disconnect(&engine, &DebugEngine::output, nullptr, nullptr);
        qsizetype lines = 0;
        qsizetype largest = 0;
        connect(&engine, &DebugEngine::output, this, [&](const QString &piece) {
            lines += piece.count(u'\n');
            largest = std::max(largest, piece.size());
        });
        QElapsedTimer timer;
        timer.start();
        engine.run(u"python for i in range(1000000): print('line', i)"_s);
        qInfo("a million lines: %lld ms", timer.elapsed());
        QCOMPARE(lines, 1000000);
        QVERIFY2(largest < 4 * 1024 * 1024, "it was not streamed");
    }

    void linesAreNeverWrapped()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QVERIFY(engine.run(u"show width"_s).contains("unlimited"_L1));
        QVERIFY(engine.run(u"show height"_s).contains("unlimited"_L1));
    }

    void interruptOfACommandThatHasNotBegun()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        for (int turn = 0; turn < 30; ++turn) {
            engine.executedOk.reset();
            engine.execute(u"while 1\nend"_s);
            engine.interrupt(); // gdb may not have read the line yet, or be about to
            QVERIFY(QTest::qWaitFor([&] { return engine.executedOk.has_value(); }, 20000));
            QVERIFY(!*engine.executedOk);
            QVERIFY2(engine.run(u"p 1"_s).endsWith("= 1\n"_L1), qPrintable(engine.text));
        }
    }

    void requestsAreNobodyElses()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QVERIFY2(engine.run(u"furrow 7"_s).contains("is refused"_L1), qPrintable(engine.text));
        QVERIFY(engine.completions(u"furr"_s).isEmpty());
        engine.run(u"shell cat"_s); // has no input of gdb's to read
        QVERIFY(engine.run(u"p 1"_s).endsWith("= 1\n"_L1));
        QCOMPARE(engine.run(u"python print('\u00e4\u20ac')"_s), u"\u00e4\u20ac\n"_s);
    }

    void readsTheUsersFile()
    {
        QTemporaryDir home;
        QFile file(home.filePath(u".furrowrc"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("# mine\nset print elements 3\nnonsense\ndefine mine\np 42\nend\nset prompt no\nkill\n");
        file.close();
        const QByteArray before = qgetenv("HOME");
        qputenv("HOME", home.path().toLocal8Bit());
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QStringList complaints;
        connect(&engine, &DebugEngine::complained, this, [&](const QString &sentence) { complaints.append(sentence); });
        const bool up = engine.up();
        qputenv("HOME", before);
        QVERIFY(up && inferior.stands() && engine.attachTo(inferior.request()));
        QCOMPARE(complaints.size(), 2);
        QVERIFY2(complaints.at(0).startsWith("~/.furrowrc, line 3: Undefined command: \"nonsense\"."_L1), qPrintable(complaints.at(0)));
        QVERIFY2(complaints.at(1).startsWith("~/.furrowrc, line 8: 'kill' is refused"_L1), qPrintable(complaints.at(1)));
        QVERIFY(engine.run(u"mine"_s).endsWith("= 42\n"_L1));
        QVERIFY(engine.run(u"show print elements"_s).contains("is 3"_L1));
        QCOMPARE(engine.run(u"echo x"_s), u"x"_s);
    }

    void printersThatFail()
    {
        Inferior inferior(u"printers"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.run(u"python\nclass Bad:\n  def to_string(self): raise ValueError('no luck')\n"
                    "gdb.pretty_printers.insert(0, lambda value: Bad() if str(value.type) == 'int' else None)\nend"_s);
        const QString pp = engine.run(u"pp vector"_s);
        QVERIFY2(*engine.executedOk && pp.count("its printer failed: ValueError: no luck"_L1) == 3, qPrintable(pp));
        const QString p = engine.run(u"p 1"_s);
        QVERIFY2(p.contains("no luck"_L1) && p.count(u'\n') <= 2, qPrintable(p));
        QVERIFY(engine.run(u"pp text"_s).contains("\"text\""_L1));
    }

    void interruptStopsAHangingCommand_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("loop") << u"while 1\nend"_s;
        QTest::newRow("python") << u"python while True: pass"_s;
        QTest::newRow("endless output") << u"while 1\necho out\\n\nend"_s;
        QTest::newRow("call") << u"call (int) sleep(1000)"_s;
        QTest::newRow("printer") << u"pp 1"_s;
    }
    void interruptStopsAHangingCommand()
    {
        QFETCH(QString, line);
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const QString hanging = u"python\nclass Hang:\n  def to_string(self):\n    while True: pass\n"
                                 "gdb.pretty_printers.insert(0, lambda value: Hang() if str(value.type) == 'int' else None)\nend"_s;
        if (QLatin1StringView(QTest::currentDataTag()) == "printer"_L1)
            engine.run(hanging);
        engine.executedOk.reset();
        engine.execute(line);
        QVERIFY(!QTest::qWaitFor([&] { return engine.executedOk.has_value(); }, 300));
        engine.interrupt();
        QVERIFY(QTest::qWaitFor([&] { return engine.executedOk.has_value(); }, 5000));
        QVERIFY(!*engine.executedOk);
        QVERIFY(engine.run(u"p 1L"_s).endsWith("= 1\n"_L1));
        QCOMPARE(engine.stack().isEmpty(), false);
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        QCOMPARE(inferior.process.state(), QProcess::Running);
        inferior.go();
        QVERIFY(inferior.stands());
    }

    void attachIsFastWithAReference()
    {
        // Not judged by the clock here; the benchmark does that. The figures are printed for whoever reads them.
        Inferior reference(u"pause"_s);
        TestEngine engine;
        QVERIFY(reference.stands() && engine.up());
        engine.addReference(reference.pid());
        QList<double> attach, whole;
        for (int turn = 0; turn < 12; ++turn) {
            Inferior inferior(u"pause"_s);
            QVERIFY(inferior.stands());
            engine.stack();
            QElapsedTimer timer;
            timer.start();
            QVERIFY2(engine.attachTo(inferior.request()), qPrintable(engine.failure.value_or(QString())));
            attach.append(timer.nsecsElapsed() / 1e6);
            QCOMPARE(engine.attachedAt->frame.line, lineOf("main pause"));
            engine.run(u"info locals"_s);
            QVERIFY(engine.releaseAndWait(inferior.pid()));
            whole.append(timer.nsecsElapsed() / 1e6);
        }
        std::sort(attach.begin() + 1, attach.end());
        std::sort(whole.begin() + 1, whole.end());
        qInfo("attach: first %.1f ms, then median %.1f ms; with locals and release %.1f ms", attach[0], attach[6], whole[6]);
    }
};

QTEST_GUILESS_MAIN(GdbEngineTest)
#include "tst_gdbengine.moc"
