// SPDX-License-Identifier: MIT
// What a process writes is read from outside it, through a pipe and through a pseudo-terminal.
#include <furrow/log.h>

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <pty.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace furrow;
using namespace Qt::StringLiterals;

namespace {

struct Result
{
    QByteArray err;
    QByteArray out;
    int code = -1;
    bool crashed = false;
    QList<QByteArray> lines() const
    {
        auto all = err.split('\n');
        all.removeLast();
        return all;
    }
};

using Variables = QList<std::pair<QString, QString>>;

QProcessEnvironment environment(const Variables &variables)
{
    auto env = QProcessEnvironment::systemEnvironment();
    for (const auto &name : {u"FURROW_COLOR"_s, u"FURROW_LOG_LEVEL"_s, u"NO_COLOR"_s, u"COLORTERM"_s,
                             u"QT_LOGGING_RULES"_s, u"QT_MESSAGE_PATTERN"_s})
        env.remove(name);
    env.insert(u"TERM"_s, u"xterm-256color"_s);
    for (const auto &[name, value] : variables)
        env.insert(name, value);
    return env;
}

Result runInPipe(const QStringList &arguments, const Variables &variables = {})
{
    QProcess process;
    process.setProcessEnvironment(environment(variables));
    process.start(QStringLiteral(LOG_WRITER), arguments);
    process.waitForFinished(60000);
    return {process.readAllStandardError(), process.readAllStandardOutput(), process.exitCode(),
            process.exitStatus() == QProcess::CrashExit};
}

QByteArray runInTerminal(const QStringList &arguments, const Variables &variables = {})
{
    const QStringList env = environment(variables).toStringList();
    QList<QByteArray> bytes{LOG_WRITER};
    for (const QString &a : arguments)
        bytes.append(a.toLocal8Bit());
    QList<QByteArray> envBytes;
    for (const QString &e : env)
        envBytes.append(e.toLocal8Bit());
    std::vector<char *> argv, envp;
    for (QByteArray &a : bytes)
        argv.push_back(a.data());
    for (QByteArray &e : envBytes)
        envp.push_back(e.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);

    int master = -1;
    const pid_t pid = forkpty(&master, nullptr, nullptr, nullptr);
    if (pid == 0) {
        execve(argv[0], argv.data(), envp.data());
        _exit(127);
    }
    QByteArray text;
    char buffer[4096];
    for (ssize_t n; (n = read(master, buffer, sizeof buffer)) > 0;)
        text.append(buffer, n);
    close(master);
    waitpid(pid, nullptr, 0);
    return text;
}

bool matches(QByteArrayView text, const QString &pattern)
{
    const QRegularExpression re(QRegularExpression::anchoredPattern(pattern));
    return re.match(QString::fromUtf8(text)).hasMatch();
}

const QString stamp = u"\\d\\d:\\d\\d:\\d\\d\\.\\d{3}"_s;

} // namespace

