// SPDX-License-Identifier: MIT
#include "consolerun.h"

#include <QProcess>

using namespace bench;

static QString benchBare()
{
    return places::inBuild(QStringLiteral("tests/bench/furrow-bench-bare"));
}

// Both programs print one number: what they measured over a run of their own.
static double measured(const QString &program, const QStringList &words)
{
    QProcess process;
    process.start(program, words);
    if (!process.waitForFinished(120000) || process.exitCode() != 0)
        throw Failure(QStringLiteral("%1 %2 failed: %3").arg(program, words.join(u' '), QString::fromUtf8(process.readAllStandardError())));
    return process.readAllStandardOutput().trimmed().toDouble();
}

static std::vector<Sample> inTurns(int times, const QStringList &ours, const QStringList &theirs)
{
    std::vector<Sample> samples;
    for (int i = 0; i < times; ++i)
        samples.push_back({measured(benchTree(), ours), measured(benchBare(), theirs)});
    return samples;
}

static const Figure roundTrip("round-trip", "ping-pong of 64 B over bare QLocalSocket", "us", Figure::Bound::AtMost, 2, [] {
    return inTurns(9, {QStringLiteral("round-trip")}, {QStringLiteral("round-trip")});
});
static const Figure stream("stream", "64 KiB writes over bare QLocalSocket", "MB/s", Figure::Bound::AtLeast, 0.5, [] {
    return inTurns(9, {QStringLiteral("stream")}, {QStringLiteral("stream")});
});
static const Figure spawn("spawn", "QProcess start to finished, same executable, no runtime", "ms", Figure::Bound::AtMost, 1.5, [] {
    return inTurns(9, {QStringLiteral("spawn")}, {QStringLiteral("spawn"), benchTree()});
});
