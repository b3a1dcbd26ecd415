// SPDX-License-Identifier: MIT
#pragma once

#include <QMap>
#include <QString>

#include <expected>
#include <optional>

namespace furrow::ui {

/// In what a program's environment differs from ours: a variable's value, or none where the variable is taken away. Plain value.
using EnvironmentChanges = QMap<QString, std::optional<QString>>;

/// Reads what a person types: `NAME=value` a line sets one, `-NAME` takes one away; empty lines and those that begin with `#` count for
/// nothing. A value is everything up to the end of its line. Otherwise one sentence that says what is wrong, and in which line.
std::expected<EnvironmentChanges, QString> readEnvironmentChanges(const QString &text);

} // namespace furrow::ui
