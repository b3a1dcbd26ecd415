// SPDX-License-Identifier: MIT
#include "core/transcript.h"
#include "desktop/transcriptdocument.h"

#include <QTest>

#include <malloc.h>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// What a long session costs: the transcript and the pane's lines together, against what the programs wrote.
class TestMemory : public QObject
{
    Q_OBJECT

private:
    static qint64 inUse()
    {
        ::malloc_trim(0);
        const struct mallinfo2 info = ::mallinfo2();
        return qint64(info.uordblks + info.hblkhd);
    }

private Q_SLOTS:
    void aMillionLines_data()
    {
        QTest::addColumn<int>("linesInBlock"); // as the console reads them: many at once in a flood, one by one otherwise
        QTest::addColumn<QString>("format");
        QTest::newRow("log lines, flood") << 500 << u"21:03:11.402 info    worker_7 job %1 took 12 ms, and 3 more are waiting"_s;
        QTest::newRow("log lines, one by one") << 1 << u"21:03:11.402 info    worker_7 job %1 took 12 ms, and 3 more are waiting"_s;
        QTest::newRow("coloured log lines") << 500 << u"\x1b[2m21:03:11.402\x1b[0m \x1b[32minfo   \x1b[0m \x1b[36mworker_7\x1b[0m job %1 took 12 ms"_s;
        QTest::newRow("not only ASCII") << 500 << u"21:03:11.402 info    worker_7 job %1 hat 12 ms gebraucht für die Größe → fertig"_s;
    }
    void aMillionLines()
    {
        QFETCH(int, linesInBlock);
        QFETCH(QString, format);
        constexpr int lines = 1'000'000;
        const ActorId actor{u"worker_7"_s, QUuid::createUuid()};
        const qint64 before = inUse();
        qint64 written = 0;
        {
            Transcript transcript;
            TranscriptDocument document;
            document.setMaximumLines(lines);
            document.setColumns(120);
            for (int line = 0; line < lines;) {
                TranscriptBlock block;
                block.kind = TranscriptBlock::Kind::Program;
                block.actor = actor;
                for (int i = 0; i < linesInBlock; ++i, ++line) {
                    if (i > 0)
                        block.text += u'\n';
                    const qsizetype place = format.indexOf(u"%1"_s);
                    block.text.append(QStringView(format).first(place)).append(QString::number(line)).append(QStringView(format).sliced(place + 2));
                }
                block.text.squeeze(); // as it comes from the pipe
                written += block.text.toUtf8().size() + 1;
                transcript.append(block);
                document.append(transcript.at(transcript.size() - 1), false);
            }
            QVERIFY(document.endLine() >= lines);
            const qint64 used = inUse() - before;
            qInfo("%.1f MB written, %.1f MB in use: %.2f times the text", double(written) / 1e6, double(used) / 1e6, double(used) / double(written));
            QVERIFY(used < 3 * written);
        }
    }
};

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
