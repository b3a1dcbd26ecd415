// SPDX-License-Identifier: MIT
// SIGTERM to the furrow program itself cancels its tree, in whichever face.
#include "support/places.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

class EndingSignalsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sigtermCancelsTheTree_data()
    {
        QTest::addColumn<bool>("window");
        QTest::addColumn<int>("status");
        QTest::newRow("window") << true << 0;
        QTest::newRow("terminal") << false << 130;
    }
    void sigtermCancelsTheTree()
    {
        QFETCH(bool, window);
        QFETCH(int, status);
        QTemporaryDir runtime;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_RUNTIME_DIR"_s, runtime.path());
        environment.insert(u"XDG_CONFIG_HOME"_s, runtime.path() + u"/config"_s);
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"FURROW_TASK_DUMP"_s, u"1"_s);
        QProcess furrow;
        furrow.setProcessEnvironment(environment);
        furrow.setUnixProcessParameters(QProcess::UnixProcessFlag::ResetSignalHandlers);
        const QString program = places::inBuild(u"tests/app/app-resting"_s);
        furrow.start(places::furrow(), window ? QStringList{program} : QStringList{u"--headless"_s, program});
        QVERIFY(furrow.waitForStarted());
        // Its tree: the root is the one that answers, until all three do.
        QString tree;
        qint64 root = 0;
        const auto allRest = [&] {
            QFile children(u"/proc/%1/task/%1/children"_s.arg(furrow.processId()));
            if (!children.open(QIODevice::ReadOnly))
                return false;
            const QByteArrayList pids = children.readAll().split(' ');
            for (const QByteArray &pid : pids) {
                QProcess dump;
                dump.start(places::furrow(), {u"dump"_s, QString::fromLatin1(pid)});
                dump.waitForFinished();
                tree = QString::fromUtf8(dump.readAllStandardOutput());
                root = pid.toLongLong();
                if (tree.contains(u"await restsBelow"_s))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(allRest(), 60000);
        ::kill(pid_t(furrow.processId()), SIGTERM);
        QVERIFY(furrow.state() == QProcess::NotRunning || furrow.waitForFinished(30000));
        QCOMPARE(furrow.exitStatus(), QProcess::NormalExit);
        QCOMPARE(furrow.exitCode(), status);
        QVERIFY(!QFile::exists(u"/proc/%1"_s.arg(root)));
    }
};

QTEST_GUILESS_MAIN(EndingSignalsTest)
#include "tst_endingsignals.moc"
