// SPDX-License-Identifier: MIT
#pragma once

#include "functionnames.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <exception>
#include <vector>

namespace furrow::debug {

/// One line of a recorded trace. Plain value.
struct TraceFrame
{
    QString function;
    QString file;  ///< as the compiler was given it; empty without debug information
    int line = 0;

    /// `FUNCTION at FILE:LINE`
    QString toString() const;
};

/// Where the exception was thrown, innermost first, then the coroutines that waited for it; only frames of the user's; empty when nothing was recorded.
/// Reads debug information on first use: some milliseconds, on error paths alone. Any thread.
///
/// \code
/// const QList<TraceFrame> trace = recordedTrace(std::current_exception());
/// \endcode
QList<TraceFrame> recordedTrace(const std::exception_ptr &error);
/// The user's frames among these addresses, innermost first, as far as the task reaches that runs in them.
QList<TraceFrame> symbolize(const std::vector<std::uintptr_t> &addresses);

/// A coroutine's function as its author knows it: `foo(foo()::_Z3foov.Frame*) [clone .actor]` becomes `foo`.
QString plainFunction(const QString &symbol);
/// One `#N FUNCTION at FILE:LINE` a line, without a newline at the end.
QString renderTrace(const QList<TraceFrame> &frames);

} // namespace furrow::debug
