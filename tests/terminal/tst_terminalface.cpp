// SPDX-License-Identifier: MIT
// The terminal face in a real pseudo-terminal and on real pipes, over a console that the test plays on.
#include "support/terminal.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace {

const QString program = QStringLiteral(FACE_PROGRAM);

/// A folder for the history and the FIFO that the stand-in console obeys.
class Stage
{
public:
    Stage()
    {
        mkfifo(QFile::encodeName(controlPath()).constData(), 0600);
        m_control = open(QFile::encodeName(controlPath()).constData(), O_RDWR | O_CLOEXEC);
    }
    ~Stage() { close(m_control); }
    Q_DISABLE_COPY_MOVE(Stage)

    QString controlPath() const { return m_folder.filePath(u"control"_s); }
    QString historyPath() const { return m_folder.filePath(u"furrow/history"_s); }
    TerminalSession::Environment environment(TerminalSession::Environment more = {}) const
    {
        more.insert(u"XDG_STATE_HOME"_s, m_folder.path());
        more.insert(u"FURROW_TEST_CONTROL"_s, controlPath());
        more.insert(u"INPUTRC"_s, u"/dev/null"_s);
        return more;
    }
    void order(const QByteArray &word, const QByteArray &text = {})
    {
        const QByteArray line = word + ' ' + text.toPercentEncoding(" ") + '\n';
        QCOMPARE(write(m_control, line.constData(), size_t(line.size())), line.size());
    }

private:
    QTemporaryDir m_folder;
    int m_control = -1;
};

struct PipeRun
{
    QByteArray output, error;
    int status = -1;
};

PipeRun runOnPipe(const Stage &stage, const QByteArray &input, const QStringList &arguments = {})
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const auto more = stage.environment({{u"COLORTERM"_s, u"truecolor"_s}, {u"TERM"_s, u"xterm-256color"_s}});
    for (auto it = more.cbegin(); it != more.cend(); ++it)
        environment.insert(it.key(), it.value());
    process.setProcessEnvironment(environment);
    process.setUnixProcessParameters(QProcess::UnixProcessFlag::ResetSignalHandlers);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished();
    return {process.readAllStandardOutput(), process.readAllStandardError(), process.exitCode()};
}

} // namespace

