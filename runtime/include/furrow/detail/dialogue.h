// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>
#include <furrow/detail/failure.h>
#include <furrow/detail/wait.h>
#include <furrow/wire.h>

#include <QByteArray>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace furrow {
class CancelScope;
}

namespace furrow::detail {

class ChildActor;
class DialogueWait;
class Peer;

enum class CallKind : quint8 { Task, Stream, Context };

/// What a request says, before the arguments.
struct CallInfo
{
    CallKind kind = CallKind::Task;
    bool isMain = false;   ///< the one function of an actor that runInActor started
    QByteArray key;
    QByteArray signature;
    QByteArray file;       ///< where the caller awaits
    quint32 line = 0;
};

/// One call of a function in another actor, from the request to its end, seen from either side. Main thread only.
class Dialogue : public std::enable_shared_from_this<Dialogue>
{
public:
    enum class Side { Caller, Callee };

    Dialogue(Side side, CallInfo info) : side(side), info(std::move(info)) {}

    const Side side;
    CallInfo info;
    Peer *peer = nullptr;   ///< null before the request and after the connection's end
    quint64 id = 0;
    ActorId other;

    // The end of the call, as the caller sees it.
    bool over = false;
    bool delivered = false; ///< somebody was given the failure
    QByteArray result;
    std::optional<Failure> failure;
    bool cancelAsked = false; ///< by this side
    std::function<void(Dialogue &)> ended;

    bool hasStarted = false;  ///< a context: `started` was sent or received
    QByteArray startedValue;

    // Items of streams.
    std::deque<QByteArray> items;
    bool itemsEnded = false;  ///< no more will come
    bool sendingEnded = false;
    qint64 room = 0;          ///< bytes that may still be sent
    qint64 consumed = 0;      ///< bytes taken here and not yet given back as room
    bool streamOpen = false;

    /// Callee: of its task. Caller of a context: of its body. Cancelled when the other side asks or fails.
    CancelScope *scope = nullptr;
    bool encodingResult = false;
    ActorId canceller;

    /// Sends the request; `place` is the caller's await. Nothing but a failure when the actor has ended.
    void begin(ChildActor &actor, const QByteArray &arguments, const AwaitFrame &place);
    /// Asks the callee to cancel; a callee cancels itself.
    void cancel();
    /// Tells it that nobody waits for its result any more.
    void abandon();
    void sendStarted(const QByteArray &value);
    bool hasRoom() const { return room > 0; }
    /// False: the other side takes no more.
    bool canSend() const { return !over && !sendingEnded && peer; }
    void sendItem(const QByteArray &bytes);
    QByteArray takeItem();
    void endSending();
    void finish(std::optional<Failure> why, QByteArray bytes = {});
    /// Wakes those whose time has come.
    void changed();

    std::vector<DialogueWait *> waits;
};

/// Waits until `ready()`.
class DialogueWait : public Wait
{
public:
    explicit DialogueWait(std::shared_ptr<Dialogue> dialogue) : m_dialogue(std::move(dialogue)) {}
    virtual bool ready() = 0;

protected:
    DialogueWait(std::shared_ptr<Dialogue> dialogue, bool cancellable) : Wait(cancellable), m_dialogue(std::move(dialogue)) {}
    ~DialogueWait() = default;
    bool begin() override
    {
        if (ready())
            return false;
        m_dialogue->waits.push_back(this);
        return true;
    }
    void withdraw() noexcept override { std::erase(m_dialogue->waits, this); }
    std::shared_ptr<Dialogue> m_dialogue;
};

/// Decodes what a call returned, or raises how it failed.
template<typename R>
R takeResult(Dialogue &dialogue)
{
    if (dialogue.failure) {
        dialogue.delivered = true;
        dialogue.failure->raise();
    }
    return wire::decode<R>(dialogue.result);
}

/// Awaits the end of a call that has begun; again and again, if need be.
template<typename R>
class [[nodiscard]] ResultWait final : public DialogueWait
{
public:
    explicit ResultWait(std::shared_ptr<Dialogue> dialogue) : DialogueWait(std::move(dialogue)) {}
    // A result that is there is given even to a task that is cancelled.
    bool await_ready() { return m_dialogue->over || DialogueWait::await_ready(); }
    FURROW_OWN_FRAME R await_resume()
    {
        if (!m_dialogue->over)
            resumed();
        if constexpr (std::is_void_v<R>) {
            if (m_dialogue->failure) {
                m_dialogue->delivered = true;
                m_dialogue->failure->raise();
            }
        } else {
            return takeResult<R>(*m_dialogue);
        }
    }
    bool ready() override { return m_dialogue->over; }
};

/// A whole call in one await: sends the request when it is awaited, and cancels it when the task is cancelled.
template<typename R>
class [[nodiscard]] CallWait final : public DialogueWait
{
public:
    CallWait(std::shared_ptr<ChildActor> actor, CallInfo info, QByteArray arguments)
        : DialogueWait(std::make_shared<Dialogue>(Dialogue::Side::Caller, std::move(info))), m_actor(std::move(actor)),
          m_arguments(std::move(arguments))
    {
    }
    FURROW_OWN_FRAME R await_resume()
    {
        resumed();
        return takeResult<R>(*m_dialogue);
    }
    bool ready() override { return m_dialogue->over; }

private:
    bool begin() override
    {
        m_dialogue->begin(*m_actor, m_arguments, *task()->innermost);
        return DialogueWait::begin();
    }
    void withdraw() noexcept override
    {
        DialogueWait::withdraw();
        m_dialogue->abandon();
    }
    std::shared_ptr<ChildActor> m_actor;
    QByteArray m_arguments;
};

} // namespace furrow::detail
