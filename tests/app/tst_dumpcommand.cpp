// SPDX-License-Identifier: MIT
// `furrow dump PID`, and SIGUSR1 without any console.
#include "support/places.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

struct Answer
{
    int status = -1;
    QString out, err;
};

Answer dump(const QStringList &arguments)
{
    QProcess process;
    process.start(places::furrow(), QStringList{u"dump"_s} + arguments);
    process.waitForFinished(60000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// A tree of three that rests: root, rests_between, rests_below.
struct Tree
{
    QTemporaryDir runtime;
    QProcess process;
    QByteArray errors;

    explicit Tree(bool taskDumps)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_RUNTIME_DIR"_s, runtime.path());
        if (taskDumps)
            environment.insert(u"FURROW_TASK_DUMP"_s, u"1"_s);
        process.setProcessEnvironment(environment);
        process.setUnixProcessParameters(QProcess::UnixProcessFlag::ResetSignalHandlers);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(places::inBuild(u"tests/app/app-resting"_s), QStringList());
    }
    ~Tree()
    {
        process.kill();
        process.waitForFinished();
    }
    bool rests()
    {
        QByteArray text;
        while (!text.contains("all rest") && process.waitForReadyRead(30000))
            text += process.readAllStandardOutput();
        return text.contains("all rest");
    }
    /// Until as many as that have reported, or nothing more comes for long.
    bool reported(int count)
    {
        process.setReadChannel(QProcess::StandardError);
        for (;;) {
            errors += process.readAllStandardError();
            if (errors.count("'furrow-dump'") >= 2 * count) // its last lines
                return true;
            if (!process.waitForReadyRead(20000))
                return false;
        }
    }
    pid_t root() const { return pid_t(process.processId()); }
    static pid_t childOf(pid_t pid)
    {
        QFile children(u"/proc/%1/task/%1/children"_s.arg(pid));
        return children.open(QIODevice::ReadOnly) ? pid_t(children.readAll().trimmed().toInt()) : 0;
    }
};

QStringList trees(const QString &text)
{
    QStringList names;
    static const QRegularExpression header(u"furrow: task tree of \\('([a-z_]+)'"_s);
    for (auto matches = header.globalMatch(text); matches.hasNext();)
        names += matches.next().captured(1);
    return names;
}

const QStringList all{u"root"_s, u"rests_between"_s, u"rests_below"_s};

} // namespace

class DumpCommandTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("nothing") << QStringList() << u"takes one process id"_s;
        QTest::newRow("no number") << QStringList{u"root"_s} << u"takes one process id"_s;
        QTest::newRow("two") << QStringList{u"1"_s, u"2"_s} << u"takes one process id"_s;
        QTest::newRow("no process") << QStringList{u"2147483647"_s} << u"there is no process 2147483647"_s;
        QTest::newRow("no actor") << QStringList{QString::number(::getpid())} << u"process %1 is no actor"_s.arg(::getpid());
    }
    void refuses()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        const Answer answer = dump(arguments);
        QCOMPARE(answer.status, 2);
        QVERIFY2(answer.out.isEmpty() && answer.err.contains(sentence) && answer.err.count(u'\n') == 1, qPrintable(answer.err));
    }

    void refusesAnActorThatHasNone()
    {
        Tree tree(false);
        QVERIFY(tree.rests());
        const Answer answer = dump({QString::number(tree.root())});
        QCOMPARE(answer.status, 2);
        QVERIFY2(answer.err.contains("FURROW_TASK_DUMP=1"_L1), qPrintable(answer.err));
    }

    void printsTheTreeOfAnyActor()
    {
        Tree tree(true);
        QVERIFY(tree.rests());
        const pid_t between = Tree::childOf(tree.root()), below = Tree::childOf(between);
        QVERIFY(below > 0);
        for (const pid_t pid : {tree.root(), between, below}) {
            const Answer answer = dump({QString::number(pid)});
            QCOMPARE(answer.status, 0);
            QVERIFY2(answer.err.isEmpty(), qPrintable(answer.err));
            QCOMPARE(trees(answer.out), all);
            QVERIFY2(answer.out.contains(QRegularExpression(u"await restsBelow at .*resting\\.cpp:13\\n"_s)), qPrintable(answer.out));
        }
        QVERIFY(tree.process.readAllStandardError().isEmpty());
        QVERIFY(!QFile::exists(tree.runtime.filePath(u"furrow-dumps"_s)));
    }

    void saysWhoIsStopped()
    {
        Tree tree(true);
        QVERIFY(tree.rests());
        const pid_t between = Tree::childOf(tree.root());
        ::kill(between, SIGSTOP);
        const Answer answer = dump({QString::number(tree.root())});
        ::kill(between, SIGCONT);
        QCOMPARE(answer.status, 0);
        QVERIFY2(answer.out.contains(u"no task tree of ('rests_between'"_s) && answer.out.contains(u"it is stopped"_s), qPrintable(answer.out));
    }

    void signalReachesEachOnce_data()
    {
        QTest::addColumn<QList<int>>("order"); // 0: the root
        QTest::addColumn<QStringList>("reports");
        QTest::newRow("root") << QList<int>{0} << all;
        QTest::newRow("middle") << QList<int>{1} << QStringList{u"rests_between"_s, u"rests_below"_s};
        QTest::newRow("leaf") << QList<int>{2} << QStringList{u"rests_below"_s};
        QTest::newRow("all") << QList<int>{0, 1, 2} << all;
        QTest::newRow("all, from below") << QList<int>{2, 1, 0} << all;
        QTest::newRow("all, the middle last") << QList<int>{2, 0, 1} << all;
        QTest::newRow("root and leaf") << QList<int>{2, 0} << all;
    }
    void signalReachesEachOnce()
    {
        QFETCH(QList<int>, order);
        QFETCH(QStringList, reports);
        Tree tree(true);
        QVERIFY(tree.rests());
        const pid_t between = Tree::childOf(tree.root());
        const pid_t pids[] = {tree.root(), between, Tree::childOf(between)};
        for (const int i : order)
            ::kill(pids[i], SIGUSR1);
        QVERIFY2(tree.reported(int(reports.size())), tree.errors.constData());
        // A request of its own comes after all that belong to that one: it must bring three more, and no fourth.
        ::kill(pids[0], SIGUSR1);
        QVERIFY2(tree.reported(int(reports.size()) + 3), tree.errors.constData());
        QCOMPARE(trees(QString::fromUtf8(tree.errors)), reports + all);
        QCOMPARE(QDir(tree.runtime.filePath(u"furrow-dumps"_s)).entryList({u"*.log"_s}).size(), 3);
    }
};

QTEST_GUILESS_MAIN(DumpCommandTest)
#include "tst_dumpcommand.moc"
