// SPDX-License-Identifier: MIT
#include "panetest.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// The search bar, with a real keyboard.
class TestSearch : public PaneTest
{
    Q_OBJECT

private:
    SearchBar *bar() const { return find<SearchBar>("searchBar"); }
    QString said() const { return bar()->message(); }
    QString found() const
    {
        const auto &current = m_pane->search()->current();
        return current ? m_pane->document()->lineText(current->line) : QString();
    }
    void open()
    {
        hands::press("ctrl+f");
        QTRY_VERIFY(bar()->isVisible());
        QTRY_VERIFY(find<QLineEdit>("searchLine")->hasFocus());
    }

private Q_SLOTS:
    void init() { openPanel(); }
    void cleanup() { closePanel(); }

    void typingSearches()
    {
        for (int i = 0; i < 200; ++i)
            print(u"line %1 of the program"_s.arg(i));
        open();
        hands::type(u"line 15"_s);
        QTRY_COMPARE(said(), u"11 of 11"_s); // 15, 150 ... 159; the nearest above the screen's first line
        QCOMPARE(found(), u"line 159 of the program"_s);
        hands::type(u"7"_s);
        QTRY_COMPARE(found(), u"line 157 of the program"_s);
        QTRY_COMPARE(said(), u"1 of 1"_s);
        QVERIFY(m_pane->visibleText().contains(u"line 157"_s));
    }
    void nextAndPreviousGoRound()
    {
        print(u"alpha one\nbeta\nalpha two, alpha three\nbeta"_s);
        open();
        hands::type(u"alpha"_s);
        QTRY_COMPARE(said(), u"1 of 3"_s);
        hands::press("F3");
        QTRY_COMPARE(said(), u"2 of 3"_s);
        hands::press("Return");
        QTRY_COMPARE(said(), u"3 of 3"_s);
        QCOMPARE(m_pane->search()->current()->start, 11);
        hands::press("F3");
        QTRY_COMPARE(said(), u"1 of 3, went on from the top"_s);
        hands::press("shift+F3");
        QTRY_COMPARE(said(), u"3 of 3, went on from the end"_s);
        hands::press("shift+Return");
        QTRY_COMPARE(said(), u"2 of 3"_s);
        hands::click(find<QToolButton>("searchNext"));
        QTRY_COMPARE(said(), u"3 of 3"_s);
        hands::click(find<QToolButton>("searchPrevious"));
        QTRY_COMPARE(said(), u"2 of 3"_s);
    }
    void caseAndWholeWords()
    {
        print(u"Word word sword WORD words"_s);
        open();
        hands::type(u"word"_s);
        QTRY_COMPARE(said(), u"1 of 5"_s);
        hands::click(find<QToolButton>("matchCase"));
        QTRY_COMPARE(said(), u"1 of 3"_s);
        hands::click(find<QToolButton>("wholeWords"));
        QTRY_COMPARE(said(), u"1 of 1"_s);
        hands::click(find<QToolButton>("matchCase"));
        QTRY_COMPARE(said(), u"1 of 3"_s);
    }
    void expressions()
    {
        print(u"job 12 took 3 ms\njob x took 4 ms"_s);
        open();
        hands::click(find<QToolButton>("regularExpression"));
        hands::click(find<QLineEdit>("searchLine"));
        hands::type(u"job \\d+"_s);
        QTRY_COMPARE(said(), u"1 of 1"_s);
        QCOMPARE(m_pane->search()->current()->length, 6);
        hands::type(u"("_s);
        QTRY_VERIFY2(said().startsWith(u"This is no regular expression: "_s), qPrintable(said()));
        QVERIFY2(said().endsWith(u"."_s), qPrintable(said()));
        QVERIFY(!m_pane->search()->isActive());
        takePictures("search-error");
        hands::press("BackSpace");
        QTRY_COMPARE(said(), u"1 of 1"_s);
    }
    void anExpressionThatNeverEndsIsGivenUp()
    {
        print(QString(3000, u'a') + u"b"_s);
        print(u"aaa"_s);
        open();
        find<QToolButton>("regularExpression")->setChecked(true);
        QElapsedTimer timer;
        timer.start();
        m_pane->search()->start({.text = u"(a+)+$"_s, .regularExpression = true}, 0);
        QTRY_VERIFY(m_pane->search()->isComplete());
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(m_pane->search()->gaveUp());
        QCOMPARE(m_pane->search()->count(), 1);
        QVERIFY(said().contains(u"takes too long"_s));
    }
    void escapeClosesAndGivesTheKeyboardBack()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_pane->focusPrompt();
        QVERIFY(m_pane->promptLine()->hasFocus());
        open();
        hands::type(u"actor"_s);
        QTRY_VERIFY(m_pane->search()->count() > 0);
        hands::press("Escape");
        QTRY_VERIFY(!bar()->isVisible());
        QVERIFY(m_pane->promptLine()->hasFocus());
        QVERIFY(!m_pane->search()->isActive());
        QCOMPARE(m_pane->promptLine()->text(), QString());
        hands::press("ctrl+f"); // what was searched last is still there
        QTRY_VERIFY(m_pane->search()->count() > 0);
    }
    void escapeAtThePromptClosesItToo()
    {
        print(u"alpha"_s);
        open();
        hands::type(u"alpha"_s);
        m_pane->setFocus();
        hands::press("Escape");
        QTRY_VERIFY(!bar()->isVisible());
    }
    void aSelectionIsSearched()
    {
        print(u"first second\nsecond"_s);
        hands::click(m_pane->viewport(), {100, 14}, 2);
        QTRY_COMPARE(m_pane->selectedText(), u"second"_s);
        open();
        QCOMPARE(find<QLineEdit>("searchLine")->text(), u"second"_s);
        QTRY_COMPARE(m_pane->search()->count(), 2);
    }
    void newLinesAreSearchedToo()
    {
        print(u"alpha"_s);
        open();
        hands::type(u"alpha"_s);
        QTRY_COMPARE(said(), u"1 of 1"_s);
        print(u"alpha again"_s);
        QTRY_COMPARE(said(), u"1 of 2"_s);
        TranscriptBlock half;
        half.kind = TranscriptBlock::Kind::Program;
        half.actor = m_tree->actors.at(u"root"_s).id;
        half.endsLine = false;
        half.text = u"alp"_s;
        m_tree->console->transcript()->append(half);
        half.text = u"ha in two pieces"_s;
        m_pane->flush();
        QTest::qWait(20);
        QCOMPARE(m_pane->search()->count(), 2);
        m_tree->console->transcript()->append(half);
        QTRY_COMPARE(said(), u"1 of 3"_s);
    }
    void onlyShownLinesAreSearched()
    {
        print(u"alpha of root"_s);
        print(u"alpha of child"_s, false, u"child"_s);
        open();
        hands::type(u"alpha"_s);
        QTRY_COMPARE(m_pane->search()->count(), 2);
        m_pane->setFilter(m_tree->actors.at(u"child"_s).id.uuid);
        QTRY_COMPARE(said(), u"1 of 1"_s);
        QCOMPARE(found(), u"alpha of child"_s);
        m_pane->setFilter({});
        QTRY_COMPARE(m_pane->search()->count(), 2);
        m_pane->clear();
        QTRY_COMPARE(said(), u"No match"_s);
    }
    void whatIsFoundInWrappedRowsIsInView()
    {
        print(QString(500, u'x') + u"needle"_s + QString(500, u'x'));
        for (int i = 0; i < 100; ++i)
            print(u"filler"_s);
        open();
        hands::type(u"needle"_s);
        QTRY_COMPARE(said(), u"1 of 1"_s);
        QVERIFY(m_pane->topLine() == 0);
    }
    void marksArePainted()
    {
        for (int i = 1; i <= 9; ++i)
            print(u"\x1b[2m21:03:11.40%1\x1b[0m \x1b[33mwarning\x1b[0m root job %1 is late, and worker %1 is late too"_s.arg(i), true);
        print(u"nothing here"_s);
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_pane->flush();
        open();
        const QImage before = m_pane->viewport()->grab().toImage();
        hands::type(u"late"_s);
        QTRY_COMPARE(said(), u"1 of 18"_s);
        const QImage after = m_pane->viewport()->grab().toImage();
        const auto count = [&](const QImage &image, const QColor &color) {
            int pixels = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    pixels += image.pixelColor(x, y).rgb() == color.rgb();
            return pixels;
        };
        QCOMPARE(count(before, m_theme->match()), 0);
        QVERIFY(count(after, m_theme->match()) > 500);
        QVERIFY(count(after, m_theme->warning()) > 100); // the current one
        takePictures("search");
    }
    void aMillionLinesDoNotHoldTheLoop()
    {
        // Straight into the document: what is measured is the search.
        TranscriptBlock block;
        block.kind = TranscriptBlock::Kind::Program;
        block.actor = m_tree->actors.at(u"root"_s).id;
        for (int i = 0; i < 2000; ++i) {
            block.text.clear();
            for (int j = 0; j < 500; ++j)
                block.text += u"21:03:11.402 info    worker job %1 took 12 ms, and 3 more are waiting\n"_s.arg(i * 500 + j);
            block.text.chop(1);
            m_pane->document()->append(block, false);
        }
        print(u"end"_s);
        QCOMPARE(m_pane->document()->endLine() - m_pane->document()->firstLine(), 1'000'001 - m_pane->document()->firstLine());
        open();
        QTest::qWait(100);
        QList<qint64> beats;
        qint64 since = cpuTime();
        QTimer beat;
        connect(&beat, &QTimer::timeout, this, [&] { beats.append(cpuTime() - since); since = cpuTime(); });
        for (const auto &[pattern, count] : {std::pair(SearchPattern{.text = u"job 77777"_s}, 11),
                                             {SearchPattern{.text = u"job (\\d)\\1{4} "_s, .regularExpression = true}, 9}}) {
            beats.clear();
            since = cpuTime();
            beat.start(0);
            QElapsedTimer whole;
            whole.start();
            QVERIFY(m_pane->search()->start(pattern, m_pane->topLine()));
            QTRY_VERIFY_WITH_TIMEOUT(m_pane->search()->isComplete(), 60'000);
            beat.stop();
            std::ranges::sort(beats);
            const qint64 p99 = beats.at(beats.size() * 99 / 100);
            qInfo("%s: %lld ms in all; the loop is held %.1f ms at the 99th percentile, %.1f ms at most", qPrintable(pattern.text),
                  whole.elapsed(), double(p99) / 1e3, double(beats.last()) / 1e3);
            QCOMPARE(m_pane->search()->count(), count);
            QVERIFY2(p99 < 16'000, qPrintable(QString::number(p99)));
        }
    }
};

FURROW_WINDOW_TEST(TestSearch)
#include "tst_search.moc"
