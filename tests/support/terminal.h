// SPDX-License-Identifier: MIT
#pragma once

#include "screen.h"

#include <KPtyDevice>
#include <KPtyProcess>

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QString>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

struct TerminalSize
{
    int columns = 120;
    int rows = 40;
};

/// A program in a pseudo-terminal of its own, as a person at the keyboard meets it. It needs no event loop: each expect
/// waits in poll() for the terminal and for the program's end, and for nothing else. What an expect has read is not
/// seen by the next.
///
/// \code
/// TerminalSession terminal;
/// QVERIFY(terminal.start(program, {u"--headless"_s, example}));
/// QVERIFY(terminal.expect(u"paused actor: ('root'"_s));
/// QVERIFY(terminal.expectPrompt());
/// terminal.sendLine("c");
/// QVERIFY(terminal.expectEnd(0));
/// QVERIFY(terminal.settingsAreAsFound());
/// \endcode
///
/// A failed expect prints everything that the terminal has shown, and what was sent to it. The destructor kills every
/// process of the terminal's session.
class TerminalSession
{
public:
    static constexpr int patience = 30'000;
    static constexpr char ctrlC[] = "\x03", ctrlD[] = "\x04", ctrlR[] = "\x12", ctrlZ[] = "\x1a", tab[] = "\t",
                          up[] = "\033[A", enter[] = "\r";

    using Size = TerminalSize;
    /// Additions to the test's own environment; a null string takes a variable away.
    using Environment = QHash<QString, QString>;

    TerminalSession() = default;
    Q_DISABLE_COPY_MOVE(TerminalSession)

    ~TerminalSession()
    {
        if (m_process.state() != QProcess::NotRunning) {
            killAll();
            m_process.waitForFinished(patience);
        } else if (m_pid > 0) {
            killAll();
        }
        closePidfd();
    }

