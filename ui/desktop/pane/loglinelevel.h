// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/log.h>

#include <QString>

#include <optional>

namespace furrow::ui {

/// The level of a line that furrow's log handler wrote in some actor: `HH:MM:SS.mmm LEVEL ...`; none for any other line.
/// `text` is without colours. Thread: any.
std::optional<LogLevel> levelOfLogLine(QStringView text);

/// `error`, `warning`, ... `trace`.
QString levelName(LogLevel level);

} // namespace furrow::ui
