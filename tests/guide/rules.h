// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace guide {

/// A line without what differs from one run, build or computer to another. A page and what really came are compared after it;
/// these are all the liberties that a page may take, the same for every page.
QString normalized(const QString &line);

} // namespace guide
