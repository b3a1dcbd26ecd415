// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/event.h>
#include <furrow/nursery.h>

#include "actor/birth.h"
#include "actor/peer.h"

#include <optional>

namespace furrow::detail {

/// The life of a process that was started as an actor: says hello, runs what its parent calls, ends when it is told to or when the
/// parent is gone. Main thread.
class Subactor final : public Peer::Owner
{
public:
    explicit Subactor(Birth birth);
    ~Subactor();
    Task<int> run();
    /// Its last words, once everything else has ended.
    void farewell();

private:
    void received(FrameKind kind, const QByteArray &payload) override;
    void called(const std::shared_ptr<Dialogue> &dialogue, const QByteArray &arguments) override;
    void disconnected(const QString &why) override;
    Task<> serve(std::shared_ptr<Dialogue> dialogue, QByteArray arguments);
    void endNow(const QString &reason, bool cancel, const ActorId &who);
    void answer(const std::shared_ptr<Dialogue> &dialogue, FrameKind kind, QByteArrayView bytes);
    static void refuse(const std::shared_ptr<Dialogue> &dialogue, const std::exception_ptr &error);

    Birth m_birth;
    std::unique_ptr<Peer> m_parent;
    Nursery *m_calls = nullptr;
    Event m_end;
    QString m_reason;
    ActorId m_canceller;
    bool m_cancel = false;
};

} // namespace furrow::detail
