// SPDX-License-Identifier: MIT
#include "blockprogram.h"

#include <thread>

using namespace bench;

using Program = std::unique_ptr<BlockProgram>;

// ---- debug mode on, and nobody pauses

static std::vector<Sample> onAgainstOff(const char *block, int number, int times)
{
    std::vector<Sample> samples;
    const Program on = BlockProgram::debugged(), off = BlockProgram::plain();
    for (const Program &each : {std::cref(on), std::cref(off)})
        each->run(block, number); // warm
    for (int i = 0; i < times; ++i) {
        // Whoever comes second finds the caches as the first has left them.
        Sample sample;
        if (i % 2) {
            sample.theirs = off->run(block, number);
            sample.ours = on->run(block, number);
        } else {
            sample.ours = on->run(block, number);
            sample.theirs = off->run(block, number);
        }
        samples.push_back(sample);
    }
    return samples;
}

static const Figure roundTrip("debug-round-trip", "the same with debug mode off", "us", Figure::Bound::IntervalBelow, 1.05,
                              [] { return onAgainstOff("round-trip", 100, 600); });
static const Figure stream("debug-stream", "the same with debug mode off", "us", Figure::Bound::IntervalBelow, 1.05,
                           [] { return onAgainstOff("stream", 150, 600); });
static const Figure spawn("debug-spawn", "the same with debug mode off", "ms", Figure::Bound::IntervalBelow, 1.15,
                          [] { return onAgainstOff("spawn", 2, 60); });

static const Figure memory("debug-memory", "the actor without debug mode", "KiB", Figure::Bound::AtMost, 1.2, [] {
    std::vector<Sample> samples;
    for (int i = 0; i < 5; ++i) {
        const Program on = BlockProgram::debugged(), off = BlockProgram::plain();
        for (const Program &each : {std::cref(on), std::cref(off)})
            each->run("round-trip", 100);
        samples.push_back({on->run("memory"), off->run("memory")});
    }
    return samples;
});

// ---- what an exception costs

static const Figure caught("caught-throw", "plain throw and catch, without the runtime", "us", Figure::Bound::AtMost, 1.2, [] {
    std::vector<Sample> samples;
    const Program ours = BlockProgram::debugged(),
                  theirs = BlockProgram::alone(places::inBuild(QStringLiteral("tests/bench/furrow-bench-bare")), QStringLiteral("throws"));
    for (int i = 0; i < 41; ++i)
        samples.push_back({ours->run("throw", 3000), theirs->run("throw", 3000)});
    return samples;
});

// Both in the same process, whose pages have all been written to since it was last copied.
static std::vector<Sample> againstFork(int megabytes, const char *block, int number, const char *fork, int times)
{
    std::vector<Sample> samples;
    const Program program = BlockProgram::debugged();
    for (int i = 0; i <= times; ++i) {
        Sample sample;
        program->run("touch", megabytes);
        sample.ours = program->run(block, number) / 1000;
        program->run("touch", megabytes);
        sample.theirs = program->run(fork) / 1000;
        if (i > 0)
            samples.push_back(sample);
    }
    return samples;
}

static const Figure crossing("crossing-throw", "one fork of that process, and its end", "ms", Figure::Bound::AtMost, 1.5,
                             [] { return againstFork(10, "crossing", 10, "fork-reaped", 101); });
static const Figure copy10("copy-10MB", "one fork of that process", "ms", Figure::Bound::AtMost, 1.5,
                           [] { return againstFork(10, "uncaught", 0, "fork", 101); });
static const Figure copy200("copy-200MB", "one fork of that process", "ms", Figure::Bound::AtMost, 1.5,
                            [] { return againstFork(200, "uncaught", 0, "fork", 31); });
static const Figure copy2000("copy-2GB", "one fork of that process", "ms", Figure::Bound::AtMost, 1.5,
                             [] { return againstFork(2048, "uncaught", 0, "fork", 11); });

// Private_Dirty, in MB, ten seconds after the crash's prompt; what the process writes to becomes the copy's own.
static double dirtyOf(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/smaps_rollup").arg(pid));
    if (!file.open(QFile::ReadOnly))
        throw Failure(QStringLiteral("smaps_rollup of the copy cannot be read"));
    static const QRegularExpression line(QStringLiteral("Private_Dirty:\\s+([0-9]+) kB"));
    const QRegularExpressionMatch match = line.match(QString::fromLatin1(file.readAll()));
    if (!match.hasMatch())
        throw Failure(QStringLiteral("smaps_rollup has no Private_Dirty"));
    return match.captured(1).toDouble() * 1024 / 1e6;
}

static const Figure dirty("copy-dirty", "1 MB; copies of 10 MB, 200 MB and 2 GB", "MB", Figure::Bound::AtMost, 1, [] {
    double most = 0;
    for (const char *megabytes : {"10", "200", "2048"}) {
        ConsoleRun run({QStringLiteral("crash"), QString::fromLatin1(megabytes)});
        run.toPrompt();
        std::this_thread::sleep_for(std::chrono::seconds(10));
        const QList<qint64> copies = run.processesNamed(QStringLiteral("furrow-copy"));
        if (copies.size() != 1)
            throw Failure(QStringLiteral("there are %1 copies").arg(copies.size()));
        most = std::max(most, dirtyOf(copies.first()));
        run.toEnd("c");
    }
    return std::vector<Sample>{{most, 1}};
});

// ---- many prompts

static const Figure handOff("hand-off", "c to the next prompt of one actor alone", "ms", Figure::Bound::AtMost, 2, [] {
    constexpr int actors = 50;
    std::vector<Sample> samples;
    ConsoleRun crowd({QStringLiteral("crowd"), QString::number(actors)}), alone({QStringLiteral("pauses"), QString::number(actors)});
    crowd.toPrompt();
    alone.toPrompt();
    for (int i = 1; i < actors; ++i)
        samples.push_back({crowd.timeToPrompt("c"), alone.timeToPrompt("c")});
    crowd.toEnd("c");
    alone.toEnd("c");
    return samples;
});

// From the crash's own prompt to that of the root, by hops.
static double perHop(int hops)
{
    ConsoleRun run({QStringLiteral("climb"), QString::number(hops)});
    run.toPrompt();
    run.toPrompt("c");
    double sum = 0;
    for (int i = 0; i < hops; ++i)
        sum += run.timeToPrompt("c");
    run.toEnd("c");
    return sum / hops;
}

static const Figure hop("hop", "a crash that climbs one hop", "ms", Figure::Bound::AtMost, 2, [] {
    std::vector<Sample> samples;
    for (int i = 0; i < 9; ++i)
        samples.push_back({perHop(6), perHop(1)});
    return samples;
});
