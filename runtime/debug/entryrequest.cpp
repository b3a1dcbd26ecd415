// SPDX-License-Identifier: MIT
#include "entryrequest.h"

#include "protocol.h"

#include <QJsonDocument>

#include <cstring>
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

} // namespace

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
    const QByteArray packet = QJsonDocument(info.toJson()).toJson(QJsonDocument::Compact);
    if (packet.size() > qsizetype(protocol::maxPacket))
        return false;
    if (m_channel.open(socketPath.constData()) && m_channel.send(packet.constData(), std::size_t(packet.size())))
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
