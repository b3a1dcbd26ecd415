// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/asio.h>
#include <furrow/detail/foreignloop.h>

#include "task/taskfixture.h"

#include <QCoreApplication>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <ctime>

namespace asio = boost::asio;
using boost::asio::awaitable;
using boost::asio::use_awaitable;

/// What the whole process has used of the processor.
inline std::chrono::nanoseconds cpuTime()
{
    timespec time;
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

inline awaitable<void> asioSleep(std::chrono::nanoseconds time)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(use_awaitable);
}

/// Once the coroutine that calls this waits.
inline void cancelSoon(furrow::CancelScope &scope)
{
    boost::asio::post(furrow::toAsio::ioContext(), [&scope] { scope.cancel(); });
}

/// The test's main(): everything in it, QtTest's own waiting too, runs on the io_context.
#define ASIO_TEST(Class)                                                                                                                   \
    int main(int argc, char **argv)                                                                                                        \
    {                                                                                                                                      \
        furrow::detail::installAsioLoop();                                                                                                 \
        QCoreApplication application(argc, argv);                                                                                          \
        Class test;                                                                                                                        \
        return QTest::qExec(&test, argc, argv);                                                                                            \
    }
