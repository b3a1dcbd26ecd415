// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace furrow::detail {

/// Number of the protocol between actors; both ends must have the same.
inline constexpr quint32 protocolVersion = 1;

/// The linker's build id of this executable in hex; empty when it was linked without one.
QByteArray buildId();

} // namespace furrow::detail
