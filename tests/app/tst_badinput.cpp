// SPDX-License-Identifier: MIT
// What people get wrong, and what their machine lacks: one clear sentence, the right exit status, nothing left behind. What goes wrong
// between actors only is in tests/actor, between gdb and its driver in tests/engine, in ./run and ./test in tests/setup.
#include "support/places.h"
#include "support/terminal.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = TerminalSession::patience;

QString program(const QString &name)
{
    return places::inBuild(u"tests/app/"_s + name);
}

/// A program whose standard input is a pipe, or nothing at all, and whose output are pipes.
struct Piped
{
    enum class Input { Pipe, None };

    QProcess process;
    QByteArray out, err;

    ~Piped()
    {
        if (process.state() != QProcess::NotRunning) {
            process.kill();
            process.waitForFinished();
        }
    }

    bool start(const QString &file, const QStringList &arguments, const QHash<QString, QString> &more = {}, Input input = Input::Pipe)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            environment.insert(it.key(), it.value());
        process.setProcessEnvironment(environment);
        process.setUnixProcessParameters(QProcess::UnixProcessFlag::ResetSignalHandlers);
        if (input == Input::None)
            process.setStandardInputFile(QProcess::nullDevice());
        process.start(file, arguments);
        return process.waitForStarted(patience);
    }
    /// Sends lines and the end of input, and waits for the end.
    bool finish(const QByteArray &lines = {})
    {
        if (process.isWritable()) {
            process.write(lines);
            process.closeWriteChannel();
        }
        const bool ended = process.state() == QProcess::NotRunning || process.waitForFinished(patience);
        out += process.readAllStandardOutput();
        err += process.readAllStandardError();
        return ended;
    }
    bool waitForOutput(const QByteArray &text)
    {
        const QDeadlineTimer deadline(patience);
        while (!out.contains(text)) {
            out += process.readAllStandardOutput();
            if (!out.contains(text) && !process.waitForReadyRead(int(deadline.remainingTime())))
                return false;
        }
        return true;
    }
    int status() const { return process.exitStatus() == QProcess::CrashExit ? 128 + process.exitCode() : process.exitCode(); }
    QByteArray said() const { return out + "\n---- stderr:\n" + err; }
};

/// Processes that were started below this test, by what they inherit from it.
QStringList leftovers()
{
    QStringList found;
    const QByteArray mark = "FURROW_TEST_MARK=" + QByteArray::number(QCoreApplication::applicationPid()) + '\0';
    for (const QString &pid : QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs)) {
        if (pid.toLongLong() == QCoreApplication::applicationPid())
            continue;
        QFile environment(u"/proc/%1/environ"_s.arg(pid));
        if (environment.open(QIODevice::ReadOnly) && environment.readAll().contains(mark)) {
            QFile command(u"/proc/%1/cmdline"_s.arg(pid));
            if (command.open(QIODevice::ReadOnly))
                found += pid + u' ' + QString::fromLocal8Bit(command.readAll().replace('\0', ' '));
        }
    }
    return found;
}

qint64 largestKilobytes(qint64 pid)
{
    QFile status(u"/proc/%1/status"_s.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmHWM:");
    return at < 0 ? -1 : text.mid(at + 6, text.indexOf("kB", at) - at - 6).trimmed().toLongLong();
}

} // namespace

