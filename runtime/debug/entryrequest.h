// SPDX-License-Identifier: MIT
#pragma once

#include "debugchannel.h"

#include <furrow/actorid.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace furrow::debug {

/// What an entry says of itself (docs/architecture.md, 4.2). Plain value.
struct EntryInfo
{
    enum class Kind { Pause, Crash, PostMortem, Signal, Breakpoint };
    enum class Quit { Throws, Later, None };

    Kind kind = Kind::Pause;
    ActorId actor;
    QString thread = QStringLiteral("main");
    QString task;                     ///< empty in a plain thread
    QString file;
    int line = 0;
    QString function;
    pid_t copy = 0;                   ///< frozen copy to look at (of a post-mortem: one `down` away); 0: this process
    QString detail;                   ///< a sentence below the header
    std::optional<QJsonObject> error; ///< ERROR of the protocol
    Quit quit = Quit::Throws;
    bool shield = false;
    bool hideRuntime = true;
    QJsonArray leaves;                ///< of a group: what each is, and its copy

    QJsonObject toJson() const;
};

/// The main thread blocks now for an entry of its own, and with it the event loop that others of this actor's entries wait with. One of them
/// may have been granted, and would never stand: they ask anew, behind. Main thread, in a signal handler too.
void letLoopEntriesPass() noexcept;

/// One request of the console lock, from its place in the queue to its release. Destroying it withdraws it.
///
/// \code
/// EntryRequest request;
/// if (request.ask(path, info) && request.waitForGrant()) // or watch fd(), which turns readable
///     switch (request.stand()) { ... }                   // on the user's frame; blocks this thread
/// \endcode
/// Any thread, one at a time; no event loop needed.
class EntryRequest
{
public:
    enum class Release { Continue, Quit, Step, Skipped, ConsoleGone };

    /// Queues at the console. False: the console is gone, or the request is larger than a packet.
    bool ask(const QByteArray &socketPath, const EntryInfo &info);
    int fd() const { return m_channel.fd(); }
    /// For who watches fd() with the event loop, main thread: before each wait ...
    void waitsWithLoop();
    /// ... and after it. True: it had to let another entry pass, and has asked anew; watch the new fd().
    bool askedAnew();
    /// Blocks until granted. False: the console is gone.
    bool waitForGrant();
    /// Says that this thread stands at the entry, and stands until it is released.
    Release stand();
    void withdraw();
    /// Why it was skipped, in the console's words.
    QString reason() const { return m_reason; }

private:
    /// Among those that letLoopEntriesPass() knows.
    struct LoopPlace
    {
        LoopPlace() = default;
        LoopPlace(const LoopPlace &) = delete;
        LoopPlace &operator=(const LoopPlace &) = delete;
        ~LoopPlace() { leave(); }
        void leave() noexcept;
        int index = -1;
    };

    DebugChannel m_channel;
    LoopPlace m_place; // left before the channel closes
    QByteArray m_path;
    QByteArray m_packet;
    QString m_reason;
};

} // namespace furrow::debug
