// SPDX-License-Identifier: MIT
#include "commands.h"

namespace furrow::ui::commands {

void tasks(CommandHost &host, const QString &argument)
{
    // The engine's own command, defined inside gdb, where the task tree of a process can be read.
    host.execute(argument.isEmpty() ? QStringLiteral("tasks") : QStringLiteral("tasks ") + argument);
}

} // namespace furrow::ui::commands
