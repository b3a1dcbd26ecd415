// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QPoint>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/// An X server for this test alone, on a display that was free, with a home of its own, so that a test neither sees nor
/// changes the user's settings. It ends with the test, however that ends.
class XServer
{
public:
    XServer()
    {
        const QByteArray screen = qEnvironmentVariableIsSet("FURROW_SCREEN") ? qgetenv("FURROW_SCREEN") : "1400x900x24";
        int ends[2];
        if (::pipe(ends) != 0)
            qFatal("no pipe");
        m_pid = ::fork();
        if (m_pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGTERM);
            ::close(ends[0]);
            const QByteArray fd = QByteArray::number(ends[1]);
            ::execlp("Xvfb", "Xvfb", "-displayfd", fd.constData(), "-screen", "0", screen.constData(), "-nolisten", "tcp", "-noreset", nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        QByteArray number;
        char c;
        while (::read(ends[0], &c, 1) == 1 && c != '\n')
            number += c;
        ::close(ends[0]);
        if (number.isEmpty())
            qFatal("Xvfb does not start: is it installed?");
        qputenv("DISPLAY", ":" + number);
        qputenv("QT_QPA_PLATFORM", "xcb");
        qunsetenv("WAYLAND_DISPLAY");
        for (const char *name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
            qputenv(name, QFile::encodeName(m_home.path()));
    }
    ~XServer()
    {
        ::kill(m_pid, SIGTERM);
        ::waitpid(m_pid, nullptr, 0);
    }
    Q_DISABLE_COPY_MOVE(XServer)

private:
    QTemporaryDir m_home;
    pid_t m_pid;
};

/// A user's hands on that server: real key presses and clicks, which go wherever the server thinks they belong.
namespace hands {

inline void xdotool(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(QStringLiteral("xdotool"), arguments);
    QVERIFY2(QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 20'000), "xdotool hangs");
    QCOMPARE(process.exitCode(), 0);
}
inline void focus(QWidget *window)
{
    xdotool({QStringLiteral("windowfocus"), QStringLiteral("--sync"), QString::number(window->winId())});
    QVERIFY(QTest::qWaitForWindowActive(window));
}
inline void press(const char *key)
{
    xdotool({QStringLiteral("key"), QString::fromLatin1(key)});
}
inline void type(const QString &text)
{
    xdotool({QStringLiteral("type"), QStringLiteral("--delay"), QStringLiteral("4"), QStringLiteral("--"), text});
}
inline void moveTo(QWidget *widget, const QPoint &point)
{
    const QPoint global = widget->mapToGlobal(point);
    xdotool({QStringLiteral("mousemove"), QString::number(global.x()), QString::number(global.y())});
}
inline void click(QWidget *widget, const QPoint &point, int times = 1)
{
    moveTo(widget, point);
    xdotool({QStringLiteral("click"), QStringLiteral("--repeat"), QString::number(times), QStringLiteral("--delay"), QStringLiteral("60"), QStringLiteral("1")});
}
inline void click(QWidget *widget)
{
    click(widget, widget->rect().center());
}
inline void drag(QWidget *widget, const QPoint &from, const QPoint &to)
{
    moveTo(widget, from);
    xdotool({QStringLiteral("mousedown"), QStringLiteral("1")});
    moveTo(widget, to);
    xdotool({QStringLiteral("mouseup"), QStringLiteral("1")});
}

} // namespace hands

/// main() of a test with windows.
#define FURROW_WINDOW_TEST(Class)                                                                                                \
    int main(int argc, char **argv)                                                                                              \
    {                                                                                                                            \
        XServer server;                                                                                                          \
        QApplication application(argc, argv);                                                                                    \
        QApplication::setStyle(QStringLiteral("Fusion"));                                                                        \
        QApplication::setQuitOnLastWindowClosed(false);                                                                          \
        Class test;                                                                                                              \
        return QTest::qExec(&test, argc, argv);                                                                                  \
    }
