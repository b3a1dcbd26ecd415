// SPDX-License-Identifier: MIT
#include "enginetest.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace furrow::ui;

#define STEPS_TO(stop, mark)                                                                                                          \
    do {                                                                                                                              \
        const std::optional<StopInfo> at = stop;                                                                                      \
        QVERIFY2(at, "the step did not end");                                                                                         \
        QCOMPARE(at->frame.line, lineOf(mark));                                                                                       \
    } while (false)

class GdbEngineSteppingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nextThroughACoroutine()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const auto next = [&](Inferior *go = nullptr) { return engine.stepAndWait(StepKind::Next, go); };
        STEPS_TO(next(&inferior), "step helper");
        STEPS_TO(next(), "step yield");
        STEPS_TO(next(), "step await");
        STEPS_TO(next(), "step sum");
        QCOMPARE(engine.run(u"p one"_s).section(u' ', -1), u"2\n"_s);
        QCOMPARE(engine.run(u"p two"_s).section(u' ', -1), u"4\n"_s);
        STEPS_TO(next(), "step throws");
        STEPS_TO(next(), "step catch"); // thrown in another coroutine, after a suspension
        STEPS_TO(next(), "step caught");
        STEPS_TO(next(), "step catch end");
        STEPS_TO(next(), "step for");
        for (int turn = 0; turn < 3; ++turn) {
            STEPS_TO(next(), "step loop");
            STEPS_TO(next(), "step for");
        }
        STEPS_TO(next(), "step last");
        STEPS_TO(next(), "outer after"); // out of a finished coroutine into the one that awaited it
        STEPS_TO(engine.stepAndWait(StepKind::Next), "outer yield");
        qInfo("a step over co_await: %.1f ms", engine.lastStep);
    }

    void stepsIntoCoroutinesAndFunctions()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const auto step = [&](Inferior *go = nullptr) { return engine.stepAndWait(StepKind::Step, go); };
        STEPS_TO(step(&inferior), "step helper");
        STEPS_TO(step(), "helper first");
        STEPS_TO(engine.stepAndWait(StepKind::Finish), "step helper");
        STEPS_TO(step(), "step yield");
        STEPS_TO(step(), "step await");
        STEPS_TO(step(), "callee first");
        STEPS_TO(engine.stepAndWait(StepKind::Finish), "step sum");
        STEPS_TO(step(), "step throws");
        STEPS_TO(step(), "thrower yield");
    }

    void untilLeavesALoop()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        STEPS_TO(engine.stepAndWait(StepKind::Next, &inferior), "step helper");
        for (const char *mark : {"step yield", "step await", "step sum", "step throws", "step catch", "step caught", "step catch end", "step for", "step loop"})
            STEPS_TO(engine.stepAndWait(StepKind::Next), mark);
        STEPS_TO(engine.stepAndWait(StepKind::Until), "step last");
    }

    void theEndOfATaskIsTold()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        STEPS_TO(engine.stepAndWait(StepKind::Finish, &inferior), "outer after");
        STEPS_TO(engine.stepAndWait(StepKind::Next), "outer yield");
        STEPS_TO(engine.stepAndWait(StepKind::Next), "outer last");
        const std::optional<StopInfo> end = engine.stepAndWait(StepKind::Next);
        QVERIFY(end);
        QCOMPARE(end->reason, StopInfo::Reason::TaskEnded);
        QVERIFY2(end->detail.contains("outer"_L1), qPrintable(end->detail));
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        QTRY_COMPARE_WITH_TIMEOUT(inferior.process.state(), QProcess::NotRunning, 20000);
        QCOMPARE(inferior.process.exitStatus(), QProcess::NormalExit);
    }

    void amongAThousandOfTheSame()
    {
        Inferior inferior(u"many"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        STEPS_TO(engine.stepAndWait(StepKind::Next, &inferior), "many yield");
        const QString self = engine.run(u"p frame_ptr"_s).section(u' ', 2);
        QList<double> times;
        for (int turn = 0; turn < 10; ++turn) {
            for (const char *mark : {"many turn", "many end", "many if", "many yield"}) {
                STEPS_TO(engine.stepAndWait(StepKind::Next), mark);
                QCOMPARE(engine.run(u"p frame_ptr"_s).section(u' ', 2), self);
                times.append(engine.lastStep);
            }
        }
        std::sort(times.begin(), times.end());
        qInfo("a step among 1,000 of the same coroutine: median %.1f ms, slowest %.1f ms", times[times.size() / 2], times.last());
    }

    void plainFunctions()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        STEPS_TO(engine.stepAndWait(StepKind::Next, &inferior), "plain next");
        STEPS_TO(engine.stepAndWait(StepKind::Next), "plain end");
        QCOMPARE(engine.stepAndWait(StepKind::Next)->frame.function, u"plainInner"_s);
        STEPS_TO(engine.stepAndWait(StepKind::Finish), "plain recursion");
        STEPS_TO(engine.stepAndWait(StepKind::Finish), "plain outer after"); // the call was the last thing of its line
    }

    void aBreakpointOfTheUserEndsAStep()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.run(u"break inferior.cpp:%1"_s.arg(lineOf("helper return")));
        QVERIFY(*engine.executedOk);
        STEPS_TO(engine.stepAndWait(StepKind::Next, &inferior), "step helper");
        const std::optional<StopInfo> hit = engine.stepAndWait(StepKind::Next);
        QVERIFY(hit);
        QCOMPARE(hit->reason, StopInfo::Reason::Breakpoint);
        QCOMPARE(hit->frame.line, lineOf("helper return"));
        engine.run(u"delete"_s);
        STEPS_TO(engine.stepAndWait(StepKind::Finish), "step helper");
    }

    void releaseKeepsBreakpointsInPlace()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.run(u"break inferior.cpp:%1"_s.arg(lineOf("outer last")));
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        inferior.go();
        QVERIFY(QTest::qWaitFor([&] { return !engine.stoppedAt.isEmpty(); }, 20000));
        QCOMPARE(engine.stoppedAt.first().frame.line, lineOf("outer last"));
        QVERIFY(engine.attachTo({.pid = inferior.pid(), .tid = inferior.tid, .file = {}, .line = 0}));
        QCOMPARE(engine.attachedAt->frame.line, lineOf("outer last"));
        engine.run(u"delete"_s);
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        QTRY_COMPARE_WITH_TIMEOUT(inferior.process.state(), QProcess::NotRunning, 20000);
        QCOMPARE(inferior.process.exitStatus(), QProcess::NormalExit);
    }

    void anEntryDuringAStepIsAttachedTo()
    {
        // The lock is lent while a step runs: the same process may stand at another entry.
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.run(u"break plainOuter"_s);
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        inferior.go();
        QVERIFY(inferior.stands());
        QVERIFY2(engine.attachTo(inferior.request()), qPrintable(engine.failure.value_or(QString())));
        QCOMPARE(engine.attachedAt->frame.line, lineOf("main pause"));
        engine.run(u"delete"_s);
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        inferior.go();
        QVERIFY(inferior.stands());
    }

    void anEntryMayShowTheRuntime()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up());
        AttachRequest request = inferior.request();
        request.showsRuntime = true;
        request.file.clear();
        QVERIFY(engine.attachTo(request));
        QVERIFY2(engine.attachedAt->frame.function.startsWith("furrow::"_L1), qPrintable(engine.attachedAt->frame.function));
        const auto ofRuntime = [&] { return std::ranges::count_if(engine.stack(), [](const Frame &each) { return each.function.startsWith("furrow::"_L1) && !each.hidden; }); };
        QVERIFY(ofRuntime() > 0);
        STEPS_TO(engine.stepAndWait(StepKind::Next, &inferior), "step helper"); // one steps through one's own lines
        QCOMPARE(ofRuntime(), 0);
    }

    void timeAtAStepsPromptIsTold()
    {
        // Deadlines do not count it; of the first stop, at its own pause, the process knows itself.
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const auto told = [&] { return engine.run(u"output *(long *) &furrow_debug_stood"_s).toLongLong() / 1000000; };
        QElapsedTimer sinceBefore, since;
        sinceBefore.start();
        QVERIFY(engine.stepAndWait(StepKind::Next, &inferior));
        since.start();
        QCOMPARE(told(), 0);
        QTest::qWait(100);
        const qint64 stoodAtLeast = since.elapsed();
        QVERIFY(engine.stepAndWait(StepKind::Next));
        const qint64 first = told();
        QVERIFY2(first >= stoodAtLeast && first <= sinceBefore.elapsed(), qPrintable(u"%1 ms were told"_s.arg(first)));
        // As long as it knows that it stands, nothing is added.
        engine.run(u"set variable *(long *) &furrow_debug_stands_since = 1"_s);
        QVERIFY(engine.stepAndWait(StepKind::Next));
        QCOMPARE(told(), first);
    }

    void frozenCopiesDoNotRun()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        AttachRequest request;
        QVERIFY(inferior.stands() && engine.up());
        request = inferior.request();
        request.frozenCopy = true;
        QVERIFY(engine.attachTo(request));
        engine.executedOk.reset();
        engine.step(StepKind::Next);
        QVERIFY(QTest::qWaitFor([&] { return engine.executedOk.has_value(); }, 20000));
        QVERIFY(!*engine.executedOk);
        QVERIFY(engine.text.contains("frozen copy"_L1));
    }
};

QTEST_GUILESS_MAIN(GdbEngineSteppingTest)
#include "tst_gdbenginestepping.moc"