class TestBadInput : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString script(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no folder");
        file.write(text);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("FURROW_TEST_MARK", QByteArray::number(QCoreApplication::applicationPid()));
        qputenv("XDG_STATE_HOME", m_folder.filePath(u"state"_s).toLocal8Bit());
        qputenv("FURROW_EXECUTABLE", places::furrow().toLocal8Bit());
        for (const char *name : {"FURROW_CONSOLE", "FURROW_GDB", "FURROW_DEBUG", "FURROW_COLOR", "FURROW_LOG_LEVEL", "NO_COLOR", "DISPLAY",
                                 "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            qunsetenv(name);
    }

    void cleanup()
    {
        QTRY_VERIFY2(leftovers().isEmpty(), qPrintable(leftovers().join(u'\n')));
    }

    void unknownProgram_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::addColumn<int>("status");
        script(u"notaprogram"_s, "\x7f nothing that runs");
        QFile(m_folder.filePath(u"plainfile"_s)).open(QIODevice::WriteOnly);
        QTest::newRow("no such name") << QStringList{u"no-such-program-anywhere"_s} << u"there is no program no-such-program-anywhere"_s << 2;
        QTest::newRow("no such path") << QStringList{u"./no/such"_s} << u"there is no program ./no/such"_s << 2;
        QTest::newRow("a folder") << QStringList{m_folder.path()} << u"is a folder"_s << 2;
        QTest::newRow("not executable") << QStringList{m_folder.filePath(u"plainfile"_s)} << u"is not executable"_s << 2;
        QTest::newRow("executable that cannot run") << QStringList{m_folder.filePath(u"notaprogram"_s)} << u"cannot be started"_s << 127;
        QTest::newRow("none") << QStringList() << u"name the program to debug"_s << 2;
        QTest::newRow("unknown option") << QStringList{u"--hedless"_s} << u"hedless"_s << 2;
    }
    void unknownProgram()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        QFETCH(int, status);
        Piped furrow;
        QVERIFY(furrow.start(places::furrow(), QStringList{u"--headless"_s} + arguments));
        QVERIFY(furrow.finish());
        QVERIFY2(furrow.status() == status, furrow.said());
        QVERIFY2(furrow.err.contains(says.toUtf8()), furrow.said());
        QVERIFY2(furrow.err.count('\n') == 1 && furrow.out.trimmed().isEmpty(), furrow.said());
    }

    void programWithoutTheRuntime()
    {
        Piped furrow;
        QVERIFY(furrow.start(places::furrow(), {u"--headless"_s, program(u"app-plain"_s), u"7"_s}));
        QVERIFY(furrow.finish());
        QVERIFY2(furrow.status() == 7, furrow.said());
        QVERIFY2(furrow.out.contains("no runtime here\n"), furrow.said());
        QVERIFY2(furrow.out.contains("may not link Furrow's runtime"), furrow.said());
        QVERIFY2(furrow.out.count('\n') == 2, furrow.said());
    }

    void programWithoutDebugInformation()
    {
        TerminalSession terminal;
        QVERIFY(terminal.start(places::furrow(), {u"--headless"_s, program(u"app-pausing-without-debug"_s)}));
        const auto opened = terminal.expectPrompt();
        QVERIFY(opened);
        QVERIFY2(opened->contains(u"Opening a gdb REPL in paused actor: ('root'"_s), qPrintable(*opened));
        QVERIFY2(opened->contains(u"co_await furrow::pause();"_s), qPrintable(*opened)); // the entry knows its line
        const QString sentence = u"was built without debug information"_s;
        QVERIFY2(opened->count(sentence) == 1 && opened->contains(u"build it with -g"_s), qPrintable(*opened));
        for (const char *command : {"info locals", "w", "p round", "ll"}) {
            terminal.sendLine(command);
            QVERIFY2(terminal.expectPrompt(), command);
        }
        terminal.sendLine("c");
        QVERIFY(terminal.expect(u"passed 1"_s));
        const auto again = terminal.expectPrompt();
        QVERIFY(again && again->contains(u"paused actor"_s) && !again->contains(sentence));
        for (const char *command : {"n", "s", "until"}) {
            terminal.sendLine(command);
            const auto said = terminal.expectPrompt();
            QVERIFY2(said && said->contains(u"no lines to step to: build it with -g"_s), command);
        }
        terminal.sendLine("fin"); // to a caller without lines: the entry's own are not shown for it
        const auto caller = terminal.expectPrompt();
        QVERIFY2(caller && caller->contains(u"> main"_s) && caller->contains(u"no source"_s) && !caller->contains(u"co_await"_s),
                 qPrintable(caller.value_or(QString())));
        terminal.sendLine("c");
        QVERIFY(terminal.expectEnd(0));
        QVERIFY(terminal.text().contains(u"passed 2"_s)); // after the prompt, or before it on a slow machine
    }

    void gdbThatCannotBeUsed_data()
    {
        QTest::addColumn<QString>("gdb");
        QTest::addColumn<QString>("says");
        QTest::newRow("absent") << u"/nonexistent/gdb"_s << u"install the package gdb"_s;
        QTest::newRow("too old") << script(u"oldgdb"_s, "#!/bin/sh\nexec gdb -iex 'python gdb.VERSION = \"13.1\"' \"$@\"\n")
                                 << u"gdb 13.1 is too old: install version 14 or later"_s;
        QTest::newRow("without Python") << script(u"minimalgdb"_s,
                                                  "#!/bin/sh\necho 'Scripting in the \"Python\" language is not supported in this copy of GDB.'\n"
                                                  "eval last=\\${$#}\nprintf \"$(printf %s \"$last\" | sed 's/^echo //')\"\ncat >/dev/null\n")
                                        << u"without Python"_s;
        QTest::newRow("ends at once") << script(u"deadgdb"_s, "#!/bin/sh\necho gdb: error while loading shared libraries\nexit 127\n")
                                      << u"error while loading shared libraries"_s;
    }
    void gdbThatCannotBeUsed()
    {
        QFETCH(QString, gdb);
        QFETCH(QString, says);
        Piped furrow;
        QVERIFY(furrow.start(places::furrow(), {u"--headless"_s, program(u"app-pausing"_s)}, {{u"FURROW_GDB"_s, gdb}}));
        QVERIFY2(furrow.waitForOutput("passed 2"), furrow.said());
        QVERIFY(furrow.finish());
        QVERIFY2(furrow.status() == 0, furrow.said());
        QVERIFY2(furrow.out.contains("gdb cannot be used") && furrow.out.contains(says.toUtf8()), furrow.said());
        QVERIFY2(furrow.out.count("gdb cannot be used") == 1 && furrow.out.count("no REPL for ('root'") == 2, furrow.said());
    }

    void noRightToTrace()
    {
        // Root may trace everybody: this gdb has lost that right. Who is not root has none over a process that is not dumpable.
        const QString gdb = script(u"weakgdb"_s, "#!/bin/sh\n[ \"$(id -u)\" = 0 ] || exec gdb \"$@\"\n"
                                                 "exec setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace gdb \"$@\"\n");
        Piped furrow;
        QVERIFY(furrow.start(places::furrow(), {u"--headless"_s, program(u"app-pausing"_s), u"undumpable"_s}, {{u"FURROW_GDB"_s, gdb}}));
        QVERIFY2(furrow.waitForOutput("passed 2"), furrow.said());
        QVERIFY(furrow.finish());
        QVERIFY2(furrow.status() == 0, furrow.said());
        QVERIFY2(furrow.out.count("no REPL for ('root'") == 2 && furrow.out.contains("gdb may not attach to process"), furrow.said());
        QVERIFY2(furrow.out.contains("CAP_SYS_PTRACE") || furrow.out.contains("ptrace_scope"), furrow.said());
    }

    void commandThatFails()
    {
        TerminalSession terminal;
        QVERIFY(terminal.start(places::furrow(), {u"--headless"_s, program(u"app-pausing"_s)}));
        QVERIFY(terminal.expectPrompt());
        const QHash<QByteArray, QString> commands{{"p no_such_symbol", u"No symbol \"no_such_symbol\""_s},
                                                  {"frobnicate", u"Undefined command: \"frobnicate\""_s},
                                                  {"python raise ValueError('of mine')", u"of mine"_s},
                                                  {"x/4x 0", u"Cannot access memory"_s}};
        for (auto it = commands.cbegin(); it != commands.cend(); ++it) {
            terminal.sendLine(it.key());
            const auto said = terminal.expectPrompt();
            QVERIFY2(said && said->contains(it.value()), it.key());
        }
        terminal.sendLine("p round");
        QVERIFY(terminal.expect(u"= 1"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("q");
        QVERIFY(terminal.expectEnd(1));
    }

    void commandThatHangs_data()
    {
        QTest::addColumn<QByteArray>("rest");
        QTest::newRow("Python") << QByteArray("exec('while True: pass')");
        QTest::newRow("gdb") << QByteArray("gdb.execute('while 1\\nend')");
        QTest::newRow("a call in the program") << QByteArray("gdb.execute('call (int)sleep(1000)')");
        // As ctrl-c strikes within what the console does for the call, instead of within the call.
        QTest::newRow("a call that is only about to be made")
            << QByteArray("import _thread; calls = __import__('furrow_gdb.execution').execution._calls; tell = calls.tell; calls.tell = lambda "
                          "message: (setattr(calls, 'tell', tell), _thread.interrupt_main(), tell(message)); gdb.execute('call (int)sleep(1000)')");
        const QByteArray printer("exec('class P:\\n def __init__(self, value): pass\\n def to_string(self): %1'); gdb.pretty_printers.insert(0, "
                                 "lambda value: P(value) if str(value.type) == 'double' else None); gdb.execute('p 1.5')");
        QTest::newRow("a printer") << QByteArray(printer).replace("%1", "\\n  while True: pass");
        QTest::newRow("a printer that calls") << QByteArray(printer).replace("%1", "return str(gdb.parse_and_eval(\"(int)sleep(1000)\"))");
        QTest::newRow("output without end") << QByteArray("exec('while True: print(\"again\")')");
    }
    void commandThatHangs()
    {
        QFETCH(QByteArray, rest);
        TerminalSession terminal;
        QVERIFY(terminal.start(places::furrow(), {u"--headless"_s, program(u"app-pausing"_s)}));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("python gdb.write('it' + ' runs\\n'); gdb.flush(); " + rest);
        QVERIFY(terminal.expect(u"it runs"_s));
        terminal.send(TerminalSession::ctrlC);
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("p 6 * 7");
        QVERIFY(terminal.expect(u"= 42"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("c"); // unharmed
        QVERIFY(terminal.expect(u"passed 1"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("c");
        QVERIFY(terminal.expect(u"passed 2"_s));
        QVERIFY(terminal.expectEnd(0));
        QVERIFY(terminal.settingsAreAsFound());
    }

    void commandThatPrintsAMillionLines()
    {
        Piped furrow;
        QVERIFY(furrow.start(places::furrow(), {u"--headless"_s, program(u"app-pausing"_s)}));
        QVERIFY2(furrow.waitForOutput("(gdb+) "), furrow.said());
        furrow.process.write("python for i in range(1000000): print('%060d' % i)\n");
        // Streams: what comes is not kept here either.
        qsizetype lines = 0;
        const QDeadlineTimer deadline(4 * patience);
        furrow.out.clear();
        while (!furrow.out.endsWith("(gdb+) ")) {
            QVERIFY2(furrow.process.waitForReadyRead(int(deadline.remainingTime())), furrow.said());
            const QByteArray piece = furrow.process.readAllStandardOutput();
            lines += piece.count('\n');
            furrow.out = (furrow.out + piece).last(qMin<qsizetype>(200, furrow.out.size() + piece.size()));
        }
        QVERIFY2(lines >= 1000000 && lines < 1000010, qPrintable(QString::number(lines)));
        QVERIFY2(furrow.out.contains("0999999\n"), furrow.said());
        const qint64 kilobytes = largestKilobytes(furrow.process.processId());
        QVERIFY2(kilobytes > 0 && kilobytes < 300 * 1024, qPrintable(QString::number(kilobytes)));
        QVERIFY(furrow.finish("c\nc\n"));
        QVERIFY2(furrow.status() == 0, furrow.said());
    }

    void noEscapeSequences_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("NO_COLOR") << u"NO_COLOR"_s << u"1"_s;
        QTest::newRow("TERM=dumb") << u"TERM"_s << u"dumb"_s;
    }
    void noEscapeSequences()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        TerminalSession terminal;
        QVERIFY(terminal.start(places::furrow(), {u"--headless"_s, places::example(u"subactor_error"_s)},
                               {{name, value}, {u"FURROW_LOG_LEVEL"_s, u"debug"_s}}));
        for (const char *command : {"w", "info locals", "c", "c"}) {
            QVERIFY(terminal.expectPrompt());
            terminal.sendLine(command);
        }
        QVERIFY(terminal.expectEnd(1));
        const QString raw = QString::fromUtf8(terminal.transcript());
        // The line editor's own movements are no colours; a dumb terminal has none of them either.
        static const QRegularExpression color(u"\033\\[[0-9;:]*m"_s);
        QVERIFY2(!raw.contains(name == u"TERM"_s ? QRegularExpression(u"\033"_s) : color), qPrintable(QString(raw).replace(u'\033', u"ESC"_s)));
    }
    void noEscapeSequencesInAPipe()
    {
        Piped furrow;
        QVERIFY(furrow.start(places::furrow(), {u"--headless"_s, places::example(u"subactor_error"_s)},
                             {{u"TERM"_s, u"xterm-256color"_s}, {u"COLORTERM"_s, u"truecolor"_s}, {u"FURROW_LOG_LEVEL"_s, u"debug"_s}}));
        QVERIFY(furrow.finish("w\ninfo locals\nc\nc\n"));
        QVERIFY2(furrow.status() == 1, furrow.said());
        QVERIFY2(furrow.out.contains("crashed actor") && !furrow.out.contains('\033') && !furrow.err.contains('\033'), furrow.said());
    }

    void neitherConsoleNorTerminal_data()
    {
        QTest::addColumn<QString>("example");
        QTest::addColumn<QStringList>("says");
        QTest::newRow("pause in the root") << u"root_actor_breakpoint"_s
                                           << QStringList{u"the pause in ('root', "_s, u"root_actor_breakpoint.cpp:"_s, u"nobody to talk to"_s};
        QTest::newRow("pause in a child") << u"subactor_breakpoint"_s
                                          << QStringList{u"the pause in ('breakpoint_forever', "_s, u"subactor_breakpoint.cpp:"_s, u"nobody to talk to"_s,
                                                         u"RemoteActorError"_s};
        QTest::newRow("crash") << u"subactor_error"_s
                               << QStringList{u"the crash in ('name_error', "_s, u"NameError"_s, u"doggypants"_s, u"subactor_error.cpp:"_s, u"relay path"_s};
    }
    void neitherConsoleNorTerminal()
    {
        QFETCH(QString, example);
        QFETCH(QStringList, says);
        Piped alone;
        QVERIFY(alone.start(places::example(example), {}, {}, Piped::Input::None));
        QVERIFY2(alone.finish(), alone.said());
        QVERIFY2(alone.status() == 1, alone.said());
        for (const QString &part : std::as_const(says))
            QVERIFY2(alone.err.contains(part.toUtf8()), qPrintable(part + u'\n' + QString::fromUtf8(alone.said())));
        QVERIFY2(!alone.err.contains('\033'), alone.said());
    }

    void actorOfAnotherProgramsSources()
    {
        Piped older;
        QVERIFY(older.start(program(u"app-older"_s), {u"calls"_s, program(u"app-newer"_s)}));
        QVERIFY(older.finish());
        QVERIFY2(older.status() == 0, older.said());
        const QString said = QString::fromUtf8(older.out);
        const auto lineOf = [&](const QString &start) {
            const QStringList lines = said.split(u'\n').filter(QRegularExpression(u'^' + start));
            return lines.size() == 1 ? lines.first() : said;
        };
        const QString signature = lineOf(u"signature: "_s);
        QVERIFY2(signature.contains(u"abscissa"_s) && signature.contains(u"built from different sources"_s) && signature.contains(u"QString"_s)
                     && signature.contains(u"build "_s),
                 older.said());
        const QString arguments = lineOf(u"arguments: "_s);
        QVERIFY2(arguments.contains(u"DecodeError"_s) && arguments.contains(u"Temperature"_s), older.said());
        QVERIFY2(lineOf(u"result: "_s).contains(u"Temperature"_s), older.said());
        QCOMPARE(lineOf(u"both know it: "_s), u"both know it: went well"_s);
    }

    void programThatIsBuiltAnewWhileItRuns()
    {
        const QString self = m_folder.filePath(u"rebuilt"_s);
        QVERIFY(QFile::copy(program(u"app-older"_s), self));
        Piped older;
        QVERIFY(older.start(self, {u"replaced"_s, program(u"app-newer"_s)}));
        QVERIFY(older.finish());
        QVERIFY2(older.status() == 0, older.said());
        static const QRegularExpression sentence(
            u"^start: actor .*was built from other sources: it is build [0-9a-f]+, this program build [0-9a-f]+; start the program anew$"_s,
            QRegularExpression::MultilineOption);
        QVERIFY2(QString::fromUtf8(older.out).contains(sentence), older.said());
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
