// SPDX-License-Identifier: MIT
#include "panetest.h"

#include "core/outputrouter.h"

#include <QElapsedTimer>

#include <thread>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// Programs that write what hurts terminals, through a real pipe.
class TestHostile : public PaneTest
{
    Q_OBJECT

private:
    std::unique_ptr<OutputRouter> m_router;
    int m_write = -1;
    qsizetype m_characters = 0;

    void write(const QByteArray &bytes)
    {
        std::thread writer([&] {
            for (qsizetype at = 0; at < bytes.size();) {
                const ssize_t wrote = ::write(m_write, bytes.constData() + at, std::size_t(bytes.size() - at));
                if (wrote <= 0)
                    return;
                at += wrote;
            }
            ::close(std::exchange(m_write, -1));
        });
        const bool ended = QTest::qWaitFor([&] { return m_write < 0; }, 60'000);
        if (!ended)
            qFatal("the pipe is not read");
        writer.join();
        QTest::qWait(150); // the rest without a line feed
        m_router->drain();
        QVERIFY(QTest::qWaitFor([&] { return m_pane->isUpToDate(); }, 60'000));
    }
    QString shown() const { return m_pane->document()->text(0, 0, m_pane->document()->endLine(), 0); }

private Q_SLOTS:
    void init()
    {
        openPanel();
        int ends[2];
        QVERIFY(::pipe(ends) == 0);
        m_write = ends[1];
        m_characters = 0;
        m_router = std::make_unique<OutputRouter>();
        m_router->add(ends[0], m_tree->actors.at(u"root"_s).id, false);
        connect(m_router.get(), &OutputRouter::piece, this, [this](const TranscriptBlock &block) {
            m_characters += block.text.size();
            m_tree->console->transcript()->append(block);
        });
    }
    void cleanup()
    {
        m_router.reset();
        if (m_write >= 0)
            ::close(std::exchange(m_write, -1));
        closePanel();
    }

    void shownAndNotObeyed_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QString>("text");
        QTest::newRow("NULs") << QByteArray("a\0b\0\0c\n", 7) << u"a\u2400b\u2400\u2400c"_s;
        QTest::newRow("broken UTF-8") << QByteArray("ok \xff\xfe \xc3( \xe2\x82 end\xf0\x9f\n") << u"ok \ufffd\ufffd \ufffd( \ufffd\ufffd end\ufffd\ufffd"_s;
        QTest::newRow("overlong and surrogates") << QByteArray("\xc0\xaf \xed\xa0\x80\n") << u"\ufffd\ufffd \ufffd\ufffd\ufffd"_s;
        QTest::newRow("clipboard") << QByteArray("\033]52;c;bWluZQ==\007\033]52;p;bWluZQ==\033\\\n")
                                   << u"\u241b]52;c;bWluZQ==\u2407\u241b]52;p;bWluZQ==\u241b\\"_s;
        QTest::newRow("title") << QByteArray("\033]0;mine\007\033]2;mine\033\\\033[22t\033[21t\n")
                               << u"\u241b]0;mine\u2407\u241b]2;mine\u241b\\\u241b[22t\u241b[21t"_s;
        QTest::newRow("hyperlink") << QByteArray("\033]8;;http://x.example\033\\here\033]8;;\033\\\n")
                                   << u"\u241b]8;;http://x.example\u241b\\here\u241b]8;;\u241b\\"_s;
        QTest::newRow("screen") << QByteArray("\033[2J\033[H\033[?1049h\033c\033[1;1r\033[6n\n")
                                << u"\u241b[2J\u241b[H\u241b[?1049h\u241bc\u241b[1;1r\u241b[6n"_s;
        QTest::newRow("device control") << QByteArray("\033P+q544e\033\\\033_Gf=24\033\\\n") << u"\u241bP+q544e\u241b\\\u241b_Gf=24\u241b\\"_s;
        QTest::newRow("back and bell") << QByteArray("safe\b\b\b\bevil\a\r\n") << u"safe\u2408\u2408\u2408\u2408evil\u2407"_s;
        QTest::newRow("direction") << "abc\u202edcba\u2066x\n"_ba << u"abc\ufffddcba\ufffdx"_s;
        QTest::newRow("only a colour") << QByteArray("\033[31m\033[0m\n") << QString();
    }
    void shownAndNotObeyed()
    {
        QFETCH(QByteArray, written);
        QFETCH(QString, text);
        const QString title = u"a title of ours"_s;
        m_panel->setWindowTitle(title);
        QApplication::clipboard()->setText(u"a clipboard of ours"_s);
        write(written);
        QCOMPARE(shown(), text);
        QCOMPARE(m_panel->windowTitle(), title);
        QCOMPARE(QApplication::clipboard()->text(), u"a clipboard of ours"_s);
        m_panel->grab(); // painted without a warning
    }
    void aForgedPromptDoesNotLookLikeOne()
    {
        write("(gdb+) c\nOpening a gdb REPL in paused actor: ('root', '00000000-0000-0000-0000-000000000000')\n");
        for (qint64 line = 0; line < m_pane->document()->endLine(); ++line)
            QCOMPARE(m_pane->document()->lineInfo(line).kind, TranscriptBlock::Kind::Program);
        QVERIFY(m_pane->links()->of(1).isEmpty()); // no such actor
    }

    void endless_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::addColumn<int>("times");
        QTest::newRow("10 MB without a line feed") << QByteArray(1000, 'x') << 10'000;
        QTest::newRow("10 MB of wide characters") << QByteArray("漢字").repeated(100) << 16'667;
        QTest::newRow("a colour for every character") << QByteArray("\033[38;2;%1;%2;%3mx") << 500'000;
        QTest::newRow("accents without end") << QByteArray("\xcc\x81").repeated(500) << 5'000;
        QTest::newRow("escapes without end") << QByteArray("\033[") << 2'000'000;
        QTest::newRow("empty lines") << QByteArray("\n") << 2'000'000;
    }
    void endless()
    {
        QFETCH(QByteArray, piece);
        QFETCH(int, times);
        QByteArray all;
        all.reserve(piece.size() * times);
        for (int i = 0; i < times; ++i) {
            all += piece.contains("%1") ? QByteArray(piece).replace("%1", QByteArray::number(i % 256)).replace("%2", QByteArray::number(i / 256 % 256))
                                               .replace("%3", QByteArray::number(i / 65536))
                                        : piece;
        }
        QList<qint64> beats;
        qint64 since = cpuTime();
        QTimer beat;
        connect(&beat, &QTimer::timeout, this, [&] { beats.append(cpuTime() - since); since = cpuTime(); });
        since = cpuTime();
        beat.start(1);
        write(all);
        // Every page is painted, from the end to the start.
        m_pane->scrollToEnd();
        QTest::qWait(50);
        beat.stop();
        std::ranges::sort(beats);
        qInfo("the loop is held %.1f ms at the 99th percentile, %.1f ms at most", double(beats.at(beats.size() * 99 / 100)) / 1e3, double(beats.last()) / 1e3);
        QVERIFY2(beats.last() < 500'000, qPrintable(QString::number(beats.last())));
        const TranscriptDocument *document = m_pane->document();
        QVERIFY(document->endLine() > 1 || all.size() < 16'000);
        for (qint64 line = document->firstLine(); line < document->endLine(); line += 1 + document->endLine() / 1000)
            QVERIFY(document->lineLength(line) <= 16 * 1024);
        hands::type(u"still alive"_s);
        QTRY_COMPARE(m_pane->promptLine()->text(), u"still alive"_s);
    }
};

FURROW_WINDOW_TEST(TestHostile)
#include "tst_hostile.moc"
