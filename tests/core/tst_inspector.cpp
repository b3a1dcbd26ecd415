// SPDX-License-Identifier: MIT
#include "core/inspector.h"
#include "tree.h"

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// What faces ask of the process at the prompt, beside its commands.
class TestInspector : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Tree> m_tree;
    Inspector *m_inspector = nullptr;

    Console *console() const { return m_tree->console.get(); }
    FakeEngine *engine() const { return m_tree->engine; }
    std::unique_ptr<Client> open() const { return m_tree->open(u"root"_s, u"pause"_s, 13, u"asyncMain"_s); }

    static Variable variable(const QString &name, const QString &value, quint64 reference)
    {
        return {.name = name, .value = value, .type = u"int"_s, .expression = name, .assignable = true, .reference = reference};
    }
    /// What came: the answers, or why there were none.
    struct Answers
    {
        QStringList texts;
        std::function<void(const Variables &)> to(const QString &what)
        {
            return [this, what](const Variables &answer) {
                texts.append(what + u": "_s + (answer.failure.isEmpty() ? answer.list.isEmpty() ? u"nothing"_s : answer.list.first().value : answer.failure));
            };
        }
    };

private Q_SLOTS:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        m_tree->add(u"root"_s);
        m_tree->add(u"child"_s, u"root"_s);
        m_inspector = console()->inspector();
        engine()->locals = {variable(u"number"_s, u"7"_s, 71)};
        engine()->parts[71] = {variable(u"part"_s, u"70"_s, 72)};
    }
    void cleanup() { m_tree.reset(); }

    void withoutAPromptThereIsNothing()
    {
        Answers answers;
        m_inspector->variables(answers.to(u"early"_s));
        QCOMPARE(answers.texts, QStringList());
        QTRY_COMPARE(answers.texts, QStringList{u"early: No actor stands at its prompt."_s});
        QVERIFY(!m_inspector->isReady());
        bool asked = false;
        m_inspector->backtrace([&](const QList<Frame> &frames) { asked = frames.isEmpty(); });
        QTRY_VERIFY(asked);
        QCOMPARE(engine()->inspections, QStringList());
    }

    void answersAtThePrompt()
    {
        QSignalSpy changed(m_inspector, &Inspector::changed), gone(m_inspector, &Inspector::gone);
        QSignalSpy prompts(console(), &Console::promptChanged);
        const auto client = open();
        QVERIFY(m_inspector->isReady());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(m_inspector->stop().frame.line, 13);
        const qsizetype shown = console()->transcript()->size();
        const qsizetype before = prompts.size();
        Answers answers;
        m_inspector->variables(answers.to(u"all"_s));
        m_inspector->children(71, 0, 100, answers.to(u"parts"_s));
        QTRY_COMPARE(answers.texts, QStringList({u"all: 7"_s, u"parts: 70"_s}));
        engine()->frames = {Frame{.function = u"asyncMain"_s}};
        QString frame;
        m_inspector->backtrace([&](const QList<Frame> &frames) { frame = frames.value(0).function; });
        QTRY_COMPARE(frame, u"asyncMain"_s);
        QCOMPARE(console()->transcript()->size(), shown);
        QCOMPARE(prompts.size(), before);
        QCOMPARE(changed.size(), 1);
        console()->submit(u"c"_s);
        QTRY_COMPARE(gone.size(), 1);
        QVERIFY(!m_inspector->isReady());
    }

    void eachCommandAndEachStepChanges()
    {
        const auto client = open();
        QSignalSpy changed(m_inspector, &Inspector::changed), gone(m_inspector, &Inspector::gone);
        console()->submit(u"p number = 8"_s);
        QTRY_COMPARE(changed.size(), 1);
        console()->submit(u"n"_s);
        QTRY_COMPARE(changed.size(), 2);
        QCOMPARE(m_inspector->stop().frame.line, 14);
        QCOMPARE(gone.size(), 0);
    }

    void aCommandIsNotDelayed()
    {
        const auto client = open();
        engine()->answerInspection = false;
        Answers answers;
        m_inspector->variables(answers.to(u"all"_s));
        m_inspector->children(71, 0, 100, answers.to(u"parts"_s));
        engine()->answerInspection = true;
        console()->submit(u"p 1"_s);
        QTRY_COMPARE(answers.texts, QStringList({u"all: 7"_s, u"parts: 70"_s})); // asked again, in their order
        QCOMPARE(engine()->inspections, QStringList({u"variables"_s, u"children 71 0 100"_s, u"variables"_s, u"children 71 0 100"_s}));
        QCOMPARE(console()->prompt(), Console::Prompt::Ready);
    }

    void whileACommandRunsRequestsWait()
    {
        const auto client = open();
        engine()->answerCommands = false;
        console()->submit(u"p forever()"_s);
        Answers answers;
        m_inspector->variables(answers.to(u"all"_s));
        QTest::qWait(20); // nothing may come of it
        QVERIFY(engine()->inspections.isEmpty() && answers.texts.isEmpty());
        console()->interrupt();
        QTRY_COMPARE(answers.texts, QStringList{u"all: 7"_s});
    }

    void whatBelongsToAnotherStopIsDropped()
    {
        const auto client = open();
        engine()->answerInspection = false;
        engine()->finishSteps = false;
        Answers answers;
        m_inspector->children(71, 0, 100, answers.to(u"sent"_s));
        console()->submit(u"n"_s);
        m_inspector->children(71, 0, 100, answers.to(u"held"_s));
        QTRY_COMPARE(answers.texts, QStringList({u"sent: The process has gone on since."_s, u"held: The process has gone on since."_s}));
        engine()->putOffInspection(); // what comes late is nobody's
        engine()->answerInspection = true;
        engine()->finishStep(m_tree->actors.at(u"root"_s).pid, QStringLiteral(FURROW_SAMPLE), 14);
        QTRY_COMPARE(console()->prompt(), Console::Prompt::Ready);
        QCOMPARE(answers.texts.size(), 2);
        QCOMPARE(engine()->inspections.size(), 1);
    }

    void aStepThatRunsLongHasNoPrompt()
    {
        const auto client = open();
        QSignalSpy gone(m_inspector, &Inspector::gone), changed(m_inspector, &Inspector::changed);
        engine()->finishSteps = false;
        console()->submit(u"n"_s);
        QTRY_COMPARE(gone.size(), 1);
        QVERIFY(!m_inspector->isReady());
        engine()->finishStep(m_tree->actors.at(u"root"_s).pid, QStringLiteral(FURROW_SAMPLE), 14);
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(m_inspector->isReady());
    }

    void theNextEntryIsAnotherStop()
    {
        const auto first = open();
        const auto second = m_tree->ask(u"child"_s, u"pause"_s, 20, u"work"_s);
        QSignalSpy gone(m_inspector, &Inspector::gone), changed(m_inspector, &Inspector::changed);
        engine()->answerInspection = false;
        Answers answers;
        m_inspector->variables(answers.to(u"first"_s));
        console()->submit(u"c"_s);
        m_tree->stand(*second, m_tree->actors.at(u"child"_s).pid);
        QCOMPARE(answers.texts, QStringList{u"first: No actor stands at its prompt any more."_s});
        QVERIFY(gone.size() == 1 && changed.size() == 1);
        QCOMPARE(m_inspector->stop().pid, m_tree->actors.at(u"child"_s).pid);
    }

    void gdbDies()
    {
        const auto client = open();
        engine()->answerInspection = false;
        Answers answers;
        m_inspector->variables(answers.to(u"all"_s));
        QSignalSpy gone(m_inspector, &Inspector::gone), changed(m_inspector, &Inspector::changed);
        engine()->die(u"gdb was killed."_s);
        QCOMPARE(answers.texts, QStringList{u"all: No actor stands at its prompt any more."_s});
        QCOMPARE(gone.size(), 1);
        QTRY_COMPARE(changed.size(), 1); // looked at once more
    }

    void valuesAreSet()
    {
        const auto client = open();
        QSignalSpy changed(m_inspector, &Inspector::changed);
        engine()->refusedValues[u"x"_s] = u"No symbol \"x\" in current context."_s;
        Answers answers;
        m_inspector->assign(71, u"9"_s, answers.to(u"set"_s));
        m_inspector->assign(71, u"x"_s, answers.to(u"refused"_s));
        QTRY_COMPARE(answers.texts, QStringList({u"set: 9"_s, u"refused: No symbol \"x\" in current context."_s}));
        QCOMPARE(changed.size(), 1);
    }

    void framesAndThreadsAreSelected()
    {
        const auto client = open();
        QSignalSpy changed(m_inspector, &Inspector::changed);
        const qsizetype shown = console()->transcript()->size();
        bool selected = false;
        m_inspector->select({.level = 2, .function = u"caller"_s, .file = QStringLiteral(FURROW_SAMPLE), .line = 30},
                            [&](const QString &failure) { selected = failure.isEmpty(); });
        QTRY_VERIFY(selected);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(m_inspector->stop().frame.function, u"caller"_s);
        QCOMPARE(console()->transcript()->size(), shown);
        // The source of a frame is shown where a command leads to it, and there alone.
        console()->submit(u"p 1"_s);
        QTRY_COMPARE(changed.size(), 2);
        for (qsizetype i = shown; i < console()->transcript()->size(); ++i)
            QVERIFY(console()->transcript()->at(i).kind != TranscriptBlock::Kind::Source);
        m_inspector->selectThread(4711);
        QTRY_COMPARE(changed.size(), 3);
        QCOMPARE(m_inspector->stop().tid, 4711);
    }
};

QTEST_GUILESS_MAIN(TestInspector)
#include "tst_inspector.moc"
