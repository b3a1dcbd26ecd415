// SPDX-License-Identifier: MIT
#include "enginetest.h"

#include <QTemporaryDir>

#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace furrow::ui;

/// Whoever dies, the engine says so and goes on.
class GdbEngineFailuresTest : public QObject
{
    Q_OBJECT

    static QString fakeGdb(const QTemporaryDir &folder, const QByteArray &script)
    {
        QFile file(folder.filePath(u"gdb"_s));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no folder");
        file.write("#!/bin/sh\n" + script);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName();
    }

private Q_SLOTS:
    void gdbKilledAtThePrompt()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        ::kill(pid_t(engine.debuggerPid()), SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return engine.deathReason.has_value(); }, 20000));
        QVERIFY(!engine.isReady());
        QCOMPARE(*engine.deathReason, u"gdb was killed."_s);
        inferior.go();
        QVERIFY(inferior.stands());
        QVERIFY(engine.up());
        QVERIFY2(engine.attachTo(inferior.request()), qPrintable(engine.failure.value_or(QString())));
        QCOMPARE(engine.attachedAt->frame.line, lineOf("main pause"));
    }

    void gdbKilledInACommand()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.execute(u"while 1\nend"_s);
        ::kill(pid_t(engine.debuggerPid()), SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return engine.deathReason.has_value(); }, 20000));
        QVERIFY(engine.up());
        QVERIFY(engine.attachTo(inferior.request()));
    }

    void gdbKilledInMidStep()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QSignalSpy stepping(&engine, &DebugEngine::stepping);
        engine.step(StepKind::Next);
        QVERIFY(stepping.wait(20000));
        ::kill(pid_t(engine.debuggerPid()), SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return engine.deathReason.has_value(); }, 20000));
        // The breakpoint that it left is the runtime's to remove; this program has no runtime, so it is not told to go on.
        QCOMPARE(inferior.process.state(), QProcess::Running);
        QVERIFY(engine.up());
        QVERIFY(engine.attachTo(inferior.request()));
    }

    void inferiorKilledAtThePrompt()
    {
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        ::kill(pid_t(inferior.pid()), SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return !engine.stoppedAt.isEmpty(); }, 20000));
        QCOMPARE(engine.stoppedAt.first().reason, StopInfo::Reason::Signalled);
        QCOMPARE(engine.stoppedAt.first().detail, u"killed by SIGKILL"_s);
        engine.run(u"p 1"_s);
        QVERIFY(!*engine.executedOk);
        Inferior other(u"pause"_s);
        QVERIFY(other.stands() && engine.attachTo(other.request()));
    }

    void inferiorKilledWithinAnAttach()
    {
        TestEngine engine;
        QVERIFY(engine.up());
        for (int i = 0; i < 20; ++i) {
            Inferior inferior(u"pause"_s);
            QVERIFY(inferior.stands());
            const qint64 pid = inferior.pid();
            engine.attachedAt.reset();
            engine.failure.reset();
            engine.stoppedAt.clear();
            engine.attach(inferior.request());
            std::this_thread::sleep_for(i * 700us); // gdb is further each time
            ::kill(pid_t(pid), SIGKILL);
            QVERIFY(QTest::qWaitFor([&] { return engine.failure || !engine.stoppedAt.isEmpty(); }, 20000));
            if (engine.failure)
                QVERIFY2(engine.failure->startsWith(u"Process %1 "_s.arg(pid)), qPrintable(*engine.failure));
        }
        Inferior other(u"pause"_s);
        QVERIFY(other.stands());
        QVERIFY2(engine.attachTo(other.request()), qPrintable(engine.failure.value_or(u"no answer"_s)));
    }

    void gdbKilledWithinAnAttach()
    {
        for (int i = 0; i < 20; ++i) {
            Inferior inferior(u"threads"_s);
            TestEngine engine;
            QVERIFY(inferior.stands() && engine.up());
            engine.attach(inferior.request());
            std::this_thread::sleep_for(i * 700us); // gdb is further each time
            ::kill(pid_t(engine.debuggerPid()), SIGKILL);
            QVERIFY(QTest::qWaitFor([&] { return engine.deathReason.has_value(); }, 20000));
            inferior.go();
            QVERIFY2(inferior.stands(), "it stands still, though nobody debugs it"); // and is not left with gdb's SIGSTOP
        }
    }

    void inferiorKilledInMidStep()
    {
        Inferior inferior(u"step"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QSignalSpy stepping(&engine, &DebugEngine::stepping);
        engine.step(StepKind::Next);
        QVERIFY(stepping.wait(20000));
        ::kill(pid_t(inferior.pid()), SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return !engine.stoppedAt.isEmpty(); }, 20000));
        QCOMPARE(engine.stoppedAt.first().reason, StopInfo::Reason::Signalled);
        Inferior other(u"step"_s);
        QVERIFY(other.stands());
        QVERIFY2(engine.attachTo(other.request()), qPrintable(engine.failure.value_or(u"no answer"_s)));
        QCOMPARE(engine.stepAndWait(StepKind::Next, &other)->frame.line, lineOf("step helper"));
    }

    void inferiorEndsWhileItSteps()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.run(u"u 4"_s);
        const std::optional<StopInfo> end = engine.stepAndWait(StepKind::Finish, &inferior);
        QVERIFY(end);
        QCOMPARE(end->reason, StopInfo::Reason::Exited);
        QCOMPARE(end->detail, u"exited with code 7"_s);
    }

    void processGone()
    {
        TestEngine engine;
        QVERIFY(engine.up());
        QVERIFY(!engine.attachTo({.pid = 999999999, .tid = 0, .file = {}, .line = 0}));
        QCOMPARE(*engine.failure, u"Process 999999999 is gone."_s);
    }

    void tracedByAnother()
    {
        Inferior inferior(u"pause"_s);
        TestEngine first;
        TestEngine second;
        QVERIFY(inferior.stands() && first.up() && second.up() && first.attachTo(inferior.request()));
        QVERIFY(!second.attachTo(inferior.request()));
        QVERIFY2(second.failure->contains(u"traced by process %1"_s.arg(first.debuggerPid())), qPrintable(*second.failure));
        Inferior other(u"pause"_s);
        QVERIFY(other.stands() && second.attachTo(other.request()));
    }

    void referenceEnds_data()
    {
        QTest::addColumn<bool>("flushed");
        QTest::newRow("registers known") << false;
        QTest::newRow("registers to be read") << true; // from a process that has ended
    }

    void referenceEnds()
    {
        QFETCH(const bool, flushed);
        auto reference = std::make_unique<Inferior>(u"pause"_s);
        Inferior inferior(u"pause"_s);
        TestEngine engine;
        QVERIFY(reference->stands() && inferior.stands() && engine.up());
        engine.addReference(reference->pid());
        QVERIFY(engine.attachTo(inferior.request()));
        if (flushed)
            engine.run(u"maintenance flush register-cache"_s);
        reference.reset();
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        QVERIFY2(engine.attachTo(inferior.request()), qPrintable(engine.failure.value_or(u"no answer"_s)));
        QVERIFY(engine.stoppedAt.isEmpty());
    }

    void noGdb()
    {
        TestEngine engine;
        engine.setProgram(u"/nonexistent/gdb"_s);
        QVERIFY(!engine.up());
        QVERIFY2(engine.deathReason->contains("install the package gdb"_L1), qPrintable(*engine.deathReason));
    }

    void gdbWithoutPython()
    {
        QTemporaryDir folder;
        TestEngine engine;
        engine.setProgram(fakeGdb(folder, "echo 'Scripting in the \"Python\" language is not supported in this copy of GDB.'\n"
                                          "eval last=\\${$#}\nprintf \"$(printf %s \"$last\" | sed 's/^echo //')\"\ncat >/dev/null\n"));
        QVERIFY(!engine.up());
        QVERIFY2(engine.deathReason->contains("without Python"_L1), qPrintable(*engine.deathReason));
        engine.setProgram(u"gdb"_s);
        engine.deathReason.reset();
        QVERIFY(engine.up());
    }

    void gdbTooOld()
    {
        QTemporaryDir folder;
        TestEngine engine;
        engine.setProgram(fakeGdb(folder, "exec gdb -iex 'python gdb.VERSION = \"13.1\"' \"$@\"\n"));
        QVERIFY(!engine.up());
        QVERIFY2(engine.deathReason->contains("gdb 13.1 is too old"_L1), qPrintable(*engine.deathReason));
    }

    void gdbGoesWithTheEngine()
    {
        Inferior inferior(u"pause"_s);
        qint64 gdb = 0;
        {
            TestEngine engine;
            QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
            gdb = engine.debuggerPid();
        }
        QVERIFY(::kill(pid_t(gdb), 0) != 0);
        inferior.go();
        QVERIFY(inferior.stands());
    }
};

QTEST_GUILESS_MAIN(GdbEngineFailuresTest)
#include "tst_gdbenginefailures.moc"
