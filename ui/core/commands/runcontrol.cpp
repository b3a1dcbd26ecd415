// SPDX-License-Identifier: MIT
#include "commands.h"

using namespace Qt::StringLiterals;

namespace furrow::ui::commands {
namespace {

void stepBy(CommandHost &host, StepKind kind, const QString &argument)
{
    bool isNumber = true;
    const int count = argument.isEmpty() ? 1 : argument.toInt(&isNumber);
    if (!isNumber || count < 1) {
        host.notice(u"a count of steps is a number from 1, not '%1'"_s.arg(argument));
        return host.done();
    }
    host.step(kind, count);
}

void stepOut(CommandHost &host, StepKind kind, const QString &name, const QString &argument)
{
    if (!argument.isEmpty()) {
        host.notice(u"%1 takes no argument here; set a breakpoint with tbreak and continue with c"_s.arg(name));
        return host.done();
    }
    host.step(kind, 1);
}

bool takesNone(CommandHost &host, const QString &name, const QString &argument)
{
    if (argument.isEmpty())
        return true;
    host.notice(u"%1 takes no argument here, and '%2' is one; nothing was done"_s.arg(name, argument));
    host.done();
    return false;
}

} // namespace

void proceed(CommandHost &host, const QString &argument)
{
    if (takesNone(host, u"c"_s, argument))
        host.leave(false);
}

void quit(CommandHost &host, const QString &argument)
{
    if (!takesNone(host, u"q"_s, argument))
        return;
    const Entry &entry = host.entry();
    if (!entry.isCrash() && entry.quit == Entry::Quit::Later)
        host.notice(u"nothing can be thrown at this place: the code goes on, and the root task of '%1' fails with DebuggerQuit "
                    "at its next checkpoint"_s.arg(entry.actor.name));
    else if (!entry.isCrash() && entry.quit == Entry::Quit::None)
        host.notice(u"nothing can be thrown at this place: the code goes on, as with c"_s);
    host.leave(true);
}

void next(CommandHost &host, const QString &argument)
{
    stepBy(host, StepKind::Next, argument);
}

void step(CommandHost &host, const QString &argument)
{
    stepBy(host, StepKind::Step, argument);
}

void finish(CommandHost &host, const QString &argument)
{
    stepOut(host, StepKind::Finish, u"finish"_s, argument);
}

void until(CommandHost &host, const QString &argument)
{
    stepOut(host, StepKind::Until, u"until"_s, argument);
}

} // namespace furrow::ui::commands
