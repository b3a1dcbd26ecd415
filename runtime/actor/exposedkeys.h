// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayList>

namespace furrow::detail {

/// Keys that this program gave to `expose`: callable whatever its parent says.
QByteArrayList keysExposedByProgram();

} // namespace furrow::detail
