// SPDX-License-Identifier: MIT
#pragma once

#include "scriptedconsole.h"

#include "debug/debugsession.h"

#include <furrow/detail/runloop.h>
#include <furrow/nursery.h>
#include <furrow/sleep.h>

#include <QTest>

#include <sys/wait.h>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Runs a callable that returns a Task<> as the root task of a session, closes the session, and rethrows what the task raised.
template<typename F>
void runInSession(furrow::debug::DebugSession::Options options, F body)
{
    options.startConsole = false;
    if (options.self.isNull())
        options.self = {u"actor"_s, QUuid::createUuid()};
    furrow::debug::DebugSession session;
    session.start(options);
    std::exception_ptr error;
    const auto whole = [&]() -> furrow::Task<> {
        session.setRootTask(furrow::detail::currentTask());
        try {
            co_await body(session);
        } catch (...) {
            error = std::current_exception();
        }
        session.setRootTask(nullptr);
        co_await session.close();
    };
    if (const std::exception_ptr late = furrow::detail::runUntilDone(whole(), "main"))
        std::rethrow_exception(late);
    if (error)
        std::rethrow_exception(error);
}

/// What the coroutine that `body` makes raises, or null.
template<typename Body>
furrow::Task<std::exception_ptr> errorOf(Body body)
{
    try {
        co_await body();
    } catch (...) {
        co_return std::current_exception();
    }
    co_return nullptr;
}

inline furrow::Task<> until(std::function<bool()> condition)
{
    for (int i = 0; i < 5000 && !condition(); ++i)
        co_await furrow::sleep(1ms);
    if (!condition())
        qFatal("what was awaited never came");
}

/// No child of any kind is left, frozen copies included.
inline bool noChildren()
{
    int status;
    return ::waitpid(-1, &status, __WALL | WNOHANG) < 0 && errno == ECHILD;
}
