// SPDX-License-Identifier: MIT
#include "terminal/terminalmode.h"

#include <QTest>

#include <pty.h>
#include <unistd.h>

using furrow::ui::TerminalMode;

class TestTerminalMode : public QObject
{
    Q_OBJECT
    int m_master = -1, m_terminal = -1;

    tcflag_t modes() const
    {
        termios now;
        return ::tcgetattr(m_terminal, &now) == 0 ? now.c_lflag & (ICANON | ECHO) : tcflag_t(-1);
    }
    void makeRaw() const
    {
        termios raw;
        ::tcgetattr(m_terminal, &raw);
        ::cfmakeraw(&raw);
        ::tcsetattr(m_terminal, TCSANOW, &raw);
    }

private Q_SLOTS:
    void init()
    {
        QCOMPARE(::openpty(&m_master, &m_terminal, nullptr, nullptr, nullptr), 0);
        QCOMPARE(modes(), tcflag_t(ICANON | ECHO));
    }
    void cleanup()
    {
        ::close(m_master);
        ::close(m_terminal);
    }

    void aPromptHasItAsFound()
    {
        TerminalMode mode(m_terminal);
        makeRaw();
        mode.take();
        QCOMPARE(modes(), tcflag_t(ICANON | ECHO));
        mode.take();
        mode.giveBack();
        QCOMPARE(modes(), tcflag_t(0));
        mode.giveBack();
        mode.restore();
        QCOMPARE(modes(), tcflag_t(ICANON | ECHO));
    }

    void whatNobodyChangedIsLeftAlone()
    {
        makeRaw();
        TerminalMode mode(m_terminal);
        QVERIFY(mode.isKnown() && !mode.echoes());
        mode.take();
        QCOMPARE(modes(), tcflag_t(0));
        mode.giveBack();
        QCOMPARE(modes(), tcflag_t(0));
    }

    void whatIsNoTerminal()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        TerminalMode mode(ends[0]);
        QVERIFY(!mode.isKnown());
        mode.take();
        mode.giveBack();
        mode.restore();
        ::close(ends[0]);
        ::close(ends[1]);
    }
};

QTEST_GUILESS_MAIN(TestTerminalMode)
#include "tst_terminalmode.moc"
