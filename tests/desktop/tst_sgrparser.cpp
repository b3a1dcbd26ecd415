// SPDX-License-Identifier: MIT
#include "desktop/sgrparser.h"

#include <QTest>

using namespace furrow::ui;
using namespace Qt::StringLiterals;

class TestSgrParser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void coloursAreObeyed()
    {
        SgrParser parser;
        const auto parsed = parser.parse(u"plain \x1b[1;31mred\x1b[0m \x1b[38;5;196mcube\x1b[m \x1b[48;2;1;2;3mtrue"_s);
        QCOMPARE(parsed.text, u"plain red cube true"_s);
        QCOMPARE(parsed.runs.size(), 3);
        QCOMPARE(parsed.runs[0].start, 6);
        QCOMPARE(parsed.runs[0].style.foreground, 1);
        QVERIFY(parsed.runs[0].style.bold);
        QCOMPARE(parsed.runs[1].style.foreground, 0x1ff0000);
        QCOMPARE(parsed.runs[2].style.background, 0x1010203);
    }
    void theStyleGoesOnInTheNextPiece()
    {
        SgrParser parser;
        parser.parse(u"\x1b[32mgreen"_s);
        QVERIFY(parser.needsParsing(u"still"));
        const auto parsed = parser.parse(u"still"_s);
        QCOMPARE(parsed.runs.size(), 1);
        QCOMPARE(parsed.runs[0].style.foreground, 2);
    }
    void everythingElseIsText_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("shown");
        QTest::newRow("title") << u"\x1b]0;mine\x07"_s << u"\u241b]0;mine\u2407"_s;
        QTest::newRow("clipboard") << u"\x1b]52;c;AAAA\x1b\\"_s << u"\u241b]52;c;AAAA\u241b\\"_s;
        QTest::newRow("clear") << u"\x1b[2J\x1b[H"_s << u"\u241b[2J\u241b[H"_s;
        QTest::newRow("NUL") << u"a"_s + QChar(0) + u"b"_s << u"a\u2400b"_s;
        QTest::newRow("carriage return") << u"10%\r20%"_s << u"10%\u240d20%"_s;
        QTest::newRow("line end of Windows") << u"a\r\nb"_s << u"a\nb"_s;
        QTest::newRow("tab") << u"ab\tc"_s << u"ab      c"_s;
        QTest::newRow("bidi override") << u"a\u202eb"_s << u"a\ufffdb"_s;
        QTest::newRow("C1") << u"a\u009bb"_s << u"a\ufffdb"_s;
        QTest::newRow("cut short") << u"end\x1b["_s << u"end\u241b["_s;
        QTest::newRow("many numbers") << u"\x1b["_s + QString(200, u'1') + u'm' << u"\u241b["_s + QString(200, u'1') + u'm';
    }
    void everythingElseIsText()
    {
        QFETCH(QString, written);
        QFETCH(QString, shown);
        SgrParser parser;
        QCOMPARE(parser.parse(written).text, shown);
    }
    void positionsFollowTheText()
    {
        SgrParser parser;
        std::vector<qsizetype> positions;
        const auto parsed = parser.parse(u"\tint x;"_s, &positions);
        QCOMPARE(parsed.text, u"        int x;"_s);
        QCOMPARE(positions.size(), 8U);
        QCOMPARE(positions[1], 8);
        QCOMPARE(positions[7], 14);
    }
};

QTEST_GUILESS_MAIN(TestSgrParser)
#include "tst_sgrparser.moc"
