// SPDX-License-Identifier: MIT
#pragma once

#include <engine/gdbengine.h>

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <optional>
#include <sys/types.h>

/// What the engine's tests share: the program they look at, and an engine whose answers are awaited by event.

namespace furrow::ui {

inline int lineOf(const char *mark)
{
    QFile source(QStringLiteral(INFERIOR_SOURCE));
    if (!source.open(QIODevice::ReadOnly))
        qFatal("no source");
    for (int line = 1; !source.atEnd(); ++line) {
        if (source.readLine().trimmed().endsWith(QByteArray("// ") + mark))
            return line;
    }
    qFatal("no line is marked %s", mark);
}

/// The test program, standing at its pauses until told to go on.
class Inferior
{
public:
    explicit Inferior(const QString &what)
    {
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QStringLiteral(INFERIOR), {what});
        if (!process.waitForStarted())
            qFatal("the test program does not start");
    }
    ~Inferior()
    {
        process.kill();
        process.waitForFinished();
    }
    /// Waits until it says where it stands, while the event loop runs.
    bool stands()
    {
        if (!QTest::qWaitFor([this] { return process.canReadLine(); }, 20000))
            return false;
        const QList<QByteArray> words = process.readLine().split(' ');
        line = words.value(1).toInt();
        tid = words.value(3).toInt();
        return words.size() == 4;
    }
    void go() { process.write("x"); }
    qint64 pid() const { return process.processId(); }
    AttachRequest request() const { return {.pid = pid(), .tid = tid, .file = QStringLiteral(INFERIOR_SOURCE), .line = line, .dyingOf = {}}; }

    QProcess process;
    int line = 0;
    qint64 tid = 0;
};

/// An engine that has come up, and what it said.
class TestEngine : public GdbEngine
{
public:
    TestEngine()
    {
        connect(this, &DebugEngine::output, this, [this](const QString &piece) { text += piece; });
        connect(this, &DebugEngine::attached, this, [this](const StopInfo &stop) { attachedAt = stop; });
        connect(this, &DebugEngine::attachFailed, this, [this](qint64, const QString &reason) { failure = reason; });
        connect(this, &DebugEngine::executed, this, [this](bool ok) { executedOk = ok; });
        connect(this, &DebugEngine::stopped, this, [this](const StopInfo &stop) { stoppedAt.append(stop); });
        connect(this, &DebugEngine::died, this, [this](const QString &reason) { deathReason = reason; });
        connect(this, &DebugEngine::frameChanged, this, [this](const Frame &frame) { changed.append(frame); });
        connect(this, &GdbEngine::remark, this, [](const QString &words) { qWarning().noquote() << words; });
    }
    bool up()
    {
        deathReason.reset();
        start();
        return QTest::qWaitFor([this] { return isReady() || deathReason; }, 20000) && isReady();
    }
    bool attachTo(const AttachRequest &request)
    {
        attachedAt.reset();
        failure.reset();
        attach(request);
        return QTest::qWaitFor([this] { return attachedAt || failure; }, 20000) && attachedAt;
    }
    /// What a command prints.
    QString run(const QString &line)
    {
        text.clear();
        executedOk.reset();
        execute(line);
        if (!QTest::qWaitFor([this] { return executedOk.has_value(); }, 60000))
            return QStringLiteral("(no end)");
        return text;
    }
    bool releaseAndWait(qint64 pid)
    {
        QSignalSpy spy(this, &DebugEngine::released);
        release(pid);
        return spy.wait(20000);
    }
    /// A step from the prompt. `go`: the program stands in its entry and has to be told.
    std::optional<StopInfo> stepAndWait(StepKind kind, Inferior *go = nullptr)
    {
        QSignalSpy spy(this, &DebugEngine::stepping);
        stoppedAt.clear();
        timer.start();
        step(kind);
        if (!spy.wait(20000))
            return {};
        if (go)
            go->go();
        if (!QTest::qWaitFor([this] { return !stoppedAt.isEmpty(); }, 30000))
            return {};
        lastStep = timer.nsecsElapsed() / 1e6;
        return stoppedAt.takeFirst();
    }
    QList<Frame> stack()
    {
        std::optional<QList<Frame>> result;
        backtrace([&](const QList<Frame> &frames) { result = frames; });
        return QTest::qWaitFor([&] { return result.has_value(); }, 20000) ? *result : QList<Frame>();
    }
    QStringList completions(const QString &line)
    {
        std::optional<QStringList> result;
        complete(line, int(line.size()), [&](const QList<Completion> &found) {
            result.emplace();
            for (const Completion &one : found)
                result->append(one.text);
        });
        return QTest::qWaitFor([&] { return result.has_value(); }, 20000) ? *result : QStringList();
    }

    QString text;
    std::optional<StopInfo> attachedAt;
    std::optional<QString> failure;
    std::optional<bool> executedOk;
    std::optional<QString> deathReason;
    QList<StopInfo> stoppedAt;
    QList<Frame> changed;
    QElapsedTimer timer;
    double lastStep = 0;
};

} // namespace furrow::ui
