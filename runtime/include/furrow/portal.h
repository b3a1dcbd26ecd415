// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actoroptions.h>
#include <furrow/context.h>

#include <concepts>

namespace furrow {
namespace detail {

class ChildActor;

template<typename F>
struct SecondParameter;
template<typename C, typename R, typename A, typename B>
struct SecondParameter<R (C::*)(A, B) const>
{
    using Type = std::remove_cvref_t<B>;
};
template<typename C, typename R, typename A, typename B>
struct SecondParameter<R (C::*)(A, B)>
{
    using Type = std::remove_cvref_t<B>;
};
template<typename R, typename A, typename B>
struct SecondParameter<R (*)(A, B)>
{
    using Type = std::remove_cvref_t<B>;
};
template<typename F>
auto secondParameter()
{
    if constexpr (std::is_pointer_v<F>)
        return SecondParameter<F>{};
    else
        return SecondParameter<decltype(&F::operator())>{};
}

template<typename F>
Task<> contextBody(F &body, Context &context)
{
    if constexpr (std::invocable<F &, Context &>) {
        co_await body(context);
    } else {
        const auto first = context.first<typename decltype(secondParameter<F>())::Type>(); // as long as the body, which may take a reference
        co_await body(context, first);
    }
}

/// Runs a call with a body beside it; `body` gets it once it has started. Keeps the caller's callable alive.
Task<Outcome<void>> runBeside(std::shared_ptr<ChildActor> actor, CallInfo info, QByteArray arguments,
                              std::function<Task<>(const std::shared_ptr<Dialogue> &)> body);
ActorId idOf(const ChildActor &actor);
qint64 pidOf(const ChildActor &actor);
std::shared_ptr<Dialogue> mainCallOf(const std::shared_ptr<ChildActor> &actor);
Task<> cancelActor(std::shared_ptr<ChildActor> actor);

template<typename F>
Task<Outcome<void>> runContext(std::shared_ptr<ChildActor> actor, CallInfo info, QByteArray arguments, F body)
{
    co_return co_await runBeside(std::move(actor), std::move(info), std::move(arguments),
                                 [&body](const std::shared_ptr<Dialogue> &dialogue) -> Task<> {
                                     Context context(dialogue);
                                     co_await contextBody(body, context);
                                 });
}
template<typename T, typename F>
Task<Outcome<void>> runStream(std::shared_ptr<ChildActor> actor, CallInfo info, QByteArray arguments, F body)
{
    co_return co_await runBeside(std::move(actor), std::move(info), std::move(arguments),
                                 [&body](const std::shared_ptr<Dialogue> &dialogue) -> Task<> {
                                     Stream<T> stream(dialogue);
                                     co_await body(stream);
                                 });
}

} // namespace detail

/// A way to run functions in an actor that this one has started.
///
/// \code
/// furrow::Portal portal = co_await an.startActor(u"adder"_s, {.exposes = furrow::exposes<&add, &count>()});
/// int three = co_await portal.run<&add>(1, 2);
/// co_await portal.openStreamFrom<&count>([](furrow::Stream<int> &numbers) -> furrow::Task<> {
///     while (auto number = co_await numbers.next()) use(*number);
/// });
/// co_await portal.cancelActor();
/// \endcode
/// Each raises, in the await: RemoteActorError with what the function raised there, or when the actor died; ContextCancelled when it
/// was cancelled there. EncodeError and DecodeError when a value cannot travel. A cancelled caller cancels what it called.
/// A plain value. Main thread of the actor only.
class Portal
{
public:
    explicit Portal(std::shared_ptr<detail::ChildActor> actor) : m_actor(std::move(actor)) {}

    ActorId actor() const { return detail::idOf(*m_actor); }
    qint64 processId() const { return detail::pidOf(*m_actor); }