    bool start(const QString &program, const QStringList &arguments = {}, const Environment &environment = {},
               Size size = {})
    {
        m_screen = Screen(size.columns, size.rows);
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"COLORTERM", "NO_COLOR", "COLORFGBG", "COLUMNS", "LINES", "FURROW_THEME", "INPUTRC"})
            all.remove(QString::fromLatin1(name));
        all.insert(QStringLiteral("TERM"), QStringLiteral("xterm-256color"));
        all.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        for (auto it = environment.cbegin(); it != environment.cend(); ++it) {
            if (it.value().isNull())
                all.remove(it.key());
            else
                all.insert(it.key(), it.value());
        }
        m_process.setProcessEnvironment(all);
        // However the test itself was started (nohup, in the background): the program is born as from a terminal.
        m_process.setUnixProcessParameters(QProcess::UnixProcessFlag::ResetSignalHandlers);
        m_process.setPtyChannels(KPtyProcess::AllChannels);
        m_process.setProgram(program, arguments);
        m_process.pty()->setWinSize(size.rows, size.columns);
        m_process.pty()->setSuspended(true); // we read by ourselves
        m_found = settings();
        m_process.start();
        if (!m_process.waitForStarted(patience))
            return fail(QStringLiteral("%1 could not be started: %2").arg(program, m_process.errorString()));
        m_pid = m_process.processId();
        m_pidfd = int(syscall(SYS_pidfd_open, m_pid, 0));
        return true;
    }

    // ---- the keyboard

    void send(const QByteArray &keys)
    {
        m_sent += keys;
        qsizetype done = 0;
        QDeadlineTimer deadline(patience);
        while (done < keys.size() && master() >= 0 && !deadline.hasExpired()) {
            // A terminal takes no more than its program reads: keep reading what it says meanwhile.
            pollfd terminal{master(), POLLIN | POLLOUT, 0};
            if (poll(&terminal, 1, int(deadline.remainingTime())) < 0)
                continue;
            if (terminal.revents & POLLIN)
                readTerminal();
            if (terminal.revents & POLLOUT) {
                const ssize_t written =
                    ::write(master(), keys.constData() + done, size_t(qMin<qsizetype>(256, keys.size() - done)));
                if (written > 0)
                    done += written;
            }
            if (terminal.revents & (POLLHUP | POLLERR))
                return;
        }
    }
    void sendLine(const QByteArray &line) { send(line + enter); }

    void resize(Size size)
    {
        m_screen.resize(size.columns, size.rows);
        m_process.pty()->setWinSize(size.rows, size.columns); // the kernel sends SIGWINCH
    }

    /// The terminal's window is closed.
    void hangUp() { m_process.pty()->close(); }

    // ---- the screen

    /// Waits for `text` and returns all that was read up to its end; nothing (and the transcript on stderr) when it
    /// does not come, or the program ends first.
    std::optional<QString> expect(const QString &text, int timeout = patience)
    {
        const auto find = [this, &text](qsizetype searched) -> qsizetype {
            const qsizetype at = m_text.indexOf(text, qMax(m_mark, searched - text.size()));
            return at < 0 ? -1 : at + text.size();
        };
        return waitFor(find, u'"' + text + u'"', timeout);
    }
    std::optional<QString> expect(const QRegularExpression &pattern, int timeout = patience)
    {
        const auto find = [this, &pattern](qsizetype) -> qsizetype {
            m_match = pattern.match(m_text, m_mark);
            return m_match.hasMatch() ? m_match.capturedEnd() : -1;
        };
        return waitFor(find, u'/' + pattern.pattern() + u'/', timeout);
    }
    /// Of the last successful expect with a pattern.
    QRegularExpressionMatch match() const { return m_match; }

    /// Waits until the prompt is the last thing shown.
    std::optional<QString> expectPrompt(int timeout = patience)
    {
        const auto find = [this](qsizetype) -> qsizetype {
            const bool isThere = m_text.size() - m_mark >= prompt().size() && m_text.endsWith(prompt());
            return isThere ? m_text.size() : -1;
        };
        return waitFor(find, QStringLiteral("the prompt"), timeout);
    }
    static QString prompt() { return QStringLiteral("(gdb+) "); }

    /// Waits until the emulated screen satisfies `condition(QString)`; for what line editors redraw.
    template <typename Condition>
    bool expectScreen(Condition condition, int timeout = patience)
    {
        QDeadlineTimer deadline(timeout);
        while (!condition(screen())) {
            if (!pump(deadline))
                return fail(QStringLiteral("the screen did not come to look as expected; it shows:\n") + screen());
        }
        return true;
    }

    /// Waits for the program's end and returns its status; 128 + signal when one killed it.
    std::optional<int> waitForEnd(int timeout = patience)
    {
        QDeadlineTimer deadline(timeout);
        while (!m_exited && pump(deadline)) {
        }
        if (!m_exited) {
            fail(QStringLiteral("the program did not end"));
            return std::nullopt;
        }
        while (pump(QDeadlineTimer(0))) {
        } // what it said last
        m_process.waitForFinished(patience);
        return exitStatus();
    }
    bool expectEnd(int status, int timeout = patience)
    {
        const std::optional<int> actual = waitForEnd(timeout);
        if (!actual)
            return false;
        m_mark = m_text.size();
        if (*actual != status)
            return fail(QStringLiteral("the program ended with status %1, expected %2").arg(*actual).arg(status));
        return true;
    }
    int exitStatus() const
    {
        return m_process.exitStatus() == QProcess::CrashExit ? 128 + m_process.exitCode() : m_process.exitCode();
    }

    /// Waits for a condition of the outside world that the program's output announces in no way (a process's end, a
    /// file): it is asked again whenever something happens in the terminal, and every 5 ms.
    template <typename Condition>
    bool expectThat(Condition condition, const QString &what, int timeout = patience)
    {
        QDeadlineTimer deadline(timeout);
        while (!condition()) {
            if (deadline.hasExpired())
                return fail(QStringLiteral("waited in vain until ") + what);
            pump(QDeadlineTimer(5));
        }
        return true;
    }

    QString text() const { return m_text; }               ///< all that was shown, control sequences taken out
    QString unread() const { return m_text.mid(m_mark); } ///< of it, what no expect has taken
    QByteArray transcript() const { return m_raw; }       ///< every byte that the program sent to the terminal
    QString screen() const { return m_screen.text(); }    ///< what a person sees, with the scrollback
    const Screen &emulator() const { return m_screen; }

    // ---- what is left

    qint64 pid() const { return m_pid; }
    bool isRunning() const { return !m_exited; }
    void signal(int number) { ::kill(pid_t(m_pid), number); }

    termios settings() const
    {
        termios result = {};
        tcgetattr(m_process.pty()->masterFd(), &result);
        return result;
    }
    bool settingsAreAsFound() const
    {
        const termios now = settings();
        return now.c_iflag == m_found.c_iflag && now.c_oflag == m_found.c_oflag && now.c_cflag == m_found.c_cflag &&
               now.c_lflag == m_found.c_lflag && std::memcmp(now.c_cc, m_found.c_cc, sizeof now.c_cc) == 0;
    }
    bool isCooked() const { return (settings().c_lflag & (ICANON | ECHO)) == (ICANON | ECHO); }

    /// Processes of the terminal's session, "PID NAME STATE" each; empty when nothing was left behind.
    QStringList processes() const
    {
        QStringList found;
        for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
            bool isPid = false;
            entry.toLongLong(&isPid);
            if (!isPid)
                continue;
            QFile file(QStringLiteral("/proc/%1/stat").arg(entry));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray stat = file.readAll();
            const qsizetype nameEnd = stat.lastIndexOf(')');
            const QList<QByteArray> fields = stat.mid(nameEnd + 2).split(' ');
            if (fields.size() > 3 && fields[3].toLongLong() == m_pid && m_pid > 0)
                found += entry + u' ' +
                         QString::fromUtf8(stat.mid(stat.indexOf('(') + 1, nameEnd - stat.indexOf('(') - 1)) + u' ' +
                         QString::fromLatin1(fields[0]);
        }
        return found;
    }

