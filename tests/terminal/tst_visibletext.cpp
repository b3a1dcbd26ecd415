// SPDX-License-Identifier: MIT
#include "terminal/visibletext.h"

#include <QTest>

using furrow::ui::VisibleText;
using namespace Qt::StringLiterals;

class TestVisibleText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void controlsAreShown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << u"a b\tc\nd"_s << QByteArray("a b\tc\nd");
        QTest::newRow("utf-8") << u"länge → 🦀"_s << u"länge → 🦀"_s.toUtf8();
        QTest::newRow("title") << u"\033]0;mine\a."_s << QByteArray("^[]0;mine^G.");
        QTest::newRow("clipboard") << u"\033]52;c;AAAA\033\\"_s << QByteArray("^[]52;c;AAAA^[\\");
        QTest::newRow("cursor") << u"a\033[2Ab"_s << QByteArray("a^[[2Ab");
        QTest::newRow("clear") << u"\033[H\033[2J"_s << QByteArray("^[[H^[[2J");
        QTest::newRow("private mode") << u"\033[?1049h"_s << QByteArray("^[[?1049h");
        QTest::newRow("query") << u"\033[6n\005"_s << QByteArray("^[[6n^E");
        QTest::newRow("eight-bit CSI") << QString(QChar(0x9b)) + u"2J"_s << QByteArray("<U+009B>2J");
        QTest::newRow("backspace, delete") << u"a\b\x7f"_s << QByteArray("a^H^?");
        QTest::newRow("nul") << QString(QChar(0)) + u"x"_s << QByteArray("\xEF\xBF\xBDx");
        QTest::newRow("lone surrogate") << QString(QChar(0xd800)) + u"x"_s << QByteArray("\xEF\xBF\xBDx");
        QTest::newRow("direction override") << QString(QChar(0x202e)) + u"x"_s << QByteArray("<U+202E>x");
        QTest::newRow("carriage return") << u"10%\r20%\r\nend"_s << QByteArray("10%\n20%\nend");
        QTest::newRow("colour") << u"\033[31mred\033[0m"_s << QByteArray("\033[31mred\033[0m");
        QTest::newRow("true colour") << u"\033[38:2::1:2:3mx\033[m"_s << QByteArray("\033[38:2::1:2:3mx\033[m");
        QTest::newRow("colour left on") << u"\033[31mred"_s << QByteArray("\033[31mred\033[0m");
        QTest::newRow("no colour: private parameter") << u"\033[>4;2mx"_s << QByteArray("^[[>4;2mx");
        QTest::newRow("cut off") << u"x\033[31"_s << QByteArray("x^[[31");
    }
    void controlsAreShown()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, shown);
        QCOMPARE(VisibleText(VisibleText::Colors::Pass).render(text, true), shown);
    }

    void coloursCanBeDroppedOrShown()
    {
        QCOMPARE(VisibleText(VisibleText::Colors::Drop).render(u"\033[1;31mred\033[0m \033[2K", true), "red ^[[2K");
        QCOMPARE(VisibleText(VisibleText::Colors::Show).render(u"\033[31mred", true), "^[[31mred");
    }

    void sequencesCutInTwoAreOne()
    {
        VisibleText text(VisibleText::Colors::Pass);
        QCOMPARE(text.render(u"a\033", false), "a");
        QCOMPARE(text.render(u"[3", false), "");
        QCOMPARE(text.render(u"1mb\r", false), "\033[31mb\033[0m");
        QCOMPARE(text.render(u"\nc\033[0m", true), "\033[31m\nc\033[0m");
        QCOMPARE(text.render(u"d", true), "d");
        const QString crab = u"🦀"_s;
        QCOMPARE(text.render(crab.left(1), false), "");
        QCOMPARE(text.render(crab.mid(1), true), crab.toUtf8());
    }

    void coloursReachTheNextPiece()
    {
        VisibleText text(VisibleText::Colors::Pass);
        QCOMPARE(text.render(u"\033[1m\033[32mfirst", true), "\033[1m\033[32mfirst\033[0m");
        QCOMPARE(text.render(u"second\033[0;4m", true), "\033[1m\033[32msecond\033[0;4m\033[0m");
        QCOMPARE(text.render(u"third\033[m", true), "\033[0;4mthird\033[m");
        QCOMPARE(text.render(u"fourth", true), "fourth");
    }
};

QTEST_GUILESS_MAIN(TestVisibleText)
#include "tst_visibletext.moc"