    template<auto fn, typename... Args>
    detail::CallWait<typename detail::TraitsOf<fn>::Result> run(Args &&...args)
    {
        using Traits = detail::TraitsOf<fn>;
        static_assert(Traits::kind == detail::CallKind::Task, "use openContext or openStreamFrom for this function");
        return detail::CallWait<typename Traits::Result>(m_actor, detail::callInfo<fn>(), Traits::encode(std::forward<Args>(args)...));
    }
    /// A function that another program exposes by key: `run<Task<R>(Args...)>("key", args...)`.
    template<typename Signature, typename... Args>
    detail::CallWait<typename detail::FunctionTraits<Signature>::Result> run(const QByteArray &key, Args &&...args)
    {
        using Traits = detail::FunctionTraits<Signature>;
        static_assert(Traits::kind == detail::CallKind::Task, "use openContext or openStreamFrom for this function");
        return detail::CallWait<typename Traits::Result>(m_actor, detail::callInfo<Signature>(key),
                                                         Traits::encode(std::forward<Args>(args)...));
    }

    /// Runs `body(context)` or `body(context, first)` beside a function that takes a `Context &`; see Context.
    template<auto fn, typename F, typename... Args>
    detail::Awaited<void> openContext(F body, Args &&...args)
    {
        using Traits = detail::TraitsOf<fn>;
        static_assert(Traits::kind == detail::CallKind::Context, "this function takes no furrow::Context &");
        return detail::Awaited<void>(
            detail::runContext(m_actor, detail::callInfo<fn>(), Traits::encode(std::forward<Args>(args)...), std::move(body)));
    }
    template<typename Signature, typename F, typename... Args>
    detail::Awaited<void> openContext(const QByteArray &key, F body, Args &&...args)
    {
        using Traits = detail::FunctionTraits<Signature>;
        static_assert(Traits::kind == detail::CallKind::Context, "this function takes no furrow::Context &");
        return detail::Awaited<void>(
            detail::runContext(m_actor, detail::callInfo<Signature>(key), Traits::encode(std::forward<Args>(args)...), std::move(body)));
    }

    /// Runs `body(stream)` with the values that a generator yields there; when the body ends, the generator is cancelled.
    template<auto fn, typename F, typename... Args>
    detail::Awaited<void> openStreamFrom(F body, Args &&...args)
    {
        using Traits = detail::TraitsOf<fn>;
        static_assert(Traits::kind == detail::CallKind::Stream, "this function returns no furrow::AsyncGenerator");
        return detail::Awaited<void>(detail::runStream<typename Traits::Result>(
            m_actor, detail::callInfo<fn>(), Traits::encode(std::forward<Args>(args)...), std::move(body)));
    }
    template<typename Signature, typename F, typename... Args>
    detail::Awaited<void> openStreamFrom(const QByteArray &key, F body, Args &&...args)
    {
        using Traits = detail::FunctionTraits<Signature>;
        static_assert(Traits::kind == detail::CallKind::Stream, "this function returns no furrow::AsyncGenerator");
        return detail::Awaited<void>(detail::runStream<typename Traits::Result>(
            m_actor, detail::callInfo<Signature>(key), Traits::encode(std::forward<Args>(args)...), std::move(body)));
    }

    /// What the function given to `runInActor` returned (void: whatever it was); again: the same.
    template<typename R = void>
    detail::ResultWait<R> waitForResult()
    {
        return detail::ResultWait<R>(detail::mainCallOf(m_actor));
    }
    /// Cancels everything that runs in the actor, and returns when its process has ended.
    Task<> cancelActor() { return detail::cancelActor(m_actor); }

protected:
    std::shared_ptr<detail::ChildActor> m_actor;
};

/// The portal of `runInActor`, which knows what its function returns.
template<typename R>
class ResultPortal : public Portal
{
public:
    explicit ResultPortal(Portal portal) : Portal(std::move(portal)) {}
    detail::ResultWait<R> waitForResult() { return Portal::waitForResult<R>(); }
};

} // namespace furrow
