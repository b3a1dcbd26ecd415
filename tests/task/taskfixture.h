// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/runloop.h>
#include <furrow/nursery.h>
#include <furrow/sleep.h>

#include <QTest>

using namespace std::chrono_literals;

/// Runs a callable that returns a Task<> to its end, as the root task, and rethrows what it raised.
template<typename F>
void runTask(F body)
{
    if (const std::exception_ptr error = furrow::detail::runUntilDone(body(), "test"))
        std::rethrow_exception(error);
}
