// SPDX-License-Identifier: MIT
#include "panetest.h"

#include "desktop/pane/completionpopup.h"

#include <QListView>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// The list of completions at the prompt, with a real keyboard.
class TestCompletion : public PaneTest
{
    Q_OBJECT

private:
    std::unique_ptr<Client> m_entry;

    PromptLine *prompt() const { return m_pane->promptLine(); }
    CompletionPopup *popup() const { return prompt()->findChild<CompletionPopup *>(u"completionPopup"_s); }
    QListView *list() const { return popup()->findChild<QListView *>(u"completionList"_s); }
    QStringList rows() const
    {
        QStringList texts;
        for (int i = 0; i < list()->model()->rowCount(); ++i)
            texts.append(list()->model()->index(i, 0).data(Qt::AccessibleTextRole).toString());
        return texts;
    }

private Q_SLOTS:
    void init()
    {
        openPanel();
        m_tree->engine->completions = {{u"counter"_s, u"symbol"_s}, {u"counterLimit"_s, u"symbol"_s}, {u"counters.cpp"_s, u"file"_s}, {u"cousin"_s, {}}};
        for (int i = 0; i < 30; ++i)
            m_tree->engine->completions.append({u"worker_%1"_s.arg(i, 2, 10, QLatin1Char('0')), u"symbol"_s});
        m_entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
    }
    void cleanup()
    {
        m_entry.reset();
        closePanel();
    }

    void kindsAreShown()
    {
        hands::type(u"p cou"_s);
        hands::press("Tab");
        QTRY_VERIFY(popup()->isVisible());
        QCOMPARE(rows(), QStringList({u"counter, symbol"_s, u"counterLimit, symbol"_s, u"counters.cpp, file"_s, u"cousin"_s}));
        QVERIFY(prompt()->hasFocus());
        // Right below what is typed.
        const QRect place = popup()->frameGeometry();
        const QRect line(prompt()->mapToGlobal(QPoint(0, 0)), prompt()->size());
        QVERIFY(place.top() >= line.bottom() || place.bottom() <= line.top());
        QVERIFY(!place.intersects(line));
        QDir().mkpath(QStringLiteral(FURROW_SCREENSHOTS));
        QVERIFY(popup()->grab().save(QStringLiteral(FURROW_SCREENSHOTS) + u"/pane-completion-popup.png"_s));
    }
    void theArrowsChoose()
    {
        hands::type(u"p cou"_s);
        hands::press("Tab");
        QTRY_VERIFY(popup()->isVisible());
        hands::press("Down");
        QTRY_COMPARE(popup()->current(), u"counterLimit"_s);
        hands::press("Up");
        hands::press("Up"); // round
        QTRY_COMPARE(popup()->current(), u"cousin"_s);
        hands::press("Up");
        hands::press("Return");
        QTRY_COMPARE(prompt()->text(), u"p counters.cpp"_s);
        QVERIFY(!popup()->isVisible());
        QVERIFY(!m_tree->engine->calls.contains(u"execute p counters.cpp"_s)); // that enter chose
        hands::press("Return");
        QTRY_VERIFY(m_tree->engine->calls.contains(u"execute p counters.cpp"_s));
    }
    void typingNarrows()
    {
        hands::type(u"p cou"_s);
        hands::press("Tab");
        QTRY_VERIFY(popup()->isVisible());
        hands::type(u"n"_s);
        QTRY_COMPARE(rows().size(), 3);
        hands::press("BackSpace");
        QTRY_COMPARE(rows().size(), 4);
        hands::type(u"zzz"_s);
        QTRY_VERIFY(!popup()->isVisible());
    }
    void escapeAndOtherKeysClose()
    {
        for (const char *key : {"Escape", "Left", "ctrl+a"}) {
            hands::type(u"p cou"_s);
            hands::press("Tab");
            QTRY_VERIFY2(popup()->isVisible(), key);
            hands::press(key);
            QTRY_VERIFY2(!popup()->isVisible(), key);
            QCOMPARE(prompt()->text(), u"p cou"_s);
            QVERIFY(prompt()->hasFocus());
            prompt()->clear();
        }
    }
    void longListsScroll()
    {
        hands::type(u"p wor"_s);
        hands::press("Tab");
        QTRY_VERIFY(popup()->isVisible());
        QCOMPARE(prompt()->text(), u"p worker_"_s); // what all have in common
        QCOMPARE(list()->model()->rowCount(), 30);
        QVERIFY(popup()->height() < 14 * list()->sizeHintForRow(0));
        hands::press("Next");
        QTRY_COMPARE(popup()->current(), u"worker_12"_s);
        const QRect row = list()->visualRect(list()->currentIndex());
        QVERIFY(row.top() >= 0 && row.bottom() <= list()->viewport()->height());
        hands::click(list()->viewport(), list()->visualRect(list()->model()->index(10, 0)).center());
        QTRY_COMPARE(prompt()->text(), u"p worker_10"_s);
    }
    void itGoesWithTheKeyboard()
    {
        hands::type(u"p cou"_s);
        hands::press("Tab");
        QTRY_VERIFY(popup()->isVisible());
        hands::press("ctrl+f");
        QTRY_VERIFY(!popup()->isVisible());
    }
    void oneIsTakenAtOnce()
    {
        hands::type(u"p cous"_s);
        hands::press("Tab");
        QTRY_COMPARE(prompt()->text(), u"p cousin"_s);
        QVERIFY(!popup()->isVisible());
    }
};

FURROW_WINDOW_TEST(TestCompletion)
#include "tst_completion.moc"
