// SPDX-License-Identifier: MIT
#include "pipeface.h"

#include "../support/places.h"

#include <QDeadlineTimer>

#include <poll.h>

using namespace Qt::StringLiterals;

namespace acceptance {

constexpr QLatin1StringView prompt("(gdb+) ");

PipeFace::~PipeFace()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void PipeFace::launch(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
{
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setUnixProcessParameters(QProcess::UnixProcessFlag::ResetSignalHandlers);
    m_process.start(program, arguments);
    if (!m_process.waitForStarted(patience))
        throw Failure(u"%1 could not be started: %2"_s.arg(program, m_process.errorString()));
    m_pid = m_process.processId();
}

void PipeFace::start(const QString &example, const QStringList &arguments, const QProcessEnvironment &environment)
{
    launch(places::furrow(), QStringList{u"--headless"_s, example} + arguments, environment);
}

void PipeFace::take()
{
    m_text += QString::fromUtf8(m_process.readAllStandardOutput());
}

std::optional<QString> PipeFace::readToPrompt()
{
    QDeadlineTimer deadline(patience);
    for (;;) {
        take();
        if (unread().endsWith(prompt)) {
            const QString read = unread();
            m_mark = m_text.size();
            return read;
        }
        if (hasEnded())
            return std::nullopt;
        if (!m_process.waitForReadyRead(int(deadline.remainingTime())) && m_process.state() != QProcess::NotRunning)
            throw Failure(u"neither a prompt nor the end came"_s);
    }
}

bool PipeFace::waitUntil(const std::function<bool()> &condition)
{
    QDeadlineTimer deadline(patience);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        if (!m_process.waitForReadyRead(5) && m_process.state() == QProcess::NotRunning)
            ::poll(nullptr, 0, 5);
    }
    return true;
}

bool PipeFace::hasEnded()
{
    return m_process.state() == QProcess::NotRunning && m_process.bytesAvailable() == 0;
}

QString PipeFace::unread()
{
    take();
    return m_text.sliced(m_mark);
}

void PipeFace::type(const QString &line)
{
    m_process.write(line.toUtf8() + '\n');
    m_process.waitForBytesWritten(patience);
}

int PipeFace::waitForEnd()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(patience))
        throw Failure(u"the program did not end"_s);
    take();
    return m_process.exitStatus() == QProcess::CrashExit ? 128 + m_process.exitCode() : m_process.exitCode();
}

std::unique_ptr<Face> makePipeFace()
{
    return std::make_unique<PipeFace>();
}

} // namespace acceptance
