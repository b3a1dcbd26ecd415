// SPDX-License-Identifier: MIT
#include <furrow/portal.h>

#include <furrow/log.h>

#include "actor/childactor.h"

#include <stdexcept>

using namespace std::chrono_literals;

namespace furrow::detail {

ActorId idOf(const ChildActor &actor)
{
    return actor.id();
}

qint64 pidOf(const ChildActor &actor)
{
    return actor.pid();
}

std::shared_ptr<Dialogue> mainCallOf(const std::shared_ptr<ChildActor> &actor)
{
    if (!actor->mainCall)
        throw std::logic_error("waitForResult() is for portals of runInActor(); startActor() was given no function");
    return actor->mainCall;
}

Task<> cancelActor(std::shared_ptr<ChildActor> actor)
{
    actor->end(QStringLiteral("its portal was asked to"), true);
    co_await actor->reaped.wait();
}

namespace {

/// Until the callee's task has ended; not withdrawn by cancellation, but by time.
class EndWait final : public DialogueWait
{
public:
    explicit EndWait(std::shared_ptr<Dialogue> dialogue) : DialogueWait(std::move(dialogue)) {}
    void await_resume() { resumed(); }
    bool ready() override { return m_dialogue->over; }
};

class StartedWait final : public DialogueWait
{
public:
    explicit StartedWait(std::shared_ptr<Dialogue> dialogue) : DialogueWait(std::move(dialogue)) {}
    bool await_ready() { return m_dialogue->over || DialogueWait::await_ready(); }
    void await_resume()
    {
        if (!m_dialogue->over)
            resumed();
    }
    bool ready() override { return m_dialogue->over || m_dialogue->hasStarted; }
};

Task<> awaitEnd(std::shared_ptr<Dialogue> dialogue)
{
    co_await EndWait(dialogue);
}

} // namespace

Task<Outcome<void>> runBeside(std::shared_ptr<ChildActor> actor, CallInfo info, QByteArray arguments,
                              std::function<Task<>(const std::shared_ptr<Dialogue> &)> body)
{
    TaskState *task = currentTask();
    // The frames above: runContext() or runStream(), and the user's.
    const AwaitFrame *place = task->innermost->awaiter;
    if (place && place->awaiter)
        place = place->awaiter;
    const CallKind kind = info.kind;
    const auto dialogue = std::make_shared<Dialogue>(Dialogue::Side::Caller, std::move(info));

    std::exception_ptr error;
    CancelScope scope(CancelScope::Options{});
    scope.setKind("runtime's scope of a context");
    scope.enter(task);
    try {
        co_await checkpoint();
        dialogue->begin(*actor, arguments, *place);
        if (kind == CallKind::Context)
            co_await StartedWait(dialogue);
        if (!dialogue->failure && kind == CallKind::Context && !dialogue->hasStarted)
            throw std::logic_error("the function has returned without a call of Context::started()");
        if (!dialogue->failure) {
            dialogue->ended = [&scope](Dialogue &over) {
                if (over.failure && !over.cancelAsked)
                    scope.cancel(QStringLiteral("the other side failed"));
            };
            co_await body(dialogue);
            dialogue->endSending();
            if (kind == CallKind::Stream)
                dialogue->cancel();
            co_await EndWait(dialogue);
        }
    } catch (...) {
        error = std::current_exception();
    }
    dialogue->ended = nullptr;
    error = scope.leave(task, std::move(error));
    if (!dialogue->over) {
        // The body has failed or was cancelled: its other half goes too, and is waited for as long as that takes no persuasion.
        dialogue->cancel();
        CancelScope shield({.deadline = Clock::now() + 1s, .shield = true});
        shield.enter(task);
        std::exception_ptr late;
        try {
            co_await awaitEnd(dialogue);
        } catch (...) {
            late = std::current_exception();
        }
        if (late = shield.leave(task, std::move(late)); late && !error)
            error = late;
        if (!dialogue->over)
            qCInfo(lcCancel).noquote() << "a function in" << dialogue->other.toString() << "takes its time to be cancelled";
    }
    if (error)
        co_return std::unexpected(Failure::passed(std::move(error)));
    if (dialogue->failure && !dialogue->delivered && !(dialogue->cancelAsked && dialogue->failure->isCancelled()))
        co_return std::unexpected(*dialogue->failure);
    co_return Outcome<void>();
}

} // namespace furrow::detail
