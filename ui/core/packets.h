// SPDX-License-Identifier: MIT
#pragma once

#include "entry.h"

#include <QJsonObject>

#include <optional>

/// Packets of the console protocol (docs/architecture.md, section 4) as plain values. What a client leaves out is empty;
/// `nullopt` means that nothing can be done with the packet.
namespace furrow::ui::packets {

std::optional<ActorId> actor(const QJsonValue &value);
BoxedError error(const QJsonObject &object);
std::optional<RaisedError> raised(const QJsonObject &packet);
std::optional<Entry> entry(const QJsonObject &packet);
/// A positive process id, or 0.
qint64 pid(const QJsonValue &value);

} // namespace furrow::ui::packets
