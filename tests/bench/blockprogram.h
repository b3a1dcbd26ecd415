// SPDX-License-Identifier: MIT
#pragma once

#include "consolerun.h"

#include <cstring>
#include <memory>
#include <sys/socket.h>
#include <sys/un.h>

namespace bench {

/// A program that runs blocks as it is told; its own end is programs/blockserver.h.
class BlockProgram
{
public:
    /// The runtime's, at a console with debug mode on.
    static std::unique_ptr<BlockProgram> debugged()
    {
        std::unique_ptr<BlockProgram> made(new BlockProgram);
        made->m_console = std::make_unique<ConsoleRun>(QStringList{made->m_name, QStringLiteral("debug")}, blocks());
        made->accept();
        return made;
    }
    /// The same with debug mode off, and no console.
    static std::unique_ptr<BlockProgram> plain() { return alone(blocks(), QStringLiteral("plain")); }
    /// In a terminal too, since the system shares its processors out by terminals.
    static std::unique_ptr<BlockProgram> alone(const QString &program, const QString &word)
    {
        std::unique_ptr<BlockProgram> made(new BlockProgram);
        made->m_terminal = std::make_unique<TerminalSession>();
        made->m_terminal->start(program, {made->m_name, word});
        made->accept();
        return made;
    }
    ~BlockProgram()
    {
        ::close(m_connection);
        ::close(m_listener);
        if (m_console)
            m_console->toEnd();
        else
            m_terminal->waitForEnd();
    }
    BlockProgram(const BlockProgram &) = delete;

    double run(const char *block, int number = 0)
    {
        const QByteArray request = QByteArray(block) + ' ' + QByteArray::number(number);
        char answer[64] = {};
        if (::send(m_connection, request.constData(), std::size_t(request.size()), MSG_NOSIGNAL) < 0
            || ::recv(m_connection, answer, sizeof answer - 1, 0) <= 0)
            throw Failure(QStringLiteral("the program did not answer in the block %1").arg(QString::fromLatin1(request)));
        return QByteArray(answer).toDouble();
    }

private:
    BlockProgram() : m_listener(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0))
    {
        static int last = 0;
        m_name = QStringLiteral("furrow-bench-%1-%2").arg(QCoreApplication::applicationPid()).arg(++last);
        const QByteArray name = m_name.toLatin1();
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path + 1, name.constData(), std::size_t(name.size()));
        const auto length = socklen_t(offsetof(sockaddr_un, sun_path) + 1 + std::size_t(name.size()));
        if (::bind(m_listener, reinterpret_cast<const sockaddr *>(&address), length) < 0 || ::listen(m_listener, 1) < 0)
            throw Failure(QStringLiteral("no socket: ") + qt_error_string(errno));
    }
    static QString blocks() { return places::inBuild(QStringLiteral("tests/bench/furrow-bench-blocks")); }
    void accept()
    {
        pollfd ready{m_listener, POLLIN, 0};
        if (::poll(&ready, 1, TerminalSession::patience) != 1)
            throw Failure(QStringLiteral("the program did not come up"));
        m_connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        const timeval patience{TerminalSession::patience / 1000, 0};
        ::setsockopt(m_connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    QString m_name;
    int m_listener;
    int m_connection = -1;
    std::unique_ptr<TerminalSession> m_terminal;
    std::unique_ptr<ConsoleRun> m_console;
};

} // namespace bench
