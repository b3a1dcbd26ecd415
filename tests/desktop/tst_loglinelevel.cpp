// SPDX-License-Identifier: MIT
#include "desktop/pane/loglinelevel.h"
#include "desktop/sgrparser.h"
#include "log/line.h"

#include <QTest>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

class TestLogLineLevel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTheRuntimeWritesIsTold_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("category");
        QTest::addColumn<int>("level");
        QTest::newRow("error") << int(QtCriticalMsg) << QByteArray("furrow") << int(LogLevel::Error);
        QTest::newRow("fatal") << int(QtFatalMsg) << QByteArray("default") << int(LogLevel::Error);
        QTest::newRow("warning") << int(QtWarningMsg) << QByteArray("users.own") << int(LogLevel::Warning);
        QTest::newRow("cancel") << int(QtInfoMsg) << QByteArray("furrow.cancel") << int(LogLevel::Cancel);
        QTest::newRow("info") << int(QtInfoMsg) << QByteArray("default") << int(LogLevel::Info);
        QTest::newRow("console") << int(QtInfoMsg) << QByteArray("furrow.console") << int(LogLevel::Console);
        QTest::newRow("runtime") << int(QtInfoMsg) << QByteArray("furrow.runtime") << int(LogLevel::Runtime);
        QTest::newRow("debug") << int(QtDebugMsg) << QByteArray("default") << int(LogLevel::Debug);
        QTest::newRow("trace") << int(QtDebugMsg) << QByteArray("furrow.trace") << int(LogLevel::Trace);
    }
    void whatTheRuntimeWritesIsTold()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, category);
        QFETCH(int, level);
        for (const LogColor color : {LogColor::Never, LogColor::Palette256, LogColor::TrueColor}) {
            log::Line line;
            log::formatMessage(line, QtMsgType(type), QMessageLogContext("a.cpp", 1, "f", category.constData()), u"text", "worker", LogLevel::Trace, color);
            SgrParser parser;
            const QString shown = parser.parse(QString::fromUtf8(line.view().data(), qsizetype(line.view().size()))).text;
            const auto found = levelOfLogLine(shown);
            QVERIFY2(found, qPrintable(shown));
            QCOMPARE(int(*found), level);
            QCOMPARE(levelName(*found), logLevelName(LogLevel(level)));
        }
    }
    void otherLinesHaveNone_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("no level") << u"21:03:11.402 whatever it is"_s;
        QTest::newRow("no time") << u"21:03:11 info    root text"_s;
        QTest::newRow("no log line") << u"info: a line of text that is long enough"_s;
        QTest::newRow("glued") << u"21:03:11.402 warningroot text"_s;
        QTest::newRow("short") << u"21:03:11.402 info"_s;
    }
    void otherLinesHaveNone()
    {
        QFETCH(QString, line);
        QVERIFY(!levelOfLogLine(line));
    }
};

QTEST_GUILESS_MAIN(TestLogLineLevel)
#include "tst_loglinelevel.moc"
