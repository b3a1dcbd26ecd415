// SPDX-License-Identifier: MIT
#include "panetest.h"

#include "desktop/messagebar.h"

#include <QElapsedTimer>
#include <QFileDialog>
#include <QLineEdit>
#include <QTextDocument>
#include <QXmlStreamReader>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;
using Format = TranscriptWriter::Format;
using Lines = TranscriptWriter::Lines;

/// The transcript as a file.
class TestSave : public PaneTest
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString save(const QString &name, Format format, Lines lines)
    {
        QSignalSpy saved(m_panel.get(), &ConsolePanel::saved);
        const QString path = m_folder.filePath(name);
        m_panel->saveAs(path, format, lines);
        if (!saved.wait(60'000))
            qFatal("it is never written");
        return saved[0][1].toString();
    }

private Q_SLOTS:
    void init() { openPanel(); }
    void cleanup() { closePanel(); }

    void asText()
    {
        print(u"eins\n\x1b[31mrot\x1b[0m ä → 漢"_s);
        print(u"of child"_s, false, u"child"_s);
        QCOMPARE(save(u"all.txt"_s, Format::Text, Lines::All), QString());
        QCOMPARE(read(m_folder.filePath(u"all.txt"_s)), QByteArray("eins\nrot ä → 漢\nof child\n"));
        QVERIFY(find<MessageBar>("paneNotice")->text().contains(u"all.txt"_s));
    }
    void whatIsShownOrEverything()
    {
        print(u"cleared"_s);
        m_pane->clear();
        print(u"of root"_s);
        print(u"of child"_s, false, u"child"_s);
        m_pane->setFilter(m_tree->actors.at(u"child"_s).id.uuid);
        QCOMPARE(save(u"shown.txt"_s, Format::Text, Lines::Shown), QString());
        QCOMPARE(read(m_folder.filePath(u"shown.txt"_s)), QByteArray("of child\n"));
        QCOMPARE(save(u"everything.txt"_s, Format::Text, Lines::All), QString());
        QCOMPARE(read(m_folder.filePath(u"everything.txt"_s)), QByteArray("cleared\nof root\nof child\n"));
    }
    void asAPage()
    {
        print(u"plain <b>&amp; \x1b[1;31mred <i>\x1b[0m end"_s);
        const auto entry = m_tree->open(u"child"_s, u"crash"_s, 23, u"name_error"_s);
        QCOMPARE(save(u"page.html"_s, Format::Html, Lines::All), QString());
        const QByteArray page = read(m_folder.filePath(u"page.html"_s));
        QXmlStreamReader xml(QString::fromUtf8(page).remove(u"<!DOCTYPE html>\n"_s).remove(u"<meta charset=\"utf-8\">"_s));
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QTextDocument reader;
        reader.setHtml(QString::fromUtf8(page));
        const QString text = reader.toPlainText();
        QVERIFY2(text.contains(u"plain <b>&amp; red <i> end"_s), qPrintable(text));
        QVERIFY(text.contains(u"Opening a gdb REPL in crashed actor"_s));
        QVERIFY(page.contains(m_theme->terminalColor(1).name().toLatin1()));
        QVERIFY(page.contains(m_theme->background().name().toLatin1()));
        QVERIFY(page.contains(m_theme->alarm().name().toLatin1()));
    }
    void aFolderThatIsNotThere()
    {
        print(u"x"_s);
        const QString error = save(u"missing/file.txt"_s, Format::Text, Lines::All);
        QVERIFY2(error.startsWith(m_folder.filePath(u"missing/file.txt"_s)) && error.endsWith(u'.'), qPrintable(error));
        QCOMPARE(find<MessageBar>("paneNotice")->text(), error);
        QVERIFY(find<QWidget>("paneNotice")->isVisible());
        takePictures("save-error");
    }
    void aFullDiskLeavesNoHalfFile()
    {
        // The system refuses to let a file grow, as it does on a full disk.
        for (int i = 0; i < 100; ++i)
            print(QString(1000, u'x'));
        rlimit before;
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit small = before;
        small.rlim_cur = 4096;
        ::signal(SIGXFSZ, SIG_IGN);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const QString error = save(u"full.txt"_s, Format::Text, Lines::All);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY2(error.contains(u"full.txt"_s), qPrintable(error));
        QCOMPARE(QDir(m_folder.path()).entryList({u"full*"_s}, QDir::Files), QStringList());
    }
    void onlyAFileIsOverwritten()
    {
        print(u"x"_s);
        const QByteArray pipe = QFile::encodeName(m_folder.filePath(u"pipe"_s));
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        const QString error = save(u"pipe"_s, Format::Text, Lines::All);
        QVERIFY2(error.contains(u"no regular file"_s), qPrintable(error));
        struct stat info;
        QCOMPARE(::stat(pipe.constData(), &info), 0);
        QVERIFY(S_ISFIFO(info.st_mode));
    }
    void theFileIsAskedFor()
    {
        print(u"eins"_s);
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        QSignalSpy saved(m_panel.get(), &ConsolePanel::saved);
        hands::press("ctrl+s");
        QTRY_VERIFY(find<QFileDialog>("saveDialog") && find<QFileDialog>("saveDialog")->isVisible());
        auto *dialog = find<QFileDialog>("saveDialog");
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        hands::focus(dialog);
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QTRY_VERIFY(name->hasFocus());
        name->selectAll();
        hands::type(m_folder.filePath(u"asked"_s));
        hands::press("Return");
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(read(m_folder.filePath(u"asked.txt"_s)), QByteArray("eins\n"));
    }
    void aMillionLinesDoNotHoldTheLoop()
    {
        TranscriptBlock block;
        block.kind = TranscriptBlock::Kind::Program;
        block.actor = m_tree->actors.at(u"root"_s).id;
        for (int i = 0; i < 2000; ++i) {
            block.text.clear();
            for (int j = 0; j < 500; ++j)
                block.text += u"\x1b[2m21:03:11.402\x1b[0m info    worker job %1 took 12 ms\n"_s.arg(i * 500 + j);
            block.text.chop(1);
            m_pane->document()->append(block, false);
        }
        const qint64 lines = m_pane->document()->endLine() - m_pane->document()->firstLine();
        QCOMPARE(lines, 1'000'000);
        for (const Format format : {Format::Text, Format::Html}) {
            QList<qint64> beats;
            qint64 since = cpuTime();
            QTimer beat;
            connect(&beat, &QTimer::timeout, this, [&] { beats.append(cpuTime() - since); since = cpuTime(); });
            since = cpuTime();
            beat.start(0);
            QElapsedTimer whole;
            whole.start();
            QCOMPARE(save(u"million"_s, format, Lines::All), QString());
            beat.stop();
            std::ranges::sort(beats);
            const qint64 p99 = beats.at(beats.size() * 99 / 100);
            qInfo("%s: %lld ms in all; the loop is held %.1f ms at the 99th percentile, %.1f ms at most", format == Format::Text ? "text" : "HTML",
                  whole.elapsed(), double(p99) / 1e3, double(beats.last()) / 1e3);
            QVERIFY2(p99 < 16'000, qPrintable(QString::number(p99)));
            QCOMPARE(read(m_folder.filePath(u"million"_s)).count("job 999999 "), 1);
        }
    }
};

FURROW_WINDOW_TEST(TestSave)
#include "tst_save.moc"
