// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace furrow::log {

/// What the last qFatal() or failed Q_ASSERT() said before it aborts; empty when none did.
QString lastFatal();

} // namespace furrow::log
