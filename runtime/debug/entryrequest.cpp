// SPDX-License-Identifier: MIT
#include "entryrequest.h"

#include "protocol.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

QLatin1StringView kindName(EntryInfo::Kind kind)
{
    switch (kind) {
    case EntryInfo::Kind::Pause: return "pause"_L1;
    case EntryInfo::Kind::Crash: return "crash"_L1;
    case EntryInfo::Kind::PostMortem: return "postMortem"_L1;
    case EntryInfo::Kind::Signal: return "signal"_L1;
    case EntryInfo::Kind::Breakpoint: return "breakpoint"_L1;
    }
    Q_UNREACHABLE_RETURN({});
}

QLatin1StringView quitName(EntryInfo::Quit quit)
{
    switch (quit) {
    case EntryInfo::Quit::Throws: return "throw"_L1;
    case EntryInfo::Quit::Later: return "later"_L1;
    case EntryInfo::Quit::None: return "none"_L1;
    }
    Q_UNREACHABLE_RETURN({});
}

// Those that wait with the event loop. Plain, for signal handlers; the main thread alone writes.
struct LoopEntry
{
    std::atomic<int> fd{-1};
    std::atomic<bool> passed{false};
};
constinit std::array<LoopEntry, 256> loopEntries{};

} // namespace

void letLoopEntriesPass() noexcept
{
    for (LoopEntry &entry : loopEntries) {
        if (const int fd = entry.fd; fd >= 0 && !entry.passed.exchange(true))
            ::shutdown(fd, SHUT_RDWR); // withdraws it, and wakes who watches
    }
}

void EntryRequest::LoopPlace::leave() noexcept
{
    if (index >= 0) {
        loopEntries[std::size_t(index)].fd = -1;
        index = -1;
    }
}

void EntryRequest::waitsWithLoop()
{
    const auto empty = std::ranges::find_if(loopEntries, [](const LoopEntry &entry) { return entry.fd < 0; });
    if (m_place.index >= 0 || empty == loopEntries.end())
        return;
    empty->passed = false;
    empty->fd = m_channel.fd();
    m_place.index = int(empty - loopEntries.begin());
}

bool EntryRequest::askedAnew()
{
    const bool passed = m_place.index >= 0 && loopEntries[std::size_t(m_place.index)].passed;
    m_place.leave();
    if (!passed)
        return false;
    m_channel.close();
    if (m_channel.open(m_path.constData()) && m_channel.send(m_packet.constData(), std::size_t(m_packet.size())))
        return true;
    m_channel.close();
    return false;
}

void EntryRequest::withdraw()
{
    m_place.leave();
    m_channel.close();
}

QJsonObject EntryInfo::toJson() const
{
    QJsonObject packet{{"type"_L1, QLatin1StringView(protocol::entry)},
            {"kind"_L1, kindName(kind)},
            {"actor"_L1, QJsonObject{{"name"_L1, actor.name}, {"uuid"_L1, actor.uuid.toString(QUuid::WithoutBraces)}}},
            {"pid"_L1, qint64(::getpid())},
            {"tid"_L1, qint64(::gettid())},
            {"thread"_L1, thread},
            {"task"_L1, task.isEmpty() ? QJsonValue() : QJsonValue(task)},
            {"file"_L1, file},
            {"line"_L1, line},
            {"function"_L1, function},
            {"copy"_L1, copy ? QJsonValue(qint64(copy)) : QJsonValue()},
            {"error"_L1, error ? QJsonValue(*error) : QJsonValue()},
            {"signal"_L1, QJsonValue()},
            {"quit"_L1, quitName(quit)},
            {"shield"_L1, shield}};
    if (!detail.isEmpty())
        packet["detail"_L1] = detail;
    if (!hideRuntime)
        packet["hideRuntime"_L1] = false;
    if (!leaves.isEmpty())
        packet["leaves"_L1] = leaves;
    return packet;
}

bool EntryRequest::ask(const QByteArray &socketPath, const EntryInfo &info)
{
    m_path = socketPath;
    m_packet = QJsonDocument(info.toJson()).toJson(QJsonDocument::Compact);
    if (m_packet.size() > qsizetype(protocol::maxPacket))
        return false;
    if (m_channel.open(m_path.constData()) && m_channel.send(m_packet.constData(), std::size_t(m_packet.size())))
        return true;
    m_channel.close();
    return false;
}

bool EntryRequest::waitForGrant()
{
    char word[4096];
    if (m_channel.receive(word, sizeof word) > 0 && std::strcmp(word, protocol::granted) == 0)
        return true;
    m_channel.close();
    return false;
}

EntryRequest::Release EntryRequest::stand()
{
    char buffer[4096];
    const std::size_t length = PacketWriter(buffer, sizeof buffer)
                                   .text("type", protocol::standing)
                                   .number("tid", ::gettid())
                                   .finish();
    Release release = Release::ConsoleGone;
    if (m_channel.send(buffer, length) && m_channel.receive(buffer, sizeof buffer) > 0) {
        constexpr std::size_t skip = sizeof protocol::wordSkip - 1;
        if (std::strcmp(buffer, protocol::wordContinue) == 0) {
            release = Release::Continue;
        } else if (std::strcmp(buffer, protocol::wordQuit) == 0) {
            release = Release::Quit;
        } else if (std::strcmp(buffer, protocol::wordStep) == 0) {
            release = Release::Step;
        } else {
            // An unknown word is a console of another version: go on, and say what it said.
            release = Release::Skipped;
            const bool known = std::strncmp(buffer, protocol::wordSkip, skip) == 0;
            m_reason = QString::fromUtf8(known ? buffer + skip : buffer).trimmed();
        }
    }
    m_channel.close();
    return release;
}

} // namespace furrow::debug
