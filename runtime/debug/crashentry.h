// SPDX-License-Identifier: MIT
#pragma once

#include "entrygate.h"
#include "trace.h"

#include <furrow/boxederror.h>

#include <exception>

namespace furrow::debug {

/// Errors that never open a crash REPL: Cancelled, a DebuggerQuit raised in this actor, groups of nothing else.
bool neverOpens(const std::exception_ptr &error);
/// The error as this actor sees it: one of another actor as it came.
BoxedError seenHere(const std::exception_ptr &error, const ActorId &self);
/// Its JSON, short enough for a packet.
QJsonObject forPacket(BoxedError error);
/// The error to look at: itself, or of a group the first leaf that has a frozen copy.
std::exception_ptr shownPartOf(const std::exception_ptr &error);

} // namespace furrow::debug
