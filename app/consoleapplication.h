// SPDX-License-Identifier: MIT
#pragma once

#include "commandline.h"

namespace furrow::app {

/// Runs the console with the terminal's face until the tree has ended. Returns the exit status. Needs a QCoreApplication.
int runHeadless(const CommandLine &command);
/// The same with the window's face, until the window is closed. Needs a QApplication.
int runDesktop(const CommandLine &command);

} // namespace furrow::app
