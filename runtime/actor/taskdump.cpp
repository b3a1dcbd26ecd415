// SPDX-License-Identifier: MIT
#include <furrow/taskdump.h>

#include "debug/debugsession.h"
#include "debug/report.h"
#include "debug/taskdumps.h"

#include <stdexcept>

namespace furrow {

bool enableTaskDumpOnSignal()
{
    debug::DebugSession *session = debug::DebugSession::instance();
    if (!session)
        throw std::logic_error("furrow::enableTaskDumpOnSignal() needs an open actor: call it within openRootActor or openActorNursery");
    QString sentence;
    const bool enabled = session->startTaskDumps(&sentence);
    if (!enabled)
        debug::report(sentence);
    return enabled;
}

QString taskTreeText()
{
    return debug::DebugSession::instance() ? debug::TaskDumps::treeText() : QString();
}

void dumpTaskTree()
{
    if (debug::DebugSession *session = debug::DebugSession::instance())
        session->taskDumps().dumpHere();
}

} // namespace furrow
