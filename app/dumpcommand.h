// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace furrow::app {

/// `furrow dump PID`: prints the task tree of every actor of that actor's tree, each parent before its children. 0, or 2 with one
/// sentence: for a process that is no actor, has no task dumps, or does not answer. Blocks; needs no application object.
int runDump(const QStringList &arguments);

} // namespace furrow::app