class TestTerminalFace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsEntryAndPrompt()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expect(u"Opening a gdb REPL in paused actor: ('root', '6f1de0c3"_s));
        QVERIFY(terminal.expect(u"-> 12      co_await furrow::pause();"_s));
        QVERIFY(terminal.expectPrompt());
        QVERIFY(!terminal.isCooked());
        terminal.sendLine("p 1");
        QCOMPARE(*terminal.expectPrompt(), u"p 1\n<p 1> of 3\n(gdb+) "_s); // the command stands there once
        terminal.sendLine("c");
        QVERIFY(terminal.expectEnd(0));
        QVERIFY(terminal.settingsAreAsFound());
        QVERIFY(!terminal.text().contains(u"not as it was"_s));
        QCOMPARE(terminal.processes(), QStringList());
    }

    void editsTheLine()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("rint x\x01p\x05y\b\033[D\033[Dl \r"); // ^A, ^E, backspace, left twice
        QVERIFY(terminal.expect(u"<printl  x> of 9"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.send("p one two\x17länge\r"); // ^W takes a word
        QVERIFY(terminal.expect(u"<p one länge> of 11"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.send("rubbish\x15good\r"); // ^U takes the line
        QVERIFY(terminal.expect(u"<good> of 4"_s));
        QVERIFY(terminal.expectPrompt());
    }

    void keepsHistory()
    {
        Stage stage;
        {
            TerminalSession terminal;
            QVERIFY(terminal.start(program, {}, stage.environment()));
            for (const char *line : {"p alpha", "p beta", "p beta", " p hidden", "p gamma"}) {
                QVERIFY(terminal.expectPrompt());
                terminal.sendLine(line);
            }
            QVERIFY(terminal.expectPrompt());
            terminal.sendLine("c");
            QVERIFY(terminal.expectEnd(0));
        }
        QFile file(stage.historyPath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "p alpha\np beta\np gamma\nc\n");
        struct stat info = {};
        QCOMPARE(fstat(file.handle(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0600u);

        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("\033[A\033[A\r");
        QVERIFY(terminal.expect(u"<p gamma> of 7"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.send("\x12"
                      "alp"); // reverse search
        QVERIFY(
            terminal.expectScreen([](const QString &s) { return s.endsWith(u"(reverse-i-search)`alp': p alpha"_s); }));
        terminal.send("\r");
        QVERIFY(terminal.expect(u"<p alpha> of 7"_s));
        QVERIFY(terminal.expectPrompt());
    }

    void completes()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("ba\t"); // the only one
        QVERIFY(terminal.expectScreen([](const QString &s) { return s.endsWith(u"(gdb+) backtrace"_s); }));
        terminal.send("x\r");
        QVERIFY(terminal.expect(u"<backtrace x> of 11"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.send("p br\t"); // as far as all agree, then a list
        QVERIFY(terminal.expectScreen([](const QString &s) { return s.endsWith(u"(gdb+) p break"_s); }));
        terminal.send("\t");
        QVERIFY(terminal.expectScreen([](const QString &s) {
            return s.endsWith(u"(gdb+) p break\nbreak              breakpointForever\n(gdb+) p break"_s);
        }));
        terminal.send("p\t\r");
        QVERIFY(terminal.expect(QRegularExpression(u"<p breakpoint(Forever )?>"_s))); // the answer may come after Enter
        QVERIFY(terminal.expectPrompt());
        terminal.send("l\t");
        QVERIFY(terminal.expectScreen([](const QString &s) { return s.endsWith(u"(gdb+) länge"_s); }));
        terminal.send("\x15"
                      "many\t\t");
        QVERIFY(terminal.expect(u"... and 600 more"_s));
        QVERIFY(
            terminal.expectScreen([](const QString &s) { return s.endsWith(u"... and 600 more\n(gdb+) many0"_s); }));
    }

    void lateAnswersToOtherLinesAreNone()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("slow ba\t");
        QVERIFY(terminal.expect(u"slow ba"_s));
        terminal.send("d"); // the keyboard goes on while the question is out
        QVERIFY(terminal.expect(u"d"_s));
        stage.order("answer");
        terminal.send("\r");
        QVERIFY(terminal.expect(u"<slow bad> of 8"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.send("slow ba\t");
        QVERIFY(terminal.expect(u"slow ba"_s));
        stage.order("answer");
        QVERIFY(terminal.expectScreen([](const QString &s) { return s.endsWith(u"(gdb+) slow backtrace"_s); }));
    }

    void ctrlCDropsTheLine()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("half a line");
        QVERIFY(terminal.expect(u"half a line"_s));
        for (int i = 0; i < 3; ++i) {
            terminal.send(TerminalSession::ctrlC);
            QVERIFY(terminal.expect(u"ctrl-c: the console is with ('root'"_s));
            QVERIFY(terminal.expectPrompt());
        }
        QVERIFY(terminal.screen().contains(u"(gdb+) half a line^C\nctrl-c: the console is with"_s));
        terminal.send("\x12"
                      "zzz\x03"); // out of a search that finds nothing, too
        QVERIFY(terminal.expect(u"ctrl-c: the console is with ('root'"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("p 2");
        QVERIFY(terminal.expect(u"<p 2> of 3"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("c");
        QVERIFY(terminal.expectEnd(0));
        QVERIFY(terminal.settingsAreAsFound());
    }

    void ctrlCStopsACommandAndCancelsTheTree()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("busy");
        QVERIFY(terminal.expect(u"working"_s));
        QVERIFY(terminal.isCooked());
        terminal.send(TerminalSession::ctrlC);
        QCOMPARE(*terminal.expectPrompt(), u"\n^C\nQuit\n(gdb+) "_s);
        terminal.sendLine("run");
        QVERIFY(terminal.expect(u"running"_s));
        terminal.send(TerminalSession::ctrlC);
        QVERIFY(terminal.expect(u"cancelled by ctrl-c"_s));
        QVERIFY(terminal.expectEnd(130));
        QVERIFY(terminal.settingsAreAsFound());
    }

    void ctrlDQuits()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send(TerminalSession::ctrlD);
        QVERIFY(terminal.expectEnd(1));
        QVERIFY(terminal.text().endsWith(u"(gdb+) q\n"_s));
        QVERIFY(terminal.settingsAreAsFound());
    }

    void nothingIsPrintedIntoTheLine()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment(), {30, 20}));
        QVERIFY(terminal.expectPrompt());
        terminal.send("p a rather long line that wraps");
        QVERIFY(terminal.expect(u"wraps"_s));
        const QString before = terminal.screen().section(u"(gdb+)"_s, 0, 0);
        stage.order("program", "one");
        stage.order("notice", "two");
        QVERIFY(terminal.expectScreen([&before](const QString &s) {
            return s == before + u"one\ntwo\n(gdb+) p a rather long line th\nat wraps"_s;
        }));
        stage.order("part", "no newline");
        QVERIFY(terminal.expectScreen([&before](const QString &s) {
            return s == before + u"one\ntwo\nno newline\n(gdb+) p a rather long line th\nat wraps"_s;
        }));
        terminal.send(" here\r");
        QVERIFY(terminal.expect(u"<p a rather long line that wraps here> of 36"_s));
    }

    void typedAheadGoesToTheNextPrompt()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("run");
        QVERIFY(terminal.expect(u"running"_s));
        QVERIFY(terminal.isCooked());
        terminal.send("p first\rp sec");
        QVERIFY(terminal.expect(u"p sec"_s));
        stage.order("entry");
        QVERIFY(terminal.expect(u"<p first> of 7"_s));
        QVERIFY(terminal.expect(u"(gdb+) p sec"_s));
        terminal.send("ond\r");
        QVERIFY(terminal.expect(u"<p second> of 8"_s));
    }

    void textSurvivesALostPrompt()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("p hal");
        QVERIFY(terminal.expect(u"p hal"_s));
        stage.order("none");
        stage.order("notice", "the owner is gone");
        QVERIFY(terminal.expect(u"the owner is gone"_s));
        QVERIFY(terminal.isCooked());
        stage.order("entry");
        QVERIFY(terminal.expectScreen([](const QString &s) { return s.endsWith(u"(gdb+) p hal"_s); }));
        terminal.send("f\r");
        QVERIFY(terminal.expect(u"<p half> of 6"_s));
    }

    void pastedLinesRunOneByOne()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("\033[200~p 1\np 2\np 3\033[201~\r");
        QVERIFY(terminal.expect(u"<p 1> of 3\n(gdb+) p 2\n<p 2> of 3\n(gdb+) p 3\n<p 3> of 3\n"_s));
        QVERIFY(terminal.expectPrompt());
    }

    void resizes()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment(), {80, 24}));
        QVERIFY(terminal.expectPrompt());
        terminal.send("p 123456789");
        QVERIFY(terminal.expect(u"123456789"_s));
        terminal.resize({20, 24});
        QVERIFY(terminal.expect(u"p 123456789"_s)); // redrawn
        terminal.send("abcdefghijk");
        QVERIFY(terminal.expectScreen([](const QString &s) {
            return s.endsWith(u"(gdb+) p 123456789ab\ncdefghijk"_s) ||
                   s.endsWith(u"(gdb+) p 123456789abc\ndefghijk"_s) || s.contains(u"\n(gdb+) p 123456789a"_s);
        }));
        terminal.send("\r");
        QVERIFY(terminal.expect(u"<p 123456789abcdefghijk> of 22"_s));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("run");
        QVERIFY(terminal.expect(u"running"_s));
        terminal.resize({60, 24}); // while nobody edits
        stage.order("ready");
        QVERIFY(terminal.expectPrompt());
        terminal.send(QByteArray(70, 'y'));
        QVERIFY(terminal.expectScreen(
            [](const QString &s) { return s.endsWith(u"(gdb+) "_s + QString(53, u'y') + u'\n' + QString(17, u'y')); }));
    }

    void longLinesStayWhole()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("p " + QByteArray(20'000, 'x') + '\r');
        QVERIFY(terminal.expect(u"> of 20002"_s) || terminal.expect(u"of 20002"_s));
        QVERIFY(terminal.expectPrompt());
        stage.order("program", QByteArray(3000, 'z'));
        QVERIFY(terminal.expect(QString(3000, u'z')));
    }

    void manyLines()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("lines 50000");
        const auto read = terminal.expectPrompt();
        QVERIFY(read);
        QCOMPARE(read->count(u"of the output\n"_s), 50'000);
    }

    void coloursFollowTheTerminal_data()
    {
        QTest::addColumn<TerminalSession::Environment>("environment");
        QTest::addColumn<QString>("wanted");
        using E = TerminalSession::Environment;
        QTest::newRow("256") << E{} << u"38;5;"_s;
        QTest::newRow("truecolor") << E{{u"COLORTERM"_s, u"truecolor"_s}} << u"38;2;"_s;
        QTest::newRow("NO_COLOR") << E{{u"COLORTERM"_s, u"truecolor"_s}, {u"NO_COLOR"_s, u"1"_s}} << QString();
        QTest::newRow("dumb") << E{{u"TERM"_s, u"dumb"_s}} << QString();
    }
    void coloursFollowTheTerminal()
    {
        QFETCH(TerminalSession::Environment, environment);
        QFETCH(QString, wanted);
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment(environment)));
        QVERIFY(terminal.expectPrompt());
        stage.order("program", "\033[32mgreen\033[0m \033]0;title\a");
        QVERIFY(terminal.expect(u"green ^[]0;title^G"_s));
        terminal.sendLine("c");
        QVERIFY(terminal.expectEnd(0));
        QCOMPARE(terminal.transcript().contains("\033[3"), !wanted.isEmpty());
        QVERIFY(!terminal.transcript().contains("\033]"));
        QVERIFY(!terminal.transcript().contains("\033[48"));
        if (wanted.isEmpty())
            QVERIFY2(!terminal.transcript().contains('\033'), terminal.transcript().toPercentEncoding().constData());
        if (!wanted.isEmpty()) {
            QVERIFY(terminal.transcript().contains(wanted.toLatin1()));
            QVERIFY(terminal.transcript().contains("\033[32mgreen"));
        }
    }

    void unknownThemeIsNamed()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment({{u"FURROW_THEME"_s, u"Nrod"_s}})));
        QVERIFY(terminal.expect(u"furrow: FURROW_THEME names the theme 'Nrod', which is not installed"_s));
        QVERIFY(terminal.expectPrompt());
    }

    void endingSignalsRestoreTheTerminal_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("reason");
        QTest::newRow("SIGTERM") << SIGTERM << u"SIGTERM"_s;
        QTest::newRow("SIGHUP") << SIGHUP << u"SIGHUP"_s;
    }
    void endingSignalsRestoreTheTerminal()
    {
        QFETCH(int, number);
        QFETCH(QString, reason);
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.send("half");
        QVERIFY(terminal.expect(u"half"_s));
        terminal.signal(number);
        QVERIFY(terminal.expectEnd(130));
        QVERIFY(terminal.text().contains(u"cancelled by "_s + reason));
        QVERIFY(terminal.settingsAreAsFound());
    }

    void stopsAndGoesOnAsAJob()
    {
        Stage stage;
        TerminalSession shell;
        QVERIFY(shell.start(u"bash"_s, {u"--norc"_s, u"--noprofile"_s, u"-i"_s},
                            stage.environment({{u"PS1"_s, u"shell> "_s}})));
        QVERIFY(shell.expect(u"shell> "_s));
        shell.sendLine(QFile::encodeName(program));
        QVERIFY(shell.expectPrompt());
        for (int i = 0; i < 2; ++i) {
            shell.send(i == 0 ? "p ha" : "l");
            QVERIFY(shell.expect(i == 0 ? u"p ha"_s : u"l"_s));
            shell.send(TerminalSession::ctrlZ);
            QVERIFY(shell.expect(QRegularExpression(u"Stopped.*\nshell> $"_s)));
            shell.sendLine("fg");
            QVERIFY(shell.expect(i == 0 ? u"(gdb+) p ha"_s : u"(gdb+) p hal"_s));
        }
        shell.send("f\r");
        QVERIFY(shell.expect(u"<p half> of 6"_s));
        QVERIFY(shell.expectPrompt());
        shell.sendLine("run");
        QVERIFY(shell.expect(u"running"_s));
        shell.send(TerminalSession::ctrlZ);
        QVERIFY(shell.expect(QRegularExpression(u"Stopped.*\nshell> $"_s)));
        shell.sendLine("bg"); // it goes on beside the shell as long as it asks for nothing
        QVERIFY(shell.expect(QRegularExpression(u"&\nshell> $"_s)));
        stage.order("notice", "from behind");
        QVERIFY(shell.expect(u"from behind"_s));
        stage.order("ready");
        QVERIFY(shell.expectThat([&shell] { return shell.processes().filter(u"T"_s).size() == 1; },
                                 u"the job stops for its prompt"_s));
        shell.sendLine("fg");
        QVERIFY(shell.expectPrompt());
        QVERIFY(!shell.isCooked());
        shell.sendLine("p 3");
        QVERIFY(shell.expect(u"p 3\n<p 3> of 3"_s)); // echoed
        QVERIFY(shell.expectPrompt());
        shell.sendLine("c");
        QVERIFY(shell.expect(u"shell> "_s));
        shell.sendLine("stty -a");
        QVERIFY(shell.expect(
            QRegularExpression(u"[^-]icanon.*[^-]echo .*shell> $"_s, QRegularExpression::DotMatchesEverythingOption)));
        shell.sendLine("exit");
        QVERIFY(shell.expectEnd(0));
    }

    void aLostTerminalCancelsTheTree()
    {
        for (const char *order : {"entry", "ready", "none"}) { // at a prompt, and with none
            Stage stage;
            TerminalSession terminal;
            QVERIFY(terminal.start(program, {u"--no-entry"_s}, stage.environment()));
            stage.order("notice", "here");
            QVERIFY(terminal.expect(u"here"_s));
            stage.order(order);
            if (qstrcmp(order, "none") != 0)
                QVERIFY(terminal.expectPrompt());
            terminal.hangUp();
            QVERIFY(terminal.expectEnd(130));
            QCOMPARE(terminal.processes(), QStringList());
        }
    }

    void aProgramThatFailsIsOneSentence()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {u"--no-entry"_s}, stage.environment()));
        stage.order("fail", "There is no program '/nowhere'.");
        QVERIFY(terminal.expectEnd(127));
        QCOMPARE(terminal.text(), u"furrow: There is no program '/nowhere'.\n"_s);
    }

    void aStoppedTerminalDoesNotStopTheEnd()
    {
        Stage stage;
        TerminalSession terminal;
        QVERIFY(terminal.start(program, {}, stage.environment()));
        QVERIFY(terminal.expectPrompt());
        terminal.sendLine("run");
        QVERIFY(terminal.expect(u"running"_s));
        terminal.send("\x13"); // ctrl-s
        for (int i = 0; i < 20; ++i)
            stage.order("program", QByteArray(1000, 'x'));
        terminal.signal(SIGTERM);
        QVERIFY(terminal.expectEnd(130));
    }

    void pipeReadsALineForEachPrompt()
    {
        Stage stage;
        const PipeRun run = runOnPipe(stage, "p 1\np 2\nc\nnever read\n");
        QCOMPARE(run.status, 0);
        QVERIFY2(run.output.endsWith("(gdb+) p 1\n<p 1> of 3\n(gdb+) p 2\n<p 2> of 3\n(gdb+) c\n"),
                 run.output.constData());
        QVERIFY(!run.output.contains('\033'));
        QCOMPARE(run.error, "");
    }

    void pipeEndsAsQuit()
    {
        Stage stage;
        const PipeRun run = runOnPipe(stage, "p 1\np unfinished");
        QCOMPARE(run.status, 1);
        QVERIFY2(run.output.endsWith("(gdb+) p unfinished\n<p unfinished> of 12\n(gdb+) q\n"), run.output.constData());
        QVERIFY(runOnPipe(stage, {}).output.endsWith("(gdb+) q\n"));
    }

    void pipeTakesNoMoreThanItNeeds()
    {
        Stage stage;
        QFile input(stage.controlPath() + u".commands"_s);
        QVERIFY(input.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        input.write("p 1\nc\nfor somebody else\n");
        QVERIFY(input.seek(0));
        QProcess process;
        process.setChildProcessModifier([&input] { dup2(input.handle(), 0); });
        process.start(program, {});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(lseek(input.handle(), 0, SEEK_CUR), 6);
    }

    void pipeHandlesOddLines()
    {
        Stage stage;
        const PipeRun run = runOnPipe(stage, QByteArray("a\0b\n", 4) + "\xff\xfe\n" + QByteArray(100'000, 'y') + '\n' +
                                                 QByteArray(2'000'000, 'z') + "\r\n" + "crlf\r\nc\n");
        QCOMPARE(run.status, 0);
        QVERIFY(run.output.contains("(gdb+) a\xEF\xBF\xBD"
                                    "b\n"));
        QVERIFY(run.output.contains("(gdb+) \xEF\xBF\xBD\xEF\xBF\xBD\n"));
        QVERIFY(run.output.contains("> of 100000\n"));
        QVERIFY(run.output.contains(
            "A command of 2000001 bytes was passed over: the limit is 1048576.\n(gdb+) crlf\n<crlf> of 4\n"));
        QVERIFY(!run.output.contains('\0'));
    }

    void pipeKeepsErrorsApart()
    {
        Stage stage;
        stage.order("error", "to the other");
        stage.order("part", "in ");
        stage.order("program", "pieces");
        stage.order("part", "unfinished");
        stage.order("notice", "said");
        stage.order("finish", "3");
        const PipeRun run = runOnPipe(stage, {}, {u"--no-entry"_s});
        QCOMPARE(run.status, 3);
        QCOMPARE(run.error, "to the other\n");
        QCOMPARE(run.output, "in pieces\nunfinished\nsaid\n");
    }

    void aReaderThatLeavesCancelsTheTree()
    {
        Stage stage;
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"FURROW_TEST_CONTROL"_s, stage.controlPath());
        process.setProcessEnvironment(environment);
        int ends[2] = {-1, -1};
        QCOMPARE(pipe2(ends, O_CLOEXEC), 0);
        process.setChildProcessModifier([&ends] { dup2(ends[1], 1); });
        process.start(program, {u"--no-entry"_s});
        QVERIFY(process.waitForStarted());
        close(ends[0]);
        close(ends[1]);
        stage.order("program", "nobody reads this");
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
    }
};

QTEST_GUILESS_MAIN(TestTerminalFace)
#include "tst_terminalface.moc"
