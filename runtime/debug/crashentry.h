// SPDX-License-Identifier: MIT
#pragma once

#include "entrygate.h"
#include "trace.h"

#include <furrow/boxederror.h>

#include <exception>

namespace furrow::debug {

/// Errors that never open a crash REPL: cancellation of this actor or of a context, a DebuggerQuit raised in this actor, groups of
/// nothing else.
bool neverOpens(const std::exception_ptr &error);
/// The error as this actor sees it: one of another actor as it came.
BoxedError seenHere(const std::exception_ptr &error, const ActorId &self);
/// Its JSON, short enough for a packet.
QJsonObject forPacket(BoxedError error);
/// A crash entry for an error that has left plain code: blocks its thread. Main thread.
void crashEntryFromSync(const std::exception_ptr &error, const ReplFixture &fixture);
/// Says on standard error that this entry opens nothing, and why.
void reportUnseen(const EntryInfo &info, const std::exception_ptr &error, const QString &why);
/// Puts the error into an entry: what it says, its leaves, and the copies that are leased for it, or why there is none.
void describeError(EntryInfo &info, const EntryGate &gate, const std::exception_ptr &error, const BoxedError &boxed);
/// The error to look at: itself, or of a group the first leaf that has a frozen copy.
std::exception_ptr shownPartOf(const std::exception_ptr &error);

} // namespace furrow::debug
