// SPDX-License-Identifier: MIT
#include "comparison.h"
#include "rules.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace guide;

class TestComparison : public QObject
{
    Q_OBJECT

private:
    static QStringList lines(const char *text) { return QString::fromUtf8(text).split(u' '); }
    static QString writePage(const QTemporaryDir &folder, const QByteArray &text)
    {
        QFile file(folder.filePath(u"page.md"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("the page could not be written");
        return file.fileName();
    }
    static QString errorOf(const QByteArray &text)
    {
        QTemporaryDir folder;
        try {
            Page::read(writePage(folder, text));
        } catch (const PageError &error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

private Q_SLOTS:
    void rulesTakeNoMoreThanTheyShould()
    {
        const auto same = [](const char *one, const char *other) { return normalized(QString::fromLatin1(one)) == normalized(QString::fromLatin1(other)); };
        QVERIFY(same("('leaf', '0d5a2c5e-6d1a-4b53-9b6b-1f0c3c9a2c11')", "('leaf', 'ffffffff-6d1a-4b53-9b6b-1f0c3c9a2c11')"));
        QVERIFY(!same("('leaf', '0d5a2c5e-6d1a-4b53-9b6b-1f0c3c9a2c11')", "('root', '0d5a2c5e-6d1a-4b53-9b6b-1f0c3c9a2c11')"));
        QVERIFY(same("at address 0x7ffe01234568", "at address 0x5555deadbeef"));
        QVERIFY(!same("at address 0x0", "at address 0x8"));
        QVERIFY(same("   #35  main at x.cpp:3", "   #8   main at x.cpp:3"));
        QVERIFY(!same("   #35  main at x.cpp:3", "   #35  main at x.cpp:4"));
        QVERIFY(!same("    #0 leaf at x.cpp:3", "    #1 leaf at x.cpp:3"));
        QVERIFY(same("      (9 hidden frames)", "      (1 hidden frame)"));
        QVERIFY(!same("$1 = 7", "$1 = 8"));
    }

    void aPageAgreesWithWhatCame_data()
    {
        QTest::addColumn<QStringList>("page");
        QTest::addColumn<QStringList>("came");
        QTest::addColumn<bool>("agree");
        const auto row = [](const char *page, const char *came, bool agree) { QTest::addRow("%s | %s", page, came) << lines(page) << lines(came) << agree; };
        row("a b c", "a b c", true);
        row("a b c", "a x c", false);
        row("a b", "a b c", false);
        row("a b c", "a b", false);
        row("a ... c", "a b b b c", true);
        row("a ... c", "a c", true);
        row("a ... c", "a b", false);
        row("... c", "a c b c", true);
        row("a ...", "a b c", true);
        row("... b ... d ...", "a b c d", true);
        row("... b ... d", "a b d c", false);
    }

    void notesOfTheConsoleMayStandAnywhere()
    {
        const QString asks = u"[console] 'root' asks"_s, granted = u"[console] 'root' granted"_s;
        QVERIFY(agrees({asks, granted, u"a"_s}, {granted, u"a"_s, asks}));
        QVERIFY(agrees({u"a"_s}, {asks, u"a"_s}));
        QVERIFY(!agrees({asks, u"a"_s}, {granted, u"a"_s}));
        QVERIFY(!agrees({asks, asks, u"a"_s}, {asks, u"a"_s}));
    }
    void aPageAgreesWithWhatCame()
    {
        QFETCH(QStringList, page);
        QFETCH(QStringList, came);
        QTEST(agrees(page, came), "agree");
    }

    void anUpdateKeepsWhatIsLeftOut_data()
    {
        QTest::addColumn<QStringList>("page");
        QTest::addColumn<QStringList>("came");
        QTest::addColumn<QStringList>("result");
        const auto row = [](const char *page, const char *came, const char *result) { QTest::addRow("%s | %s", page, came) << lines(page) << lines(came) << lines(result); };
        row("a b c", "a x c", "a x c");
        row("a ... c d", "a b b c x", "a ... c x");
        row("a ... c d", "a b b x d", "a ... x d");
        row("a b ... d", "a x y z d", "a x ... d");
        row("... b", "a a c", "... c");
        row("a ...", "x y z", "x ...");
        row("a b", "a b c d", "a b c d");
        row("a b c", "c", "c");
    }
    void anUpdateKeepsWhatIsLeftOut()
    {
        QFETCH(QStringList, page);
        QFETCH(QStringList, came);
        QTEST(updated(page, came), "result");
        QVERIFY(agrees(updated(page, came), came));
    }

    void aTranscriptIsItsScript()
    {
        const std::vector<Part> parts = partsOf({u"header"_s, u"(gdb+) p x"_s, u"> down into"_s, u"(gdb+) python"_s, u"> print(1)"_s, u"> end"_s, u"1"_s,
                                                 u"(gdb+) ^C"_s, u"(gdb+) "_s, u"runs"_s, u"^C"_s, u"$ pkill -USR1 -f x"_s, u"rest"_s});
        QStringList typed;
        for (const Part &part : parts)
            typed += !part.action ? u"-"_s : u"%1 %2 %3"_s.arg(part.action->kind).arg(part.action->atPrompt).arg(part.action->text);
        QCOMPARE(typed, QStringList({u"0 1 p x"_s, u"0 1 python"_s, u"0 0 print(1)"_s, u"0 0 end"_s, u"1 1 ^C"_s, u"1 0 ^C"_s, u"2 0 pkill -USR1 -f x"_s, u"-"_s}));
        QCOMPARE(parts[1].lines, QStringList({u"> down into"_s, u"(gdb+) python"_s}));
    }

    void everyTranscriptIsMarked()
    {
        QCOMPARE(errorOf("x\n<!-- transcript: furrow --headless a -->\n```\n(gdb+) c\n```\n"), QString());
        QCOMPARE(errorOf("<!-- no transcript: a table -->\n"), QString());
        QVERIFY(errorOf("```\n(gdb+) c\n```\n").startsWith(u"page.md:1: a transcript that nothing compares"_s));
        QVERIFY(errorOf("x\n").contains(u"has no transcript"_s));
        QVERIFY(errorOf("<!-- transcript: a -->\n\n```\n```\n").contains(u"belongs after the comment"_s));
        QVERIFY(errorOf("<!-- transcript: a -->\n```\n(gdb+) c\n").contains(u"has no end"_s));
    }

    void aPageIsWrittenBack()
    {
        QTemporaryDir folder;
        Page page = Page::read(writePage(folder, "text\n<!-- transcript: a -->\n```\nold\nlines\n```\nmore\n"));
        page.replace(page.transcripts.at(0), {u"new"_s});
        page.write();
        QFile file(page.path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "text\n<!-- transcript: a -->\n```\nnew\n```\nmore\n");
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
