// SPDX-License-Identifier: MIT
#include "packets.h"

#include <QJsonArray>

#include <limits>

using namespace Qt::StringLiterals;

namespace furrow::ui::packets {

std::optional<ActorId> actor(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    ActorId id{object["name"_L1].toString(), QUuid::fromString(object["uuid"_L1].toString())};
    if (id.isNull())
        return std::nullopt;
    return id;
}

qint64 pid(const QJsonValue &value)
{
    const qint64 number = value.toInteger();
    return number > 0 && number <= std::numeric_limits<int>::max() ? number : 0;
}

BoxedError error(const QJsonObject &object)
{
    BoxedError result;
    result.id = object["id"_L1].toString();
    result.type = object["type"_L1].toString();
    result.message = object["message"_L1].toString();
    result.trace = object["trace"_L1].toString();
    result.source = actor(object["source"_L1]).value_or(ActorId());
    const QJsonArray path = object["relayPath"_L1].toArray();
    for (const QJsonValue &hop : path) {
        if (const auto id = actor(hop))
            result.relayPath.append(*id);
    }
    return result;
}

std::optional<RaisedError> raised(const QJsonObject &packet)
{
    const auto id = actor(packet["actor"_L1]);
    if (!id)
        return std::nullopt;
    return RaisedError{*id, error(packet["error"_L1].toObject()), packet["passed"_L1].toBool(), packet["why"_L1].toString(),
                       packet["function"_L1].toString(), packet["file"_L1].toString(), packet["line"_L1].toInt()};
}

std::optional<Entry> entry(const QJsonObject &packet)
{
    Entry result;
    const auto id = actor(packet["actor"_L1]);
    result.pid = pid(packet["pid"_L1]);
    if (!id || !result.pid)
        return std::nullopt;
    result.actor = *id;

    const QString kind = packet["kind"_L1].toString();
    if (kind == "pause"_L1)
        result.kind = Entry::Kind::Pause;
    else if (kind == "crash"_L1)
        result.kind = Entry::Kind::Crash;
    else if (kind == "postMortem"_L1)
        result.kind = Entry::Kind::PostMortem;
    else if (kind == "signal"_L1)
        result.kind = Entry::Kind::Signal;
    else if (kind == "breakpoint"_L1)
        result.kind = Entry::Kind::Breakpoint;
    else
        return std::nullopt;

    const QString quit = packet["quit"_L1].toString();
    result.quit = quit == "later"_L1 ? Entry::Quit::Later : quit == "none"_L1 ? Entry::Quit::None : Entry::Quit::Throws;
    result.tid = pid(packet["tid"_L1]);
    result.thread = packet["thread"_L1].toString();
    result.task = packet["task"_L1].toString();
    result.file = packet["file"_L1].toString();
    result.line = packet["line"_L1].toInt();
    result.function = packet["function"_L1].toString();
    result.copy = pid(packet["copy"_L1]);
    result.shield = packet["shield"_L1].toBool();
    result.hideRuntime = packet["hideRuntime"_L1].toBool(true);
    result.detail = packet["detail"_L1].toString();
    if (packet["error"_L1].isObject()) {
        result.hasError = true;
        result.error = error(packet["error"_L1].toObject());
    }
    const QJsonArray leaves = packet["leaves"_L1].toArray();
    for (const QJsonValue &value : leaves) {
        const QJsonObject leaf = value.toObject();
        result.leaves.append({leaf["id"_L1].toString(), pid(leaf["copy"_L1]), leaf["file"_L1].toString(), leaf["line"_L1].toInt(),
                              leaf["function"_L1].toString(), leaf["type"_L1].toString(), leaf["message"_L1].toString()});
    }
    if (packet["signal"_L1].isObject()) {
        const QJsonObject signal = packet["signal"_L1].toObject();
        const QJsonValue address = signal["address"_L1];
        result.signalName = signal["name"_L1].toString();
        if (result.signalName.isEmpty())
            result.signalName = u"signal %1"_s.arg(signal["number"_L1].toInt());
        result.signalAddress = address.isDouble() ? u"0x%1"_s.arg(quint64(address.toInteger()), 0, 16) : address.toString();
    }
    return result;
}

} // namespace furrow::ui::packets