class tst_Log : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names()
    {
        for (int i = 0; i <= int(LogLevel::Trace); ++i)
            QCOMPARE(logLevelFromName(logLevelName(LogLevel(i)).toUpper()), LogLevel(i));
        QVERIFY(!logLevelFromName(u"loud"));
        QVERIFY(!logLevelFromName(u""));
    }

    void levels_data()
    {
        QTest::addColumn<QString>("level");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("none set") << QString() << QByteArray("ew");
        const QByteArray all = "ewcilrdt";
        for (int i = 0; i <= int(LogLevel::Trace); ++i) {
            const QString name = logLevelName(LogLevel(i));
            QTest::newRow(qPrintable(name)) << name << all.left(i + 1);
        }
    }

    void levels()
    {
        QFETCH(QString, level);
        QFETCH(QByteArray, shown);
        QStringList arguments{u"install"_s, u"levels"_s};
        if (!level.isEmpty())
            arguments.prepend(u"level="_s + level);
        QByteArray seen;
        for (const QByteArray &line : runInPipe(arguments).lines()) {
            QVERIFY2(matches(line, stamp + u" (error  |warning|cancel |info   |console|runtime|debug  |trace  ) .*"_s),
                     line.constData());
            seen += line.at(21);
        }
        QCOMPARE(seen, shown);
    }

    void environmentWins()
    {
        const auto more = runInPipe({u"level=error"_s, u"install"_s, u"levels"_s}, {{u"FURROW_LOG_LEVEL"_s, u"Cancel"_s}});
        QCOMPARE(more.lines().size(), 3);
        const auto bad = runInPipe({u"install"_s, u"level=error"_s, u"level=warning"_s, u"level=warning"_s},
                                   {{u"FURROW_LOG_LEVEL"_s, u"loud"_s}});
        QCOMPARE(bad.lines().size(), 1);
        QVERIFY2(matches(bad.lines().at(0), stamp + u" error   FURROW_LOG_LEVEL is 'loud', which is no level \\(they are "
                                                   "error, warning, cancel, info, console, runtime, debug, trace\\); "
                                                   "using error\\."_s),
                 bad.err.constData());
    }

    void filterRulesLeaveTheLevel()
    {
        QCOMPARE(runInPipe({u"level=cancel"_s, u"install"_s, u"rules"_s, u"levels"_s}).lines().size(), 3);
    }

    void actorAndMessageOfTheProgram()
    {
        const auto r = runInPipe({u"install"_s, u"actor=spawner_1"_s, u"warn=Grüße"_s, u"debug"_s, u"actor="_s, u"debug"_s});
        QCOMPARE(r.lines().size(), 3);
        QVERIFY(matches(r.lines().at(0), stamp + u" warning spawner_1 Grüße"_s));
        QVERIFY(matches(r.lines().at(1), stamp + u" debug   spawner_1 from debug"_s));
        QVERIFY(matches(r.lines().at(2), stamp + u" debug   from debug"_s));
    }

    void placeAtDebug()
    {
        const auto r = runInPipe({u"level=debug"_s, u"install"_s, u"debug"_s});
        QVERIFY2(matches(r.err.trimmed(), stamp + u" debug   from debug \\(log_writer\\.cpp:\\d+\\)"_s), r.err.constData());
    }

    void severalLines()
    {
        const auto r = runInPipe({u"install"_s, u"warn=one\\n  two\\n\\nthree\\n"_s});
        QCOMPARE(r.lines().size(), 4);
        QVERIFY(r.lines().at(0).endsWith(" one"));
        QCOMPARE(r.lines().at(1), "      two");
        QCOMPARE(r.lines().at(3), "    three");
    }

    void controlCharactersCannotSteer()
    {
        const auto r = runInPipe({u"install"_s, u"warn=a\\e[2Jb\\e[31mc\\e[0md\u0007"_s});
        QVERIFY2(r.err.endsWith(" a\\x1b[2Jbcd\\x07\n"), r.err.constData());
    }

    void formerHandlerComesBack()
    {
        const auto r = runInPipe({u"former"_s, u"install"_s, u"install"_s, u"debug"_s, u"restore"_s, u"debug"_s,
                                  u"restore"_s, u"debug"_s, u"restore"_s, u"debug"_s});
        QCOMPARE(r.lines().size(), 4);
        QVERIFY(matches(r.lines().at(1), stamp + u" debug   from debug"_s));
        QCOMPARE(r.lines().at(2), "former: from debug");
        QCOMPARE(r.lines().at(3), "former: from debug");
    }

    void laterHandlerStays()
    {
        const auto r = runInPipe({u"install"_s, u"former"_s, u"restore"_s, u"debug"_s});
        QCOMPARE(r.err, "former: from debug\n");
    }

    void fatal()
    {
        const auto r = runInPipe({u"install"_s, u"fatal"_s});
        QVERIFY(r.crashed);
        QVERIFY(matches(r.err.trimmed(), stamp + u" fatal   the end"_s));
    }

    void colors_data()
    {
        QTest::addColumn<bool>("terminal");
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<QByteArray>("warning");
        const QByteArray none = " warning ";
        const QByteArray palette16 = "\033[33mwarning\033[0m", palette256 = "\033[38;5;172mwarning\033[0m",
                         trueColor = "\033[38;2;215;135;0mwarning\033[0m";
        QTest::newRow("pipe") << false << Variables{} << none;
        QTest::newRow("pipe of a console") << false << Variables{{u"FURROW_COLOR"_s, u"256"_s}} << palette256;
        QTest::newRow("pipe of a true-colour console")
            << false << Variables{{u"FURROW_COLOR"_s, u"truecolor"_s}} << trueColor;
        QTest::newRow("terminal") << true << Variables{} << palette256;
        QTest::newRow("old terminal") << true << Variables{{u"TERM"_s, u"xterm"_s}} << palette16;
        QTest::newRow("true colour") << true << Variables{{u"COLORTERM"_s, u"truecolor"_s}} << trueColor;
        QTest::newRow("dumb") << true << Variables{{u"TERM"_s, u"dumb"_s}} << none;
        QTest::newRow("NO_COLOR") << true << Variables{{u"NO_COLOR"_s, u"1"_s}} << none;
        QTest::newRow("never") << true << Variables{{u"FURROW_COLOR"_s, u"never"_s}} << none;
    }

    void colors()
    {
        QFETCH(bool, terminal);
        QFETCH(Variables, variables);
        QFETCH(QByteArray, warning);
        const QStringList arguments{u"install"_s, u"warn=x"_s};
        const QByteArray text = terminal ? runInTerminal(arguments, variables) : runInPipe(arguments, variables).err;
        QVERIFY2(text.contains(warning), text.toPercentEncoding().constData());
        QCOMPARE(text.contains('\033'), warning.contains('\033'));
    }

    void ownColorsEndWithTheLine()
    {
        const auto text = runInTerminal({u"install"_s, u"warn=a\\e[31mb"_s});
        QVERIFY2(text.contains("a\033[31mb\033[0m"), text.toPercentEncoding().constData());
    }

    void threadsDoNotMix_data()
    {
        QTest::addColumn<int>("length");
        QTest::addColumn<bool>("nonBlocking");
        QTest::newRow("short") << 60 << false;
        QTest::newRow("longer than a pipe takes at once") << 100000 << false;
        QTest::newRow("non-blocking") << 100000 << true;
    }

    void threadsDoNotMix()
    {
        QFETCH(int, length);
        QFETCH(bool, nonBlocking);
        QStringList arguments{u"install"_s, u"threads=%1"_s.arg(length)};
        if (nonBlocking)
            arguments.prepend(u"nonblocking"_s);
        const auto lines = runInPipe(arguments).lines();
        QCOMPARE(lines.size(), 200);
        for (const QByteArray &line : lines) {
            const QByteArray text = line.mid(21);
            QCOMPARE(text.size(), length);
            QCOMPARE(text.count(text.at(0)), length);
        }
    }

    void oneWriteForOneMessage()
    {
        // A packet socket keeps the boundaries of writes.
        int ends[2];
        QVERIFY(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
        QProcess process;
        process.setProcessEnvironment(environment({}));
        process.setChildProcessModifier([&] { dup2(ends[1], STDERR_FILENO); });
        process.start(QStringLiteral(LOG_WRITER),
                      {u"install"_s, u"actor=a"_s, u"warn=one\\ntwo"_s, u"warn="_s + QString(30000, u'x')});
        QVERIFY(process.waitForStarted());
        close(ends[1]);
        QByteArray packet(40000, Qt::Uninitialized);
        QList<qsizetype> sizes;
        for (ssize_t n; (n = read(ends[0], packet.data(), size_t(packet.size()))) > 0;)
            sizes.append(n);
        close(ends[0]);
        QVERIFY(process.waitForFinished());
        const qsizetype start = 12 + 1 + 7 + 1 + 1 + 1;
        QCOMPARE(sizes, (QList<qsizetype>{start + 4 + 4 + 4, start + 30001}));
    }

    void forksDoNotDeadlock()
    {
        const auto r = runInPipe({u"install"_s, u"forks"_s});
        for (int i = 0; i < 30; ++i)
            QVERIFY(r.err.contains("child " + QByteArray::number(i) + "."));
    }

    void readerGone()
    {
        const auto r = runInPipe({u"install"_s, u"closed"_s, u"warn=x"_s, u"done"_s});
        QVERIFY(!r.crashed);
        QCOMPARE(r.out, "done\n");
    }
};

QTEST_GUILESS_MAIN(tst_Log)
#include "tst_log.moc"
