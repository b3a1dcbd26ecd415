// SPDX-License-Identifier: MIT
#include "consolerun.h"

using namespace bench;

// Each prompt is one of an actor that was never seen before, of an executable that was.
static std::vector<Sample> pauseToPrompt()
{
    std::vector<Sample> samples;
    IdleProcess idle;
    ConsoleRun run({QStringLiteral("newcomers"), QStringLiteral("12")});
    run.toPrompt(); // the first frame of all costs more, once
    for (int i = 0; i < 11; ++i) {
        const QString text = run.toPrompt("c");
        const double ours = now() - ConsoleRun::pausedAt(text);
        samples.push_back({ours, ConsoleRun::freshGdb(idle.pid())});
    }
    return samples;
}

static std::vector<Sample> continueToPrompt()
{
    std::vector<Sample> samples;
    IdleProcess idle;
    ConsoleRun run({QStringLiteral("pauses"), QStringLiteral("16")});
    run.toPrompt();
    for (int i = 0; i < 15; ++i) {
        const double ours = run.timeToPrompt("c");
        samples.push_back({ours, ConsoleRun::freshGdb(idle.pid())});
    }
    return samples;
}

// Two actors wait; each c hands the console to the other.
static std::vector<Sample> continueToWaiter()
{
    std::vector<Sample> samples;
    IdleProcess idle;
    ConsoleRun run({QStringLiteral("waiters"), QStringLiteral("16")});
    run.toPrompt();
    for (int i = 0; i < 15; ++i) {
        const double ours = run.timeToPrompt("c");
        samples.push_back({ours, ConsoleRun::freshGdb(idle.pid())});
    }
    return samples;
}

static std::vector<Sample> commandToPrompt()
{
    std::vector<Sample> samples;
    IdleProcess idle;
    ConsoleRun run({QStringLiteral("pauses"), QStringLiteral("1")});
    run.toPrompt();
    // Both hold a process of the same program.
    TerminalSession gdb;
    if (!gdb.start(QStringLiteral("gdb"), {QStringLiteral("-nx"), QStringLiteral("-q"), QStringLiteral("-p"), QString::number(idle.pid())})
        || !gdb.expect(QStringLiteral("(gdb) ")))
        throw Failure(QStringLiteral("gdb could not be started"));
    for (int i = 0; i < 301; ++i) {
        const double ours = run.timeToPrompt("p 1");
        const double start = now();
        gdb.sendLine("p 1");
        if (!gdb.expect(QStringLiteral("(gdb) ")))
            throw Failure(QStringLiteral("gdb did not answer"));
        if (i > 0)
            samples.push_back({ours, now() - start});
    }
    return samples;
}

static const Figure newcomer("pause-to-prompt", "fresh gdb -p with backtrace and locals", "ms", Figure::Bound::AtMost, 1.0 / 20, pauseToPrompt);
static const Figure same("continue-to-prompt", "fresh gdb -p with backtrace and locals", "ms", Figure::Bound::AtMost, 1.0 / 20, continueToPrompt);
static const Figure other("continue-to-waiter", "fresh gdb -p with backtrace and locals", "ms", Figure::Bound::AtMost, 1.0 / 20, continueToWaiter);
static const Figure command("command", "gdb alone in the same terminal", "ms", Figure::Bound::AtMost, 2, commandToPrompt);
