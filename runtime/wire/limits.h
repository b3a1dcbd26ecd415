// SPDX-License-Identifier: MIT
#pragma once

#include <QtTypes>

#include <string>

namespace furrow::wire::detail {

/// "the limit of 64 MiB (67108864 bytes)"
std::string describeLimit(qsizetype bytes);

} // namespace furrow::wire::detail
