// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/failure.h>
#include <furrow/detail/function.h>
#include <furrow/detail/taskstate.h>
#include <furrow/detail/wait.h>
#include <furrow/task.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>

// What toAsio::runTask is made of. The parts that do not depend on the coroutine's type are in the library, not here: Asio's templates
// are many.

namespace furrow::detail {

void linkAsioLoop();
void needAsioLoop();

template<typename T>
struct AwaitableResult;
template<typename T>
struct AwaitableResult<boost::asio::awaitable<T>>
{
    using Type = T;
};
template<typename F, typename... Args>
using AsioResult = typename AwaitableResult<std::invoke_result_t<F &, Args &...>>::Type;
template<typename F, typename... Args>
concept AsioFunction = requires { typename AsioResult<F, Args...>; };

/// `asio NAME`, as the prompt calls the coroutine of that function or lambda.
QByteArray asioName(std::string_view function);
QByteArray asioName(const std::type_info &callable);

/// One Asio coroutine that a task of the runtime awaits. While a handler of it runs, it is the running task to the debugger.
class AsioTask : public std::enable_shared_from_this<AsioTask>
{
public:
    using Body = std::function<boost::asio::awaitable<void>()>;
    explicit AsioTask(QByteArray name);
    ~AsioTask();
    AsioTask(const AsioTask &) = delete;
    AsioTask &operator=(const AsioTask &) = delete;

    /// Begins; `awaiter` is the coroutine that will wait for it, and outlives it.
    void start(Body body, AwaitFrame &awaiter);
    /// Cancels its operations, now and from now on.
    void cancel();
    bool hasBegun() const;
    bool hasEnded() const;
    const std::exception_ptr &error() const;
    /// It ended because its operations were cancelled.
    bool wasAborted() const;

private:
    friend class AsioEnd;
    friend class AsioMark;
    friend class AsioExecutor;
    struct Private;
    std::unique_ptr<Private> d;
};

/// Starts it, and waits for its end. Does not throw what ended the wait, but tells.
class [[nodiscard]] AsioEnd final : public Wait
{
public:
    /// `body` null: it has begun already.
    explicit AsioEnd(AsioTask &task, AsioTask::Body body = {}, bool cancellable = false)
        : Wait(cancellable), m_asio(task), m_body(std::move(body)) {}
    /// True: it has ended.
    bool await_resume() const noexcept { return m_asio.hasEnded(); }
    /// Throws what ended the wait before its time.
    void raise() { resumed(); }

private:
    friend class AsioTask;
    bool begin() override;
    void withdraw() noexcept override;
    AsioTask &m_asio;
    AsioTask::Body m_body;
};

Failure asioCancelled();

template<typename T, typename F, typename... Args>
boost::asio::awaitable<void> callInAsio(F &function, std::tuple<Args...> &args, std::optional<T> &result)
{
    result.emplace(co_await std::apply(function, args));
}
template<typename F, typename... Args>
boost::asio::awaitable<void> callInAsio(F &function, std::tuple<Args...> &args, std::monostate &)
{
    co_await std::apply(function, args);
}

template<typename F, typename... Args, typename T = AsioResult<F, Args...>>
Task<Outcome<T>> runAsio(QByteArray name, F function, std::tuple<Args...> args)
{
    needAsioLoop();
    std::conditional_t<std::is_void_v<T>, std::monostate, std::optional<T>> result{};
    const auto asio = std::make_shared<AsioTask>(std::move(name));
    AsioEnd wait(*asio, [&] { return callInAsio(function, args, result); }, true);
    const bool inTime = co_await wait;
    if (!asio->hasBegun())
        wait.raise();
    if (!inTime) {
        asio->cancel();
        while (!co_await AsioEnd(*asio)) { }
    }
    const bool over = !inTime && (asio->wasAborted() || !currentTask()->scope || !currentTask()->scope->effectivelyCancelled());
    if (over)
        wait.raise();
    if (asio->wasAborted())
        co_return std::unexpected(asioCancelled());
    if (asio->error())
        co_return std::unexpected(Failure::passed(asio->error()));
    if constexpr (std::is_void_v<T>)
        co_return Outcome<T>();
    else
        co_return *std::move(result);
}

} // namespace furrow::detail
