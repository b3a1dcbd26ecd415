// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace guide {

/// A line without what differs from one run, build or computer to another. A page and what really came are compared after it;
/// these are all the liberties that a page may take, the same for every page.
QString normalized(const QString &line);

/// A note of the console's on who asks for it, has it and leaves it. The console hears of that beside what the programs print, so that
/// the order of the two is by chance: a note that a page shows must have come since the last prompt, wherever; it may be left out.
bool isConsoleNote(const QString &line);

} // namespace guide
