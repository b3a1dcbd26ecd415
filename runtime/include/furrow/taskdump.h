// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace furrow {

/// From now on SIGUSR1 dumps the tasks of this actor: each with the lines that it awaits, its cancel scopes and nurseries as a tree,
/// the threads; on the terminal and in a log file that the dump names. Then the request goes on to the actors below, each once
/// however the signal reached it. It works while the event loop is blocked, and then shows what blocks it; and while the actor
/// stands at a prompt. Actors started from now on have it too.
///
/// The same as RootOptions::taskDumpOnSignal, or FURROW_TASK_DUMP=1 in the environment.
/// \code
/// furrow::enableTaskDumpOnSignal();   // then: kill -USR1 PID, or pkill -USR1 -f PROGRAM, or furrow dump PID
/// \endcode
/// A handler of the program's own that is there is called after ours; one that comes later takes our place, and `furrow dump` still
/// works. False, with a sentence on standard error, when it cannot be had. Needs an open actor (std::logic_error), main thread.
bool enableTaskDumpOnSignal();

/// The task tree of this actor as the dump shows it, without a dump. Any thread; empty outside of any actor.
QString taskTreeText();

/// Dumps this actor's task tree as SIGUSR1 does, and nobody else's. Any thread; nothing outside of any actor.
void dumpTaskTree();

} // namespace furrow
