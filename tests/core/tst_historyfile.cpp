// SPDX-License-Identifier: MIT
#include "core/historyfile.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using furrow::ui::HistoryFile;
using namespace Qt::StringLiterals;

class TestHistoryFile : public QObject
{
    Q_OBJECT

    static int modeOf(const QString &path)
    {
        struct stat info = {};
        return stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 07777) : -1;
    }

private Q_SLOTS:
    void pathFollowsXdg()
    {
        qputenv("XDG_STATE_HOME", "/somewhere/state");
        QCOMPARE(HistoryFile::defaultPath(), u"/somewhere/state/furrow/history"_s);
        qputenv("XDG_STATE_HOME", "relative");
        QVERIFY(HistoryFile::defaultPath().endsWith(u"/.local/state/furrow/history"_s));
    }

    void isMadeForItsOwnerOnly()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"state/furrow/history"_s);
        HistoryFile file(path);
        QVERIFY(file.load().isEmpty());
        file.append("p länge");
        file.append("");
        file.append("two\nlines");
        file.append("c");
        QCOMPARE(modeOf(path), 0600);
        QCOMPARE(modeOf(QFileInfo(path).path()), 0700);
        QCOMPARE(HistoryFile(path).load(), (QList<QByteArray>{"p länge", "c"}));
    }

    void looseModesAreTightened()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history"_s);
        HistoryFile(path).append("c");
        QVERIFY(
            QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
        QCOMPARE(HistoryFile(path).load().size(), 1);
        QCOMPARE(modeOf(path), 0600);
    }

    void linksAreNotFollowed()
    {
        QTemporaryDir folder;
        const QString target = folder.filePath(u"target"_s);
        QFile file(target);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("precious\n");
        file.close();
        const QString path = folder.filePath(u"history"_s);
        QVERIFY(QFile::link(target, path));
        HistoryFile history(path);
        QVERIFY(history.load().isEmpty());
        history.append("c");
        QCOMPARE(QFileInfo(target).size(), 9);
    }

    void oddPlacesAreLeftAlone()
    {
        HistoryFile(QString()).append("c");
        HistoryFile(u"/proc/no/such/place"_s).append("c");
        QTemporaryDir folder;
        const QString fifo = folder.filePath(u"fifo"_s);
        QCOMPARE(mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
        HistoryFile file(fifo);
        QVERIFY(file.load().isEmpty()); // and does not block
        file.append("c");
    }

    void growthIsBounded()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 5 * HistoryFile::mostLines; ++i)
            file.write("command " + QByteArray::number(i) + '\n');
        file.close();
        const QList<QByteArray> lines = HistoryFile(path).load();
        QCOMPARE(lines.size(), HistoryFile::mostLines);
        QCOMPARE(lines.last(), "command " + QByteArray::number(5 * HistoryFile::mostLines - 1));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), HistoryFile::mostLines);
    }
};

QTEST_GUILESS_MAIN(TestHistoryFile)
#include "tst_historyfile.moc"
