// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QUuid>

namespace furrow {

/// Names one actor of a tree: its name, as its parent chose it, and a UUID that no other actor ever has.
/// A plain value; any thread.
struct ActorId
{
    QString name;
    QUuid uuid;

    bool isNull() const { return uuid.isNull(); }
    /// `('NAME', 'UUID')`, the form in which every header, log line and report names an actor.
    QString toString() const
    {
        return QStringLiteral("('%1', '%2')").arg(name, uuid.toString(QUuid::WithoutBraces));
    }
    friend bool operator==(const ActorId &, const ActorId &) = default;
};

/// The actor this process is; null before `run()`.
ActorId currentActor();

} // namespace furrow
