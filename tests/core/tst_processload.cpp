// SPDX-License-Identifier: MIT
#include "core/processload.h"

#include <QProcess>
#include <QTest>

using namespace furrow::ui;
using namespace Qt::StringLiterals;

class ProcessLoadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhoWorksAndWhoSleeps()
    {
        QProcess busy, idle;
        busy.start(u"sh"_s, {u"-c"_s, u"while :; do :; done"_s});
        idle.start(u"sleep"_s, {u"1000"_s});
        QVERIFY(busy.waitForStarted() && idle.waitForStarted());
        const QList<qint64> both{busy.processId(), idle.processId()};
        ProcessLoads loads;
        QVERIFY(!loads.of(busy.processId()));
        loads.look(both);
        QVERIFY(loads.of(busy.processId()) && loads.of(idle.processId()));
        QVERIFY(!loads.of(busy.processId())->processors);
        QTRY_VERIFY((loads.look(both), loads.of(busy.processId())->processors > 0));
        QVERIFY(loads.of(busy.processId())->processors < 1.5);
        QVERIFY(loads.of(idle.processId())->processors < 0.1);
        QVERIFY(loads.of(idle.processId())->memory > 0);
        QVERIFY(qAbs(loads.of(idle.processId())->born.secsTo(QDateTime::currentDateTime())) < 60);
        busy.kill();
        idle.kill();
        QVERIFY(busy.waitForFinished() && idle.waitForFinished());
        loads.look(both);
        QVERIFY(!loads.of(busy.processId()) && !loads.of(idle.processId()));
    }

    void forgetsWhoIsNotNamed()
    {
        ProcessLoads loads;
        loads.look({QCoreApplication::applicationPid()});
        QVERIFY(loads.of(QCoreApplication::applicationPid()));
        loads.look({});
        QVERIFY(!loads.of(QCoreApplication::applicationPid()));
    }
};

QTEST_GUILESS_MAIN(ProcessLoadTest)
#include "tst_processload.moc"
