// SPDX-License-Identifier: MIT
#include "panetest.h"

#include "desktop/messagebar.h"
#include "desktop/pane/pastebar.h"

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// Several pasted lines, and keys that come from before a question could be seen.
class TestPaste : public PaneTest
{
    Q_OBJECT

private:
    PasteBar *bar() const { return find<PasteBar>("pasteBar"); }
    PromptLine *prompt() const { return m_pane->promptLine(); }
    bool asked(const QString &call) const { return m_tree->engine->calls.contains(call); }
    void paste(const QString &text)
    {
        QApplication::clipboard()->setText(text);
        hands::press("ctrl+v");
    }
    /// Keys that wait in the queue while the window is busy.
    static void pressWhileBusy(const QStringList &keys)
    {
        QProcess process;
        process.start(u"xdotool"_s, QStringList{u"key"_s, u"--delay"_s, u"2"_s} + keys);
        QVERIFY(process.waitForFinished()); // turns no event loop of the window
        QCOMPARE(process.exitCode(), 0);
    }

private Q_SLOTS:
    void init() { openPanel(); }
    void cleanup() { closePanel(); }

    void severalLinesAreAskedAbout()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        hands::type(u"dr"_s);
        QTRY_COMPARE(prompt()->text(), u"dr"_s);
        paste(u"p 1\n  p 2\n\np 3\n"_s);
        QTRY_VERIFY(bar()->isVisible());
        QCOMPARE(prompt()->text(), u"dr"_s);
        QCOMPARE(bar()->findChild<QLabel *>(u"pastePreview"_s)->text(), u"p 1\n  p 2\n\np 3"_s);
        QVERIFY(find<QToolButton>("pasteCancel")->hasFocus());
        QVERIFY(!asked(u"execute p 1"_s));
        takePictures("paste");
        hands::press("alt+r");
        for (const QString &line : {u"p 1"_s, u"  p 2"_s, u"p 3"_s})
            QTRY_VERIFY(asked(u"execute "_s + line.trimmed()) || asked(u"execute "_s + line));
        QVERIFY(!bar()->isVisible());
        QTRY_VERIFY(m_pane->visibleText().contains(u"did p 3"_s));
        QVERIFY(prompt()->hasFocus());
        QCOMPARE(prompt()->text(), u"dr"_s);
    }
    void cancelForgetsThem()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        const QStringList before = m_tree->engine->calls;
        for (const char *key : {"Escape", "Return"}) { // the harmless answer has the keyboard
            paste(u"p 1\np 2"_s);
            QTRY_VERIFY(bar()->isVisible());
            QTest::qWait(50); // seen
            hands::press(key);
            QTRY_VERIFY(!bar()->isVisible());
            QVERIFY(prompt()->hasFocus());
            QCOMPARE(prompt()->text(), QString());
        }
        QCOMPARE(m_tree->engine->calls, before);
    }
    void asOneLine()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        hands::type(u"p "_s);
        QTRY_COMPARE(prompt()->text(), u"p "_s);
        paste(u"a +\r\n   b"_s);
        QTRY_VERIFY(bar()->isVisible());
        hands::click(find<QToolButton>("pasteInsert"));
        QTRY_COMPARE(prompt()->text(), u"p a + b"_s);
    }
    void oneLineWithItsEndIsOneLine()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        const QStringList before = m_tree->engine->calls;
        paste(u"p 1\n"_s);
        QTRY_COMPARE(prompt()->text(), u"p 1"_s);
        QVERIFY(!bar()->isVisible());
        QCOMPARE(m_tree->engine->calls, before);
    }
    void theMiddleButtonPastesToo()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        QVERIFY(QApplication::clipboard()->supportsSelection());
        QApplication::clipboard()->setText(u"p 1\np 2"_s, QClipboard::Selection);
        hands::moveTo(m_pane->viewport(), {200, 200});
        hands::xdotool({u"click"_s, u"2"_s});
        QTRY_VERIFY(bar()->isVisible());
        QCOMPARE(prompt()->text(), QString());
    }
    void whatAControlCharacterHidesShows()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        paste(u"p 1\x1b[8m\np 2"_s);
        QTRY_VERIFY(bar()->isVisible());
        QVERIFY2(bar()->findChild<QLabel *>(u"pastePreview"_s)->text().contains(u'\u241b'),
                 qPrintable(bar()->findChild<QLabel *>(u"pastePreview"_s)->text()));
    }
    void withoutAPromptNothingRuns()
    {
        paste(u"p 1\np 2"_s);
        QTRY_VERIFY(bar()->isVisible());
        QVERIFY(!find<QToolButton>("pasteRun")->isVisible());
        QVERIFY(find<QToolButton>("pasteInsert")->isVisible());
    }
    void theRestIsNotRunAtAnothersPrompt()
    {
        const auto first = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        const auto second = m_tree->ask(u"root"_s, u"pause"_s, 30, u"asyncMain"_s);
        paste(u"p 1\nc\np 2\np 3"_s);
        QTRY_VERIFY(bar()->isVisible());
        hands::click(find<QToolButton>("pasteRun"));
        QCOMPARE(first->read(), "continue");
        m_tree->stand(*second, m_tree->actors.at(u"root"_s).pid);
        QTRY_VERIFY(find<QWidget>("paneNotice")->isVisible());
        QCOMPARE(find<MessageBar>("paneNotice")->text(), u"The last 2 of the pasted lines were not run."_s);
        QVERIFY(!asked(u"execute p 2"_s));
        QVERIFY(asked(u"execute p 1"_s));
    }
    void ctrlCStopsTheRest()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_tree->engine->answerCommands = false;
        paste(u"p forever()\np 2"_s);
        QTRY_VERIFY(bar()->isVisible());
        hands::click(find<QToolButton>("pasteRun"));
        QTRY_VERIFY(asked(u"execute p forever()"_s));
        QTRY_VERIFY(prompt()->hasFocus());
        hands::press("ctrl+c");
        QTRY_VERIFY(asked(u"interrupt"_s));
        QTRY_COMPARE(m_tree->console->prompt(), Console::Prompt::Ready);
        QTest::qWait(50);
        QVERIFY(!asked(u"execute p 2"_s));
    }

    void keysFromBeforeThePromptAreADraft()
    {
        PromptLine line;
        line.resize(300, 24);
        QSignalSpy submitted(&line, &PromptLine::submitted);
        line.show();
        QVERIFY(QTest::qWaitForWindowExposed(&line));
        hands::focus(&line);
        pressWhileBusy({u"c"_s, u"Return"_s, u"ctrl+d"_s});
        line.openPrompt(7); // the window comes to it before it comes to the keys
        QTRY_COMPARE(line.text(), u"c"_s);
        QVERIFY(line.hasDraft());
        hands::press("Return"); // now he may have seen it; enter asks once more
        QTRY_VERIFY(line.isDraftOffered());
        QCOMPARE(submitted.size(), 0);
        hands::press("Return");
        QTRY_COMPARE(submitted.size(), 1);
        QCOMPARE(submitted[0][0].toString(), u"c"_s);
        // Within one entry typing ahead is meant.
        line.closePrompt(true);
        line.openPrompt(7);
        pressWhileBusy({u"n"_s, u"Return"_s});
        QTRY_COMPARE(submitted.size(), 2);
        // Another one's prompt was not seen.
        line.closePrompt(false);
        pressWhileBusy({u"Return"_s, u"ctrl+d"_s});
        QSignalSpy ended(&line, &PromptLine::endOfInput);
        line.openPrompt(8);
        hands::type(u"x"_s);
        QTRY_COMPARE(line.text(), u"x"_s);
        QCOMPARE(submitted.size(), 2);
        QCOMPARE(ended.size(), 0);
        hands::press("Return");
        QTRY_COMPARE(submitted.size(), 3);
    }
    void keysFromBeforeTheQuestionDoNotAnswerIt()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        pressWhileBusy({u"Return"_s, u"space"_s});
        bar()->ask({u"p 1"_s, u"p 2"_s}, u"child"_s);
        find<QToolButton>("pasteRun")->setFocus();
        QTest::qWait(100);
        QVERIFY(bar()->isVisible());
        QVERIFY(!asked(u"execute p 1"_s));
        hands::press("Return");
        QTRY_VERIFY(asked(u"execute p 2"_s));
    }
};

FURROW_WINDOW_TEST(TestPaste)
#include "tst_paste.moc"
