// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actornursery.h>

#include <concepts>
#include <functional>

namespace furrow {
namespace detail {

int runProgram(int &argc, char **argv, std::function<Task<int>()> asyncMain, RootOptions options, bool openRoot);
/// False: one is open already, whose options hold.
bool openRoot(const RootOptions &options);
Task<> closeRoot();

template<typename F>
Task<int> withStatus(F &asyncMain)
{
    if constexpr (std::is_void_v<BodyResult<F>>) {
        co_await asyncMain();
        co_return 0;
    } else {
        co_return co_await asyncMain();
    }
}

template<typename F>
Task<Outcome<void>> runRoot(RootOptions options, F body)
{
    const bool opened = openRoot(options);
    std::exception_ptr error;
    try {
        co_await body();
    } catch (...) {
        error = std::current_exception();
    }
    if (error)
        co_return std::unexpected(Failure::passed(error)); // run() closes it, after the crash REPL
    if (opened)
        co_await closeRoot();
    co_return Outcome<void>();
}

template<typename F>
Task<Outcome<void>> runActorNursery(RootOptions options, F body)
{
    const bool opened = openRoot(options);
    Outcome<void> outcome;
    {
        ActorNursery nursery;
        nursery.open();
        std::exception_ptr error;
        try {
            co_await body(nursery);
        } catch (...) {
            error = std::current_exception();
        }
        outcome = co_await nursery.close(std::move(error));
    }
    if (opened && outcome)
        co_await closeRoot();
    co_return outcome;
}

} // namespace detail

/// The program's `main()`: makes a QCoreApplication unless there is one, runs `asyncMain()`, a callable that returns `Task<>` or
/// `Task<int>`, and Qt's event loop with it. In a process that was started as a subactor it runs that instead, and never `asyncMain`.
///
/// \code
/// int main(int argc, char **argv) { return furrow::run(argc, argv, asyncMain); }
/// \endcode
/// Returns asyncMain's status; 1 when an error left it (reported on standard error); 130 when it was cancelled by ctrl-c.
/// With options, the root actor is open from the beginning to the end. Main thread.
template<typename F>
    requires std::invocable<F &>
int run(int &argc, char **argv, F asyncMain)
{
    return detail::runProgram(argc, argv, [&asyncMain] { return detail::withStatus(asyncMain); }, {}, false);
}
template<typename F>
    requires std::invocable<F &>
int run(int &argc, char **argv, F asyncMain, RootOptions options)
{
    return detail::runProgram(argc, argv, [&asyncMain] { return detail::withStatus(asyncMain); }, std::move(options), true);
}

/// This process was started as a subactor, and `run` will not call its asyncMain. For programs that do costly things in `main()`.
bool isSubactor();

/// Opens the root actor, runs `body()`, closes it. Within another: runs the body.
///
/// \code
/// co_await furrow::openRootActor({.debugMode = true}, []() -> furrow::Task<> { co_await furrow::pause(); });
/// \endcode
/// Needs `run()`. Raises what the body raises; when an error leaves asyncMain too, the crash REPL opens before the root closes.
template<typename F>
    requires std::invocable<F &>
detail::Awaited<void> openRootActor(RootOptions options, F body)
{
    return detail::Awaited<void>(detail::runRoot(std::move(options), std::move(body)));
}

/// Runs `body(nursery)`, and returns when it and all actors started in it have ended; see ActorNursery. Opens the root actor with these
/// options first, if none is open.
template<typename F>
    requires std::invocable<F &, ActorNursery &>
detail::Awaited<void> openActorNursery(RootOptions options, F body)
{
    return detail::Awaited<void>(detail::runActorNursery(std::move(options), std::move(body)));
}
template<typename F>
    requires std::invocable<F &, ActorNursery &>
detail::Awaited<void> openActorNursery(F body)
{
    return detail::Awaited<void>(detail::runActorNursery(RootOptions(), std::move(body)));
}

} // namespace furrow
