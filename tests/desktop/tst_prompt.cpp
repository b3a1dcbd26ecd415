// SPDX-License-Identifier: MIT
#include "xserver.h"

#include "desktop/actortreeview.h"
#include "desktop/consolepane.h"
#include "desktop/mainwindow.h"
#include "desktop/promptline.h"
#include "desktop/treepage.h"
#include "tree.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// What a user types in the window, with a real keyboard.
class TestPrompt : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<MainWindow> m_window;
    PromptLine *m_prompt = nullptr;

    bool asked(const QString &call) const { return m_tree->engine->calls.contains(call); }
    bool isReady() const { return m_tree->console->prompt() == Console::Prompt::Ready; }

private Q_SLOTS:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        m_window = std::make_unique<MainWindow>(m_tree->console.get());
        m_prompt = m_window->currentPage()->pane()->promptLine();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        hands::focus(m_window.get());
        m_tree->add(u"root"_s);
        m_tree->add(u"child"_s, u"root"_s);
    }
    void cleanup()
    {
        m_window.reset();
        m_tree.reset();
    }

    void aTypedLineRuns()
    {
        m_tree->engine->answers[u"p 1"_s] = u"$1 = 1\n"_s;
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        QVERIFY(m_prompt->hasFocus());
        hands::type(u"p 1"_s);
        hands::press("Return");
        QTRY_VERIFY(asked(u"execute p 1"_s));
        QTRY_VERIFY(m_window->currentPage()->pane()->visibleText().contains(u"(gdb+) p 1\n$1 = 1\n(gdb+) "_s));
        QVERIFY(m_window->currentPage()->pane()->visibleText().contains(u"Opening a gdb REPL in paused actor: ('child'"_s));
    }

    void whatWasTypedBeforeThePromptDoesNotAnswerIt()
    {
        hands::type(u"c"_s);
        QTRY_COMPARE(m_prompt->text(), u"c"_s);
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        hands::press("Return");
        QTRY_VERIFY(m_prompt->isDraftOffered());
        QVERIFY(isReady());
        QVERIFY(entry->tryRead().isEmpty());
        hands::press("Return"); // now he has seen it
        QTRY_VERIFY(!isReady());
        QCOMPARE(entry->read(), "continue");
    }

    void enterAloneDoesNotAnswerAFreshPrompt()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        const QStringList before = m_tree->engine->calls;
        hands::press("Return");
        hands::type(u"w"_s); // whatever enter did is done when this has come
        QTRY_COMPARE(m_prompt->text(), u"w"_s);
        QCOMPARE(m_tree->engine->calls, before);
        QVERIFY(!m_window->currentPage()->pane()->visibleText().contains(u"(gdb+) \n"_s));
    }

    void anotherActorsPromptIsANewOne()
    {
        const auto first = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        const auto second = m_tree->ask(u"root"_s, u"pause"_s, 30, u"asyncMain"_s);
        hands::type(u"c"_s);
        hands::press("Return");
        QCOMPARE(first->read(), "continue");
        m_tree->stand(*second, m_tree->actors.at(u"root"_s).pid);
        hands::press("Return"); // once too often
        hands::type(u"x"_s);
        QTRY_COMPARE(m_prompt->text(), u"x"_s);
        QVERIFY(isReady());
        QVERIFY(second->tryRead().isEmpty());
    }

    void ctrlCAtALivePromptChangesNothing()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        QSignalSpy redrawn(m_tree->console.get(), &Console::redrawPrompt);
        hands::type(u"half"_s);
        for (int i = 1; i <= 3; ++i) {
            hands::press("ctrl+c");
            QTRY_COMPARE(redrawn.size(), i);
        }
        QVERIFY(isReady());
        QCOMPARE(m_prompt->text(), QString());
        QCOMPARE(m_tree->console->current()->actor.name, u"child"_s);
        QVERIFY(m_tree->actors.at(u"child"_s).process->state() == QProcess::Running);
    }

    void ctrlCStopsARunningCommand()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_tree->engine->answerCommands = false;
        hands::type(u"p forever()"_s);
        hands::press("Return");
        QTRY_COMPARE(m_tree->console->prompt(), Console::Prompt::Busy);
        QVERIFY(m_window->findChild<QAction *>(u"interrupt"_s)->isEnabled());
        hands::press("ctrl+c");
        QTRY_VERIFY(asked(u"interrupt"_s));
        QTRY_VERIFY(isReady());
    }

    void ctrlDOnAnEmptyLineIsTheEndOfInput()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        hands::type(u"a"_s);
        hands::press("ctrl+d"); // not empty
        QTRY_COMPARE(m_prompt->text(), u"a"_s);
        hands::press("BackSpace");
        QTRY_COMPARE(m_prompt->text(), QString());
        QVERIFY(isReady());
        hands::press("ctrl+d");
        QCOMPARE(entry->read(), "quit");
    }

    void arrowsGoThroughTheHistory()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        for (const QString &line : {u"p 1"_s, u"p 2"_s}) {
            hands::type(line);
            hands::press("Return");
            QTRY_VERIFY(asked(u"execute "_s + line));
            QTRY_VERIFY(isReady());
        }
        hands::type(u"draft"_s);
        hands::press("Up");
        QTRY_COMPARE(m_prompt->text(), u"p 2"_s);
        hands::press("Up");
        QTRY_COMPARE(m_prompt->text(), u"p 1"_s);
        hands::press("Down");
        hands::press("Down");
        QTRY_COMPARE(m_prompt->text(), u"draft"_s);
        const QFileInfo file(HistoryFile::defaultPath());
        QVERIFY(file.exists());
        QCOMPARE(file.permissions() & ~(QFile::ReadUser | QFile::WriteUser), QFile::ReadOwner | QFile::WriteOwner);
    }

    void tabCompletes()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        hands::type(u"in"_s);
        hands::press("Tab");
        QTRY_COMPARE(m_prompt->text(), u"info"_s);
        QVERIFY(m_prompt->hasFocus());
    }

    void keysForTheDebugger()
    {
        QAction *next = m_window->findChild<QAction *>(u"next"_s);
        QVERIFY(!next->isEnabled());
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        QVERIFY(next->isEnabled());
        for (const auto &[key, call] : {std::pair("F10", u"step next"_s), {"F11", u"step step"_s}, {"shift+F11", u"step finish"_s}}) {
            hands::press(key);
            QTRY_VERIFY2(asked(call), key);
            QTRY_VERIFY(isReady());
        }
        QCOMPARE(entry->read(), "step"); // with the first step the actor left its wait
        hands::press("F5");
        QTRY_VERIFY(asked(u"release %1"_s.arg(m_tree->actors.at(u"child"_s).pid)));
        QTRY_VERIFY(!next->isEnabled());
    }

    void nothingStepsInAFrozenFrame()
    {
        const auto entry = m_tree->open(u"child"_s, u"signal"_s, 13, u"bp_forever"_s);
        QVERIFY(!m_window->findChild<QAction *>(u"next"_s)->isEnabled());
        QVERIFY(m_window->findChild<QAction *>(u"continue"_s)->isEnabled());
    }

    void aSelectionIsCopied()
    {
        m_tree->print(u"root"_s, u"first line\nsecond line"_s);
        m_window->currentPage()->pane()->flush();
        QWidget *view = m_window->currentPage()->pane()->viewport();
        hands::drag(view, {17, 12}, {view->width() - 200, 12});
        QTRY_COMPARE(m_window->currentPage()->pane()->selectedText(), u"first line"_s);
        hands::press("ctrl+c");
        QTRY_COMPARE(QApplication::clipboard()->text(), u"first line"_s);
        hands::click(view, {30, 14}, 2);
        QTRY_COMPARE(m_window->currentPage()->pane()->selectedText(), u"first"_s);
    }

    void keysTypedInTheTreeStayThere()
    {
        m_window->currentPage()->treeView()->setFocus();
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        QVERIFY(m_window->currentPage()->treeView()->hasFocus()); // a prompt opened, and took nothing away
        hands::press("ctrl+p");
        QTRY_VERIFY(m_prompt->hasFocus());
    }

    void aFloodNeitherGrowsNorBlocks()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        qint64 longest = 0;
        QElapsedTimer since;
        QTimer beat;
        connect(&beat, &QTimer::timeout, this, [&] { longest = std::max(longest, since.restart()); });
        since.start();
        beat.start(1);
        QString lines;
        for (int i = 0; i < 100; ++i)
            lines += u"a line of output that a program writes again and again, with a number %1\n"_s.arg(i);
        lines.chop(1);
        for (int i = 0; i < 3000; ++i)
            m_tree->print(u"root"_s, lines);
        hands::type(u"p 7"_s);
        hands::press("Return");
        QTRY_VERIFY(asked(u"execute p 7"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->currentPage()->pane()->visibleText().contains(u"did p 7"_s), 30'000);
        qInfo("longest time the loop was held: %lld ms", longest);
        const TranscriptDocument *document = m_window->currentPage()->pane()->document();
        QVERIFY(document->endLine() >= 300'000);
        QVERIFY(document->endLine() - document->firstLine() < document->maximumLines() + 2048);
    }
};

FURROW_WINDOW_TEST(TestPrompt)
#include "tst_prompt.moc"
