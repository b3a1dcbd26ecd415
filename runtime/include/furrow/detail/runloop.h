// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/task.h>

#include <QByteArray>

#include <exception>

namespace furrow::detail {

/// Runs the task, and Qt's event loop with it, until it has ended; returns what it raised, or null. Needs a QCoreApplication.
/// Main thread.
std::exception_ptr runUntilDone(Task<> task, const QByteArray &name);

} // namespace furrow::detail
