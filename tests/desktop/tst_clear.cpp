// SPDX-License-Identifier: MIT
#include "panetest.h"

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// Clearing the pane, and taking that back.
class TestClear : public PaneTest
{
    Q_OBJECT

private:
    QWidget *bar() const { return find<QWidget>("clearBar"); }

private Q_SLOTS:
    void init() { openPanel(); }
    void cleanup() { closePanel(); }

    void clearHidesAndUndoBringsBack()
    {
        print(u"first\nsecond"_s);
        QVERIFY(!m_panel->action(u"undoClear"_s)->isEnabled());
        const qsizetype blocks = m_tree->console->transcript()->size();
        hands::press("ctrl+l");
        QTRY_VERIFY(!m_pane->visibleText().contains(u"first"_s));
        QVERIFY(bar()->isVisible());
        QVERIFY(m_panel->action(u"undoClear"_s)->isEnabled());
        QCOMPARE(m_tree->console->transcript()->size(), blocks);
        print(u"third"_s);
        QVERIFY(m_pane->visibleText().contains(u"third"_s));
        takePictures("clear");
        hands::click(find<QToolButton>("undoClearButton"));
        QTRY_VERIFY(m_pane->visibleText().contains(u"first\nsecond\nthird"_s));
        QVERIFY(!bar()->isVisible());
        QVERIFY(!m_panel->action(u"undoClear"_s)->isEnabled());
    }
    void ctrlZUndoesOneAfterTheOther()
    {
        print(u"first"_s);
        hands::press("ctrl+l");
        QTRY_VERIFY(m_pane->canUndoClear());
        print(u"second"_s);
        hands::press("ctrl+l");
        QTRY_VERIFY(!m_pane->visibleText().contains(u"second"_s));
        hands::press("ctrl+z");
        QTRY_VERIFY(m_pane->visibleText().contains(u"second"_s));
        QVERIFY(!m_pane->visibleText().contains(u"first"_s));
        hands::press("ctrl+z");
        QTRY_VERIFY(m_pane->visibleText().contains(u"first\nsecond"_s));
    }
    void ctrlZIsThePromptsOwnFirst()
    {
        print(u"first"_s);
        hands::press("ctrl+l");
        QTRY_VERIFY(m_pane->canUndoClear());
        hands::type(u"x"_s);
        QTRY_COMPARE(m_pane->promptLine()->text(), u"x"_s);
        hands::press("ctrl+z");
        QTRY_COMPARE(m_pane->promptLine()->text(), QString());
        QVERIFY(m_pane->canUndoClear());
        hands::press("ctrl+z");
        QTRY_VERIFY(!m_pane->canUndoClear());
    }
    void thePromptStays()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_pane->flush();
        hands::press("ctrl+l");
        QTRY_VERIFY(!m_pane->visibleText().contains(u"Opening"_s));
        QCOMPARE(m_pane->visibleText(), u"(gdb+) "_s);
        hands::type(u"p 1"_s);
        hands::press("Return");
        QTRY_VERIFY(m_pane->visibleText().contains(u"did p 1"_s));
        QVERIFY(!bar()->isVisible()); // he goes on
        QVERIFY(m_panel->action(u"undoClear"_s)->isEnabled());
    }
    void aHalfLineGoesOnBelow()
    {
        TranscriptBlock half;
        half.kind = TranscriptBlock::Kind::Program;
        half.actor = m_tree->actors.at(u"root"_s).id;
        half.endsLine = false;
        half.text = u"half "_s;
        m_tree->console->transcript()->append(half);
        m_pane->clear();
        half.text = u"rest"_s;
        half.endsLine = true;
        m_tree->console->transcript()->append(half);
        m_pane->flush();
        QVERIFY(m_pane->visibleText().startsWith(u"rest\n"_s));
    }
    void nothingIsCopiedThatIsNotShown()
    {
        print(u"hidden"_s);
        hands::press("ctrl+l");
        QTRY_VERIFY(m_pane->canUndoClear());
        print(u"shown"_s);
        m_pane->selectAll();
        QCOMPARE(m_pane->selectedText(), u"shown"_s);
    }
};

FURROW_WINDOW_TEST(TestClear)
#include "tst_clear.moc"
