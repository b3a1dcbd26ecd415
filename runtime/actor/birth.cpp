// SPDX-License-Identifier: MIT
#include "actor/birth.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>

namespace furrow::detail {
namespace {

constexpr char variable[] = "FURROW_ACTOR";

QJsonObject toJson(const ActorId &id)
{
    return {{QStringLiteral("name"), id.name}, {QStringLiteral("uuid"), id.uuid.toString(QUuid::WithoutBraces)}};
}

ActorId fromJson(const QJsonValue &value)
{
    return {value[QStringLiteral("name")].toString(), QUuid::fromString(value[QStringLiteral("uuid")].toString())};
}

} // namespace

QByteArray Birth::encoded() const
{
    QJsonArray keys;
    for (const QByteArray &key : exposes)
        keys.append(QString::fromUtf8(key));
    QJsonArray above;
    for (const qint64 pid : ancestors)
        above.append(pid);
    QJsonObject object{{QStringLiteral("self"), toJson(self)},
                       {QStringLiteral("taskDumps"), taskDumps},
                       {QStringLiteral("ancestors"), above},
                       {QStringLiteral("parent"), toJson(parent)},
                       {QStringLiteral("socket"), socket},
                       {QStringLiteral("debugMode"), debugMode},
                       {QStringLiteral("breakpointHook"), breakpointHook},
                       {QStringLiteral("infectAsio"), infectAsio},
                       {QStringLiteral("lastWords"), lastWords},
                       {QStringLiteral("exposes"), keys},
                       {QStringLiteral("grace"), qint64(grace.count())}};
    if (!debugFilter.isEmpty())
        object.insert(QStringLiteral("debugFilter"), QString::fromUtf8(debugFilter));
    if (logLevel)
        object.insert(QStringLiteral("logLevel"), logLevelName(*logLevel));
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toBase64();
}

std::optional<Birth> Birth::take()
{
    if (!qEnvironmentVariableIsSet(variable))
        return {};
    const QByteArray bytes = QByteArray::fromBase64(qgetenv(variable));
    qunsetenv(variable);
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    Birth birth;
    birth.self = fromJson(object[QStringLiteral("self")]);
    birth.parent = fromJson(object[QStringLiteral("parent")]);
    birth.socket = object[QStringLiteral("socket")].toInt(-1);
    birth.debugMode = object[QStringLiteral("debugMode")].toBool();
    birth.breakpointHook = object[QStringLiteral("breakpointHook")].toBool();
    birth.infectAsio = object[QStringLiteral("infectAsio")].toBool();
    birth.lastWords = object[QStringLiteral("lastWords")].toInt(-1);
    birth.debugFilter = object[QStringLiteral("debugFilter")].toString().toUtf8();
    birth.taskDumps = object[QStringLiteral("taskDumps")].toBool();
    for (const QJsonValue &pid : object[QStringLiteral("ancestors")].toArray())
        birth.ancestors.append(pid.toInteger());
    birth.logLevel = logLevelFromName(object[QStringLiteral("logLevel")].toString());
    for (const QJsonValue &key : object[QStringLiteral("exposes")].toArray())
        birth.exposes.append(key.toString().toUtf8());
    birth.grace = std::chrono::milliseconds(object[QStringLiteral("grace")].toInteger(3000));
    // For us alone: whatever this process starts, or becomes, is to hold nothing open that somebody waits to see closed.
    for (const int fd : {birth.socket, birth.lastWords}) {
        if (fd >= 0)
            ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    return birth;
}

} // namespace furrow::detail
