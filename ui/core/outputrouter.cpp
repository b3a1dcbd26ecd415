// SPDX-License-Identifier: MIT
#include "outputrouter.h"

#include <QSocketNotifier>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace furrow::ui {

constexpr qsizetype chunk = 64 * 1024;

OutputRouter::Stream::~Stream()
{
    if (notifier) {
        notifier->setEnabled(false);
        notifier->deleteLater(); // it may be the one that calls us
    }
    if (fd >= 0)
        ::close(fd);
}

OutputRouter::OutputRouter(QObject *parent) : QObject(parent)
{
    m_restTimer.setSingleShot(true);
    m_restTimer.setInterval(100ms);
    connect(&m_restTimer, &QTimer::timeout, this, [this] {
        for (const auto &stream : m_streams)
            give(*stream, true);
    });
}

OutputRouter::~OutputRouter() = default;

void OutputRouter::add(int fd, const ActorId &actor, bool standardError)
{
    auto stream = std::make_unique<Stream>();
    stream->fd = fd;
    stream->actor = actor;
    stream->standardError = standardError;
    stream->notifier = new QSocketNotifier(fd, QSocketNotifier::Read, this);
    Stream *raw = stream.get();
    connect(raw->notifier, &QSocketNotifier::activated, this, [this, raw] {
        if (!readOnce(*raw))
            removeEnded();
    });
    m_streams.push_back(std::move(stream));
}

void OutputRouter::nameUnknown(const ActorId &actor)
{
    for (const auto &stream : m_streams) {
        if (stream->actor.isNull())
            stream->actor = actor;
    }
}

/// False when the pipe has ended.
bool OutputRouter::readOnce(Stream &stream)
{
    // Not O_NONBLOCK: the flag would be the spare reading ends' too. One read after a poll does not block.
    pollfd wait{stream.fd, POLLIN, 0};
    if (stream.fd < 0 || ::poll(&wait, 1, 0) < 1)
        return stream.fd >= 0;
    static thread_local QByteArray buffer(chunk, Qt::Uninitialized);
    ssize_t got;
    do {
        got = ::read(stream.fd, buffer.data(), std::size_t(buffer.size()));
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN)
        return true;
    if (got <= 0) {
        give(stream, true);
        stream.notifier->setEnabled(false);
        ::close(std::exchange(stream.fd, -1));
        return false;
    }
    stream.rest += stream.decoder(QByteArrayView(buffer.constData(), got));
    give(stream, stream.rest.size() > chunk && !stream.rest.contains(u'\n'));
    if (!stream.rest.isEmpty() && !m_restTimer.isActive())
        m_restTimer.start();
    return true;
}

void OutputRouter::give(Stream &stream, bool all)
{
    const qsizetype end = stream.rest.lastIndexOf(u'\n');
    if (end >= 0) {
        const QString lines = stream.rest.left(end);
        stream.rest.remove(0, end + 1);
        give(stream, lines, true);
    }
    if (all && !stream.rest.isEmpty())
        give(stream, std::exchange(stream.rest, {}), false);
}

void OutputRouter::give(const Stream &stream, const QString &text, bool endsLine)
{
    TranscriptBlock block;
    block.kind = TranscriptBlock::Kind::Program;
    block.actor = stream.actor;
    block.standardError = stream.standardError;
    block.endsLine = endsLine;
    block.text = text;
    Q_EMIT piece(block);
}

void OutputRouter::drain()
{
    std::vector<pollfd> waits;
    waits.reserve(m_streams.size());
    for (const auto &stream : m_streams)
        waits.push_back({stream->fd, POLLIN, 0});
    if (!waits.empty() && ::poll(waits.data(), waits.size(), 0) > 0) {
        for (std::size_t i = 0; i < waits.size(); ++i) {
            if (!waits[i].revents)
                continue;
            // What was written before now fits the pipe; a writer that goes on must not keep us here.
            const int capacity = ::fcntl(waits[i].fd, F_GETPIPE_SZ);
            for (qsizetype rounds = qMax(qsizetype(capacity), chunk) / chunk + 1; rounds > 0; --rounds) {
                pollfd more{waits[i].fd, POLLIN, 0};
                if (::poll(&more, 1, 0) < 1 || !readOnce(*m_streams[i]))
                    break;
            }
        }
    }
    for (const auto &stream : m_streams)
        give(*stream, true);
    removeEnded();
}

void OutputRouter::removeEnded()
{
    std::erase_if(m_streams, [](const auto &stream) { return stream->fd < 0; });
}

} // namespace furrow::ui