private:
    int master() const { return m_process.pty()->masterFd(); }

    template <typename Find>
    std::optional<QString> waitFor(Find find, const QString &what, int timeout)
    {
        QDeadlineTimer deadline(timeout);
        qsizetype searched = m_mark;
        for (;;) {
            const qsizetype end = find(searched);
            if (end >= 0) {
                const QString read = m_text.mid(m_mark, end - m_mark);
                m_mark = end;
                return read;
            }
            searched = m_text.size();
            if (!pump(deadline)) {
                fail(QStringLiteral("expected ") + what +
                     (m_exited ? QStringLiteral(", but the program ended") : QStringLiteral(" in vain")));
                return std::nullopt;
            }
        }
    }

    /// Waits for one event. False at the deadline, or when nothing can come any more.
    bool pump(const QDeadlineTimer &deadline)
    {
        for (;;) {
            pollfd events[2] = {{master(), POLLIN, 0}, {m_exited ? -1 : m_pidfd, POLLIN, 0}};
            const int ready = poll(events, 2, m_exited ? 0 : int(deadline.remainingTime()));
            if (ready < 0 && errno == EINTR)
                continue;
            if (ready <= 0)
                return false;
            if (events[0].revents & POLLIN)
                return readTerminal() || !m_exited;
            if (events[1].revents & POLLIN) {
                m_exited = true;
                return true;
            }
            return false; // hung up, and nothing more to read
        }
    }

    bool readTerminal()
    {
        char buffer[65536];
        const ssize_t count = ::read(master(), buffer, sizeof buffer);
        if (count <= 0)
            return false;
        const QByteArray bytes(buffer, count);
        m_raw += bytes;
        m_screen.feed(bytes);
        strip(m_decoder.decode(bytes));
        return true;
    }

    void strip(const QString &decoded)
    {
        for (QChar c : decoded) {
            switch (m_state) {
            case State::Text:
                if (c == u'\033')
                    m_state = State::Escape;
                else if (c == u'\n' || c == u'\t' || c.unicode() >= 0x20)
                    m_text += c;
                break;
            case State::Escape:
                m_state = c == u'[' ? State::Csi : c == u']' ? State::Osc : c == u'(' ? State::Charset : State::Text;
                break;
            case State::Csi:
                if (c.unicode() >= 0x40 && c.unicode() <= 0x7e)
                    m_state = State::Text;
                break;
            case State::Osc:
                if (c == u'\a' || c == u'\\')
                    m_state = State::Text;
                break;
            case State::Charset:
                m_state = State::Text;
                break;
            }
        }
    }

    bool fail(const QString &what) const
    {
        std::fprintf(stderr,
                     "---- terminal: %s\n---- sent: %s\n---- everything it showed:\n%s\n---- not taken by any "
                     "expect:\n%s\n---- end\n",
                     qUtf8Printable(what), m_sent.toPercentEncoding(" !\"#$&'()*+,-./:;<=>?@[]^_`{|}~").constData(),
                     qUtf8Printable(m_text), qUtf8Printable(unread()));
        std::fflush(stderr);
        return false;
    }

    void killAll()
    {
        ::kill(-pid_t(m_pid), SIGKILL);
        for (const QString &process : processes())
            ::kill(pid_t(process.section(u' ', 0, 0).toLongLong()), SIGKILL);
    }

    void closePidfd()
    {
        if (m_pidfd >= 0)
            ::close(m_pidfd);
        m_pidfd = -1;
    }

    enum class State { Text, Escape, Csi, Osc, Charset };

    KPtyProcess m_process;
    Screen m_screen{120, 40};
    qint64 m_pid = 0;
    int m_pidfd = -1;
    bool m_exited = false;
    termios m_found = {};
    QByteArray m_raw;
    QByteArray m_sent;
    QString m_text;
    qsizetype m_mark = 0;
    State m_state = State::Text;
    QStringDecoder m_decoder{QStringDecoder::Utf8};
    QRegularExpressionMatch m_match;
};
