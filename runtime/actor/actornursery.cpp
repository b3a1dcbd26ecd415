// SPDX-License-Identifier: MIT
#include <furrow/actornursery.h>

#include <furrow/detail/wait.h>
#include <furrow/exceptiongroup.h>
#include <furrow/log.h>

#include "actor/childactor.h"
#include "actor/runtime.h"

#include <algorithm>
#include <stdexcept>

namespace furrow {

// Waits for the next actor that ends or fails.
class ActorNursery::Change final : public detail::Wait
{
public:
    Change(ActorNursery &nursery, bool cancellable) : Wait(cancellable), m_nursery(nursery) {}
    void await_resume() { resumed(); }

private:
    bool begin() override
    {
        m_nursery.m_waiter = this;
        return true;
    }
    void withdraw() noexcept override { m_nursery.m_waiter = nullptr; }
    ActorNursery &m_nursery;
};

ActorNursery::ActorNursery() : m_scope(CancelScope::Options{})
{
    m_scope.setKind("actor nursery");
}

ActorNursery::~ActorNursery()
{
    for (const auto &child : m_children)
        child->leaveNursery();
}

void ActorNursery::open()
{
    m_task = detail::currentTask();
    m_scope.enter(m_task);
    m_open = true;
}

detail::Awaited<Portal> ActorNursery::startActor(const QString &name, ActorOptions options)
{
    options.name = name;
    return detail::Awaited<Portal>(spawn(std::move(options), std::nullopt, {}));
}

Task<detail::Outcome<Portal>> ActorNursery::spawn(ActorOptions options, std::optional<detail::CallInfo> main, QByteArray arguments)
{
    using detail::Failure;
    if (!m_open)
        co_return std::unexpected(Failure::passed(std::make_exception_ptr(std::logic_error("the actor nursery is closed"))));
    // The frames above: typed(), and the user's.
    const detail::AwaitFrame *place = detail::currentTask()->innermost->awaiter;
    if (main && place && place->awaiter)
        place = place->awaiter;
    const auto child = std::make_shared<detail::ChildActor>(*this, std::move(options));
    m_children.push_back(child);
    child->start();
    co_await child->connected.wait();
    if (child->spawnFailure)
        co_return std::unexpected(*child->spawnFailure);
    if (main)
        child->callMain(*std::move(main), arguments, *place);
    co_return Portal(child);
}

void ActorNursery::cancel(const QString &reason)
{
    m_scope.cancel(reason);
    cancelChildren(reason.isEmpty() ? QStringLiteral("the nursery was cancelled") : reason);
}

void ActorNursery::cancelChildren(const QString &reason)
{
    const auto children = m_children;
    for (const auto &child : children)
        child->end(reason, true);
}

void ActorNursery::childOver(detail::ChildActor &child)
{
    const auto at = std::ranges::find(m_children, &child, &std::shared_ptr<detail::ChildActor>::get);
    if (at == m_children.end())
        return;
    if (child.unexpectedEnd())
        m_failures.push_back(*child.unexpectedEnd());
    else if (child.mainCall && child.mainCall->failure && !child.mainCall->delivered)
        m_unseen.push_back(child.mainCall);
    m_children.erase(at);
    notify();
}

void ActorNursery::childFailed(detail::ChildActor &child)
{
    const QString reason = QStringLiteral("%1 failed").arg(child.id().toString());
    qCInfo(lcCancel).noquote() << "cancelling the nursery because" << reason;
    m_scope.cancel(reason);
    cancelChildren(reason);
}

void ActorNursery::notify()
{
    if (m_waiter)
        std::exchange(m_waiter, nullptr)->wake();
}

Task<detail::Outcome<void>> ActorNursery::close(std::exception_ptr bodyError)
{
    using detail::Failure;
    m_open = false;
    std::exception_ptr cancelled;
    if (bodyError) {
        const bool failed = !isCancelled(bodyError);
        cancelChildren(failed ? QStringLiteral("the nursery's body failed") : QStringLiteral("the nursery was cancelled"));
        if (failed)
            m_failures.insert(m_failures.begin(), Failure::passed(bodyError));
        else
            cancelled = bodyError;
        m_scope.cancel(QStringLiteral("the nursery's body failed"));
    }
    while (!m_children.empty()) {
        if (m_scope.effectivelyCancelled())
            cancelChildren(QStringLiteral("the nursery was cancelled"));
        try {
            co_await Change(*this, !m_scope.effectivelyCancelled());
        } catch (const Cancelled &) {
            cancelled = std::current_exception();
        } catch (...) {
            m_failures.push_back(Failure::passed(std::current_exception()));
            m_scope.cancel(QStringLiteral("the nursery's own task failed"));
        }
    }
    for (const auto &call : m_unseen) {
        if (!call->delivered && !(call->failure->isCancelled() && m_scope.effectivelyCancelled()))
            m_failures.push_back(*call->failure);
    }
    cancelled = m_scope.leave(m_task, std::move(cancelled));
    if (m_failures.size() == 1)
        co_return std::unexpected(std::move(m_failures.front()));
    if (!m_failures.empty())
        co_return std::unexpected(Failure::group(std::move(m_failures)));
    if (cancelled)
        co_return std::unexpected(Failure::passed(std::move(cancelled)));
    co_return detail::Outcome<void>();
}

} // namespace furrow
