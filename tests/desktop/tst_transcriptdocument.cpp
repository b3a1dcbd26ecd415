// SPDX-License-Identifier: MIT
#include "desktop/transcriptdocument.h"

#include <QTest>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;
using Kind = TranscriptBlock::Kind;

class TestTranscriptDocument : public QObject
{
    Q_OBJECT

private:
    const ActorId m_a{u"a"_s, QUuid::createUuid()};
    const ActorId m_b{u"b"_s, QUuid::createUuid()};

    static TranscriptBlock block(Kind kind, const ActorId &actor, const QString &text, bool endsLine = true)
    {
        TranscriptBlock result;
        result.kind = kind;
        result.actor = actor;
        result.text = text;
        result.endsLine = endsLine;
        result.time = QDateTime::currentDateTime();
        return result;
    }
    static QString all(const TranscriptDocument &document)
    {
        return document.text(document.firstLine(), 0, document.endLine(), 0);
    }

private Q_SLOTS:
    void linesGoOnWhereTheirSourceStopped()
    {
        TranscriptDocument document;
        document.append(block(Kind::Program, m_a, u"one\ntw"_s, false), false);
        document.append(block(Kind::Program, m_a, u"o\nthree"_s), false);
        QCOMPARE(all(document), u"one\ntwo\nthree"_s);
    }
    void nobodyWritesIntoAnothersLine()
    {
        TranscriptDocument document;
        document.append(block(Kind::Program, m_a, u"half"_s, false), false);
        document.append(block(Kind::Program, m_b, u"other"_s), false);
        document.append(block(Kind::Program, m_a, u"rest"_s), false);
        QCOMPARE(all(document), u"half\nother\nrest"_s);
    }
    void commandsStandBehindThePrompt()
    {
        TranscriptDocument document;
        document.append(block(Kind::Command, m_a, u"p 1"_s), false);
        QCOMPARE(all(document), u"(gdb+) p 1"_s);
    }
    void theCurrentLineIsMarked()
    {
        TranscriptDocument document;
        document.append(block(Kind::Source, m_a, u"  12      int x;\n  13  ->  int y;\n  14      x->y();"_s), false);
        QCOMPARE(bool(document.line(0).flags & TranscriptDocument::Current), false);
        QCOMPARE(bool(document.line(1).flags & TranscriptDocument::Current), true);
        QCOMPARE(bool(document.line(2).flags & TranscriptDocument::Current), false);
    }
    void longLinesWrap()
    {
        TranscriptDocument document;
        document.setColumns(10);
        document.append(block(Kind::Program, m_a, QString(25, u'x')), false);
        document.append(block(Kind::Program, m_a, u"short"_s), false);
        QCOMPARE(document.rowCount(), 4);
        QCOMPARE(document.rowStarts(0), std::vector<qsizetype>({0, 10, 20}));
        QCOMPARE(document.placeOfRow(3).line, 1);
        QCOMPARE(document.rowOfLine(1), 3);
        document.setColumns(100);
        QCOMPARE(document.rowCount(), 2);
    }
    void sourceGoesOnRightOfItsNumbers()
    {
        TranscriptDocument document;
        document.setColumns(40);
        document.append(block(Kind::Source, m_a, u"  12  ->  "_s + QString(70, u'x')), false);
        QCOMPARE(document.line(0).hang, 14);
        QCOMPARE(document.rowCount(), 3);
        QCOMPARE(document.rowStarts(0), std::vector<qsizetype>({0, 40, 66}));
    }
    void wideAndCombiningCharactersTakeTheirColumns()
    {
        TranscriptDocument document;
        document.setColumns(10);
        document.append(block(Kind::Program, m_a, QString(9, u'漢')), false); // two columns each
        QCOMPARE(document.rowStarts(0), std::vector<qsizetype>({0, 5}));
        document.append(block(Kind::Program, m_a, u"e\u0301"_s.repeated(10)), false);
        QCOMPARE(document.rowCount(), 3);
        document.append(block(Kind::Program, m_a, u"\U0001F600"_s.repeated(6)), false); // pairs are not cut
        QCOMPARE(document.rowStarts(2), std::vector<qsizetype>({0, 10}));
    }
    void oneActorCanBeShownAlone()
    {
        TranscriptDocument document;
        document.append(block(Kind::Program, m_a, u"from a"_s), false);
        document.append(block(Kind::Program, m_b, u"from b"_s), false);
        document.append(block(Kind::Notice, {}, u"from the console"_s), false);
        document.setFilter({.actors = {m_b.uuid}});
        QCOMPARE(all(document), u"from b"_s);
        QCOMPARE(document.rowCount(), 1);
        QCOMPARE(document.placeOfRow(0).line, 1);
        document.append(block(Kind::Program, m_a, u"more"_s), false);
        QCOMPARE(document.rowCount(), 1);
        document.setFilter({});
        QCOMPARE(document.rowCount(), 4);
    }
    void oldLinesDropAndSaySo()
    {
        TranscriptDocument document;
        document.setMaximumLines(5000);
        for (int i = 0; i < 20'000; ++i)
            document.append(block(Kind::Program, m_a, u"line %1"_s.arg(i)), false);
        QCOMPARE(document.endLine(), 20'000);
        const qint64 kept = document.endLine() - document.firstLine();
        QVERIFY2(kept >= 5000 && kept < 5000 + 2 * 1024, qPrintable(QString::number(kept)));
        QVERIFY(document.line(document.firstLine()).text.contains(u"earlier lines were dropped"));
        QCOMPARE(document.line(19'999).text, u"line 19999"_s);
        QCOMPARE(document.rowCount(), kept);
        QCOMPARE(document.takeDroppedRows(), 20'000 - kept);
        document.setFilter({.actors = {m_a.uuid}});
        QCOMPARE(document.rowCount(), kept - 1); // the note is nobody's
    }
    void aLineWithoutEndIsBroken()
    {
        TranscriptDocument document;
        for (int i = 0; i < 100; ++i)
            document.append(block(Kind::Program, m_a, QString(1000, u'x'), false), false);
        QVERIFY(document.endLine() > 3);
        qsizetype characters = 0;
        for (qint64 n = 0; n < document.endLine(); ++n) {
            QVERIFY(document.line(n).text.size() <= 16 * 1024);
            characters += document.line(n).text.size();
        }
        QCOMPARE(characters, 100'000);
    }
    void partsAreTheWhole_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("lines") << u"a line of text\n"_s.repeated(5000) + u"end"_s;
        QTest::newRow("one line") << u"x"_s.repeated(70'000);
        QTest::newRow("colours") << u"\x1b[38;2;10;20;30mx\x1b[0m"_s.repeated(5000);
        QTest::newRow("pairs") << u"x"_s + u"\U0001F600"_s.repeated(30'000);
        QTest::newRow("empty lines") << u"\n"_s.repeated(50'000);
        QTest::newRow("ends with a feed") << u"a line of text\r\n"_s.repeated(5000);
    }
    void partsAreTheWhole()
    {
        QFETCH(QString, text);
        const auto lines = [](const TranscriptDocument &document) {
            // Where a line without end is broken may differ.
            QString joined;
            for (qint64 n = 0; n < document.endLine(); ++n)
                joined += document.lineText(n) + (document.lineLength(n) > 10'000 ? u""_s : u"\n"_s);
            return joined;
        };
        const TranscriptBlock whole = block(Kind::Program, m_a, text);
        TranscriptDocument once, parts;
        once.append(whole, false);
        int calls = 0;
        for (qsizetype from = 0; from >= 0; ++calls)
            from = parts.appendPart(whole, false, from);
        QVERIFY(calls > 3);
        QCOMPARE(lines(parts).remove(u'\n'), lines(once).remove(u'\n'));
        if (text.contains(u'\n'))
            QCOMPARE(parts.endLine(), once.endLine());
    }
    void marksWithoutEndWrap()
    {
        TranscriptDocument document;
        document.setColumns(80);
        document.append(block(Kind::Program, m_a, QString(16'000, u'\u0301')), false);
        QVERIFY(document.rowCount() > 190);
    }
    void aPairIsNotBroken()
    {
        TranscriptDocument document;
        const QString text = u"x"_s + u"\U0001F600"_s.repeated(20'000);
        document.append(block(Kind::Program, m_a, text), false);
        QCOMPARE(all(document).remove(u'\n'), text);
        for (qint64 n = 0; n < document.endLine(); ++n)
            QCOMPARE(document.lineLength(n), document.lineText(n).size());
    }
    void clearedLinesAreHidden()
    {
        TranscriptDocument document;
        for (int i = 0; i < 3000; ++i)
            document.append(block(Kind::Program, m_a, u"line %1"_s.arg(i)), false);
        document.setShownFrom(2990);
        QCOMPARE(document.rowCount(), 10);
        QCOMPARE(document.placeOfRow(0).line, 2990);
        QCOMPARE(document.rowOfLine(2995), 5);
        QCOMPARE(document.nextShown(-1), 2990);
        QVERIFY(!document.isShown(2989));
        document.append(block(Kind::Program, m_a, u"more"_s), false);
        QCOMPARE(document.rowCount(), 11);
        document.setShownFrom(0);
        QCOMPARE(document.rowCount(), 3001);
    }
    void textOutsideOfAsciiStaysWhatItWas()
    {
        TranscriptDocument document;
        document.append(block(Kind::Program, m_a, u"ä → "_s, false), false);
        document.append(block(Kind::Program, m_a, u"漢 \x1b[31m\U0001F600 end"_s), false);
        QCOMPARE(document.line(0).text, u"ä → 漢 \U0001F600 end"_s);
        QCOMPARE(document.lineLength(0), document.line(0).text.size());
        QCOMPARE(document.line(0).spans.size(), 1U);
        QCOMPARE(document.line(0).spans[0].start, 6);
    }
    void aColourAloneIsNoText()
    {
        TranscriptDocument document;
        document.append(block(Kind::Program, m_a, u"\x1b[31m\x1b[0m"_s), false);
        QCOMPARE(all(document), QString());
    }
    void theConsolesLogIsShownOnDemand()
    {
        TranscriptDocument document;
        document.append(block(Kind::Log, m_a, u"granted"_s), false);
        document.append(block(Kind::Program, m_a, u"text"_s), false);
        QCOMPARE(all(document), u"text"_s);
        document.setFilter({.actors = {}, .parts = TranscriptFilter::usualParts | TranscriptFilter::ConsoleLog});
        QCOMPARE(all(document), u"granted\ntext"_s);
    }
    void headersHaveAirAbove()
    {
        TranscriptDocument document;
        document.append(block(Kind::Program, m_a, u"x"_s), false);
        document.append(block(Kind::Header, m_a, u"Opening\ntask"_s), true);
        QVERIFY(document.line(1).flags & TranscriptDocument::Spacer);
        QVERIFY(document.line(2).flags & TranscriptDocument::BlockStart);
        QVERIFY(document.line(2).flags & TranscriptDocument::Alarm);
        QVERIFY(!(document.line(3).flags & TranscriptDocument::BlockStart));
    }
    void coloursOfAProgramBecomeSpans()
    {
        TranscriptDocument document;
        document.append(block(Kind::Program, m_a, u"\x1b[31mred\nstill\x1b[0m plain"_s), false);
        QCOMPARE(document.line(0).spans.size(), 1U);
        QCOMPARE(document.style(document.line(0).spans[0].style).sgr.foreground, 1);
        QCOMPARE(document.line(1).spans.size(), 1U);
        QCOMPARE(document.line(1).spans[0].length, 5U);
    }
};

QTEST_GUILESS_MAIN(TestTranscriptDocument)
#include "tst_transcriptdocument.moc"
