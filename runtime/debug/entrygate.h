// SPDX-License-Identifier: MIT
#pragma once

#include "entryrequest.h"

#include <furrow/replfixture.h>

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <exception>
#include <memory>
#include <source_location>

namespace furrow::debug {

/// What an entry has to know of the session, as a snapshot that any thread may hold.
struct EntryGate
{
    ActorId self;
    QByteArray socketPath; ///< empty: there is no console
    bool debugMode = false;
    QString whyNoConsole;  ///< half a sentence
    ReplFixture fixture = {}; ///< around every prompt that has none of its own

    /// Of the session that is open now; null when none is.
    static std::shared_ptr<const EntryGate> current();
    static void open(std::shared_ptr<const EntryGate> gate);
};

/// Names this thread and, on the main thread, the running task, and the place.
EntryInfo entryHere(const EntryGate &gate, EntryInfo::Kind kind, const std::source_location &where);
/// This thread stands at a prompt now: somebody calls a function there.
bool standsAlready();
/// Stands, on the frame of the caller's caller, within the fixture (or the actor's), and tells what a user must know: that it was
/// skipped, that the console is gone, that the fixture failed. The actor's clock stands still meanwhile.
EntryRequest::Release standAt(EntryRequest &request, const QString &what, const ReplFixture &fixture = {});
/// `q` where nothing can be thrown: the root task fails with DebuggerQuit at its next checkpoint. Any thread.
void quitLater();
/// `pause of ('NAME', 'UUID') at FILE:LINE`, for reports.
QString describe(const EntryInfo &info);
/// A cancelled task may open nothing that is not shielded: prints the hint that says so.
void hintShield(const EntryInfo &info, const char *example);

} // namespace furrow::debug
