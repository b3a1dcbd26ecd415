// SPDX-License-Identifier: MIT
#pragma once

#include "transcript.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace guide {

struct Played
{
    std::vector<QStringList> parts; ///< what came up to each action of the transcript, and after the last
    QString stopped;                ///< why the script could not be played to its end; empty when it was
};

/// Plays a transcript's script in a pseudo-terminal of its own, with the programs of this build, and returns what the screen showed.
/// Patient: where an action needs what stands above it in the page to be shown first, something else is waited for to settle as well,
/// as it does for a page that is being written.
Played play(const Transcript &transcript, bool patient);

} // namespace guide
