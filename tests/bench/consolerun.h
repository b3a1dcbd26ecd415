// SPDX-License-Identifier: MIT
#pragma once

#include "../support/places.h"
#include "../support/terminal.h"
#include "figure.h"

namespace bench {

inline QString benchTree()
{
    return places::inBuild(QStringLiteral("tests/bench/furrow-bench-tree"));
}

/// A benchmark program at the headless console, in a pseudo-terminal.
class ConsoleRun
{
public:
    explicit ConsoleRun(const QStringList &words, const QString &program = benchTree())
    {
        if (!m_terminal.start(places::furrow(), QStringList{QStringLiteral("--headless"), program} + words))
            throw Failure(QStringLiteral("the console could not be started"));
    }
    /// Types a line (none: just waits), waits for the next prompt, and returns what came before it.
    QString toPrompt(const QByteArray &line = {})
    {
        if (!line.isNull())
            m_terminal.sendLine(line);
        const std::optional<QString> text = m_terminal.expectPrompt();
        if (!text)
            throw Failure(QStringLiteral("no prompt"));
        return *text;
    }
    /// Types a line (none: just waits), and waits for the program's end.
    void toEnd(const QByteArray &line = {})
    {
        if (!line.isNull())
            m_terminal.sendLine(line);
        m_terminal.waitForEnd();
    }
    /// Of the processes in this terminal, those with this name.
    QList<qint64> processesNamed(const QString &name) const
    {
        QList<qint64> found;
        for (const QString &process : m_terminal.processes()) {
            if (process.section(u' ', 1, 1) == name)
                found.append(process.section(u' ', 0, 0).toLongLong());
        }
        return found;
    }
    double timeToPrompt(const QByteArray &line)
    {
        const double start = now();
        toPrompt(line);
        return now() - start;
    }
    /// The time that the program last said it had come to its pause.
    static double pausedAt(const QString &text)
    {
        static const QRegularExpression said(QStringLiteral("pausing at ([0-9.]+)"));
        double last = 0;
        for (auto it = said.globalMatch(text); it.hasNext();)
            last = it.next().captured(1).toDouble();
        if (last <= 0)
            throw Failure(QStringLiteral("the program did not say when it paused"));
        return last;
    }
    /// A frame, its locals and its source by a debugger started for that alone.
    static double freshGdb(qint64 pid)
    {
        QProcess gdb;
        const double start = now();
        gdb.start(QStringLiteral("gdb"), {QStringLiteral("-nx"), QStringLiteral("-q"), QStringLiteral("-batch"), QStringLiteral("-p"), QString::number(pid),
                                          QStringLiteral("-ex"), QStringLiteral("bt"), QStringLiteral("-ex"), QStringLiteral("info locals")});
        if (!gdb.waitForFinished(60000) || !gdb.readAllStandardOutput().contains("#0"))
            throw Failure(QStringLiteral("gdb -p showed no backtrace"));
        return now() - start;
    }

private:
    TerminalSession m_terminal;
};

/// The benchmark's own program, outside of any console, standing still: what a debugger started by hand is attached to.
class IdleProcess
{
public:
    IdleProcess()
    {
        m_process.start(benchTree(), {QStringLiteral("idle")});
        if (!m_process.waitForReadyRead(30000))
            throw Failure(QStringLiteral("the idle process did not come up"));
    }
    ~IdleProcess()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    qint64 pid() const { return m_process.processId(); }

private:
    QProcess m_process;
};

} // namespace bench
