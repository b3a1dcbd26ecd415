// SPDX-License-Identifier: MIT
// A climb in a real tree: three processes, gdb, frozen copies, and a report that outlives them all.
#include "core/actortree.h"
#include "core/climbkeeper.h"
#include "core/console.h"
#include "core/reportbuilder.h"
#include "core/transcript.h"
#include "engine/gdbengine.h"
#include "support/places.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

class ClimbTreeTest : public QObject
{
    Q_OBJECT

private:
    static bool atPromptOf(const Console &console, const QString &name)
    {
        return QTest::qWaitFor([&] {
            return console.prompt() == Console::Prompt::Ready && console.current() && console.current()->actor.name == name;
        }, 60'000);
    }
    static QString all(const Console &console, TranscriptBlock::Kind kind)
    {
        QString text;
        for (qsizetype i = console.transcript()->first(); i < console.transcript()->size(); ++i) {
            if (console.transcript()->at(i).kind == kind)
                text += console.transcript()->at(i).text + u'\n';
        }
        return text;
    }
    static const ClimbHop *hop(const Console &console, const QString &name)
    {
        const QStringList tops = console.climbs()->tops();
        const Climb *climb = tops.isEmpty() ? nullptr : console.climbs()->find(tops.last());
        if (!climb)
            return nullptr;
        const auto found = std::ranges::find_if(climb->hops, [&](const ClimbHop &each) { return each.actor.name == name; });
        return found == climb->hops.end() ? nullptr : &*found;
    }

private Q_SLOTS:
    void anErrorClimbsThroughThreeProcesses()
    {
        QTemporaryDir folder;
        Console console(std::make_unique<GdbEngine>());
        QString error;
        QVERIFY2(console.listen(&error), qPrintable(error));
        QSignalSpy finished(&console, &Console::finished);
        console.startProgram(places::inBuild(u"tests/acceptance/programs/three_deep"_s), {u"crash"_s}, folder.path());
        QVERIFY(atPromptOf(console, u"leaf"_s));
        QCOMPARE(console.climbs()->tops().size(), 1);
        const QString id = console.climbs()->tops().first();
        QCOMPARE(hop(console, u"leaf"_s)->repl, ClimbHop::Repl::Open);
        QVERIFY(hop(console, u"leaf"_s)->copyAlive);
        QVERIFY(!hop(console, u"leaf"_s)->relayed);
        const int thrown = hop(console, u"leaf"_s)->line;
        console.submit(u"c"_s);
        QVERIFY(atPromptOf(console, u"middle"_s));
        QCOMPARE(hop(console, u"leaf"_s)->repl, ClimbHop::Repl::WasOpen);
        console.submit(u"c"_s);
        QVERIFY(atPromptOf(console, u"root"_s));
        const Climb climb = *console.climbs()->find(id);
        QStringList names;
        for (const ClimbHop &each : climb.hops)
            names.append(each.actor.name);
        QCOMPARE(names, QStringList({u"leaf"_s, u"middle"_s, u"root"_s}));
        for (const ClimbHop &each : climb.hops) {
            QVERIFY(each.copyAlive);
            QVERIFY(each.file.endsWith(u"three_deep.cpp"_s) && each.line > 0);
        }
        QVERIFY(climb.isLive());

        // From the root's prompt into the leaf, over the middle, and back.
        QCOMPARE(console.standIn(climb.hops.at(0)), QString());
        QVERIFY(atPromptOf(console, u"root"_s));
        QVERIFY(all(console, TranscriptBlock::Kind::Source).contains(u"down into the frozen copy of "_s + climb.hops.at(0).actor.toString()));
        console.submit(u"p what"_s);
        QVERIFY(atPromptOf(console, u"root"_s));
        QVERIFY2(all(console, TranscriptBlock::Kind::Output).contains(u"\"crash\""_s), qPrintable(all(console, TranscriptBlock::Kind::Output)));

        // The report is taken from where the prompt stands, and leaves it there.
        ReportBuilder builder(&console, id, console.frameSource());
        std::optional<Report> report;
        connect(&builder, &ReportBuilder::finished, &builder, [&](const Report &done) { report = done; });
        const qsizetype shown = console.transcript()->size();
        builder.start();
        QTRY_VERIFY_WITH_TIMEOUT(report, 60'000);
        QVERIFY(atPromptOf(console, u"root"_s));
        QCOMPARE(console.transcript()->size(), shown);
        console.submit(u"p what"_s);
        QVERIFY(atPromptOf(console, u"root"_s));
        QCOMPARE(all(console, TranscriptBlock::Kind::Output).count(u"\"crash\""_s), 2);
        const QString path = folder.filePath(u"climb.furrow-report"_s);
        QCOMPARE(reportFile::save(*report, path), QString());

        QCOMPARE(console.standIn(climb.hops.at(2)), QString());
        QVERIFY(atPromptOf(console, u"root"_s));
        console.submit(u"c"_s);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QVERIFY(!console.climbs()->find(id)->isLive());
        for (const ClimbHop &each : console.climbs()->find(id)->hops)
            QVERIFY(!each.copyAlive);
        QVERIFY(!console.standIn(climb.hops.at(0)).isEmpty());

        // The processes are gone; what they looked like is not.
        const auto opened = reportFile::open(path);
        QVERIFY2(opened.has_value(), qPrintable(opened ? QString() : opened.error()));
        QCOMPARE(opened->hops.size(), 3);
        for (const ReportHop &each : opened->hops) {
            QVERIFY2(each.whyNoStack.isEmpty(), qPrintable(each.whyNoStack));
            const auto visible = std::ranges::find_if(each.frames, [](const ReportFrame &frame) { return !frame.frame.hidden; });
            QVERIFY(visible != each.frames.end());
            QVERIFY(visible->frame.file.endsWith(u"three_deep.cpp"_s));
            QVERIFY2(!visible->locals.isEmpty(), qPrintable(visible->frame.function));
            QVERIFY(!visible->source.value(visible->frame.line - visible->firstLine).isEmpty());
        }
        const ReportHop *leaf = opened->hopOf(id, climb.hops.at(0).actor.uuid);
        const auto top = std::ranges::find_if(leaf->frames, [](const ReportFrame &frame) { return !frame.frame.hidden; });
        QCOMPARE(top->frame.line, thrown);
        QVERIFY(top->source.value(thrown - top->firstLine).contains(u"throw std::runtime_error"_s));
        QCOMPARE(top->locals.first().name, u"what"_s);
        QVERIFY(top->locals.first().value.contains(u"crash"_s));
        QVERIFY(leaf->transcript.contains(u"the leaf has failed"_s));

        // furrow prints it on a terminal.
        QProcess furrow;
        furrow.start(places::furrow(), {u"--headless"_s, path});
        QVERIFY(furrow.waitForFinished());
        QCOMPARE(furrow.exitCode(), 0);
        const QString printed = QString::fromUtf8(furrow.readAllStandardOutput());
        QVERIFY2(printed.contains(u"relayed by "_s + climb.hops.at(2).actor.toString()), qPrintable(printed));
        QVERIFY(printed.contains(u"what = \"crash\""_s));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(file.size() / 2));
        file.close();
        furrow.start(places::furrow(), {u"--headless"_s, path});
        QVERIFY(furrow.waitForFinished());
        QCOMPARE(furrow.exitCode(), 2);
        QCOMPARE(QString::fromUtf8(furrow.readAllStandardError()), u"furrow: The report %1 cannot be opened: it is cut short.\n"_s.arg(path));
    }

    void whatOpensNoReplSaysSo()
    {
        Console console(std::make_unique<GdbEngine>());
        QString error;
        QVERIFY2(console.listen(&error), qPrintable(error));
        QSignalSpy finished(&console, &Console::finished);
        // q in the leaf's pause throws DebuggerQuit, which opens nothing in the leaf itself.
        console.startProgram(places::inBuild(u"tests/acceptance/programs/three_deep"_s), {u"pause"_s});
        QVERIFY(atPromptOf(console, u"leaf"_s));
        QVERIFY(console.climbs()->tops().isEmpty());
        console.submit(u"q"_s);
        QVERIFY(atPromptOf(console, u"middle"_s));
        QTRY_VERIFY(hop(console, u"leaf"_s));
        QCOMPARE(hop(console, u"leaf"_s)->repl, ClimbHop::Repl::None);
        QCOMPARE(hop(console, u"leaf"_s)->why, ClimbHop::Why::Kind);
        QVERIFY(hop(console, u"leaf"_s)->line > 0);
        console.submit(u"c"_s);
        QVERIFY(atPromptOf(console, u"root"_s));
        console.submit(u"c"_s);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
    }
};

QTEST_GUILESS_MAIN(ClimbTreeTest)
#include "tst_climbtree.moc"
