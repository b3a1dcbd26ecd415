// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/cancelscope.h>
#include <furrow/portal.h>

#include <stdexcept>
#include <vector>

namespace furrow {

/// An actor could not be started: its program is missing, it ended before it connected, never connected, or was built from other
/// sources. The sentence says which.
class SpawnError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// An actor's process ended and left a call unanswered; what a RemoteActorError boxes then, unless a signal killed it.
class ActorDied : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Owns the actors started in it: `openActorNursery` returns when its body has ended and all their processes are gone.
///
/// \code
/// co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
///     auto portal = co_await an.runInActor<&answer>();          // a process that runs one function, and ends
///     int n = co_await portal.waitForResult();
///     furrow::Portal daemon = co_await an.startActor(u"daemon"_s, {.exposes = furrow::exposes<&add>()});
///     n += co_await daemon.run<&add>(1, 2);
///     co_await daemon.cancelActor();                            // a daemon runs until it is told to end
/// });
/// \endcode
/// The first of `body`, an actor, or a `runInActor` function whose result nobody awaits that fails cancels the others; what they
/// raised is raised from openActorNursery. Ending is a request, a grace (but never while somebody debugs in there), and then SIGKILL.
/// Main thread of the actor only.
class ActorNursery
{
public:
    ActorNursery();
    ~ActorNursery();
    ActorNursery(const ActorNursery &) = delete;
    ActorNursery &operator=(const ActorNursery &) = delete;

    /// Starts an actor that runs what it exposes until it is cancelled. Raises SpawnError.
    detail::Awaited<Portal> startActor(const QString &name, ActorOptions options = {});

    /// Starts an actor and runs one function in it. Raises SpawnError.
    template<auto fn, typename... Args>
    detail::Awaited<ResultPortal<typename detail::TraitsOf<fn>::Result>> runInActor(ActorOptions options, Args &&...args)
    {
        using Traits = detail::TraitsOf<fn>;
        static_assert(Traits::kind == detail::CallKind::Task, "runInActor takes functions that return a Task");
        if (options.name.isEmpty())
            options.name = QString::fromUtf8(detail::Registered<fn>::entry->name);
        options.exposes.append(detail::Registered<fn>::entry->key);
        return runMain<typename Traits::Result>(std::move(options), detail::callInfo<fn>(),
                                                Traits::encode(std::forward<Args>(args)...));
    }
    template<auto fn, typename... Args>
        requires(!(std::same_as<std::remove_cvref_t<Args>, ActorOptions> || ...))
    auto runInActor(Args &&...args)
    {
        return runInActor<fn>(ActorOptions(), std::forward<Args>(args)...);
    }
    /// A function that another program (`options.program`) exposes by key.
    template<typename Signature, typename... Args>
    detail::Awaited<ResultPortal<typename detail::FunctionTraits<Signature>::Result>> runInActor(const QByteArray &key,
                                                                                                 ActorOptions options, Args &&...args)
    {
        using Traits = detail::FunctionTraits<Signature>;
        static_assert(Traits::kind == detail::CallKind::Task, "runInActor takes functions that return a Task");
        if (options.name.isEmpty())
            options.name = QString::fromUtf8(key);
        return runMain<typename Traits::Result>(std::move(options), detail::callInfo<Signature>(key),
                                                Traits::encode(std::forward<Args>(args)...));
    }

    /// Cancels the body and every actor.
    void cancel(const QString &reason = {});
    CancelScope &cancelScope() { return m_scope; }
    /// Actors whose processes have not ended.
    qsizetype size() const { return qsizetype(m_children.size()); }

    // For openActorNursery and the runtime.
    void open();
    Task<detail::Outcome<void>> close(std::exception_ptr bodyError);
    void childOver(detail::ChildActor &child);
    void childFailed(detail::ChildActor &child);

private:
    class Change;

    Task<detail::Outcome<Portal>> spawn(ActorOptions options, std::optional<detail::CallInfo> main, QByteArray arguments);
    template<typename R>
    static Task<detail::Outcome<ResultPortal<R>>> typed(Task<detail::Outcome<Portal>> spawned)
    {
        detail::Outcome<Portal> portal = co_await spawned;
        if (!portal)
            co_return std::unexpected(std::move(portal.error()));
        co_return ResultPortal<R>(*std::move(portal));
    }
    template<typename R>
    detail::Awaited<ResultPortal<R>> runMain(ActorOptions options, detail::CallInfo info, QByteArray arguments)
    {
        info.isMain = true;
        return detail::Awaited<ResultPortal<R>>(typed<R>(spawn(std::move(options), std::move(info), std::move(arguments))));
    }
    void cancelChildren(const QString &reason);
    void notify();

    CancelScope m_scope;
    detail::TaskState *m_task = nullptr;
    std::vector<std::shared_ptr<detail::ChildActor>> m_children;
    std::vector<detail::Failure> m_failures;
    std::vector<std::shared_ptr<detail::Dialogue>> m_unseen; // failed calls of actors that are gone; somebody may still ask
    Change *m_waiter = nullptr;
    bool m_open = false;
};

} // namespace furrow
