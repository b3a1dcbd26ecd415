// SPDX-License-Identifier: MIT
#pragma once

#include "trace.h"

#include <QString>

namespace furrow::debug {

/// Writes `furrow: TEXT` to standard error, whatever the log level: for what a person must not miss. Any thread.
void report(const QString &text);
/// The same, with the trace of whoever calls below it: this thread's stack, then the coroutines that wait for it.
void reportWithTrace(const QString &text);

} // namespace furrow::debug
