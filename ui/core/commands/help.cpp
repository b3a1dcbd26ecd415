// SPDX-License-Identifier: MIT
#include "commands.h"

#include "../commandtable.h"

using namespace Qt::StringLiterals;

namespace furrow::ui::commands {
namespace {

QString plain(QString pattern)
{
    return pattern.remove(u'[').remove(u']');
}

QString describe(const Command &command)
{
    QStringList names;
    for (const QString &name : command.names)
        names.append(plain(name));
    QString usage = names.join(u", "_s);
    if (!command.arguments.isEmpty())
        usage += u' ' + command.arguments;
    return u"  %1  %2"_s.arg(usage, -22).arg(command.help);
}

/// Those that the engine adds to gdb's own; it runs them, we only name them.
constexpr char16_t engineHelp[] = u"  w, bt, where            the stack: live frames, coroutines that await this one, the actor that called\n"
                                  "  ll, l                   the whole function, or the lines around here\n"
                                  "  a                       the arguments of this function\n"
                                  "  locals [REGEXP]         its local variables, as info locals\n"
                                  "  pp EXPRESSION           prints it in full, its parts on lines of their own\n"
                                  "  u [N], d [N]            one frame up, one down, past hidden ones; after a crash down leads into the child, up back\n"
                                  "  sticky                  shows the whole function at every stop, or no longer\n"
                                  "  hf_list                 by which patterns frames are hidden\n"
                                  "  hf_hide [PATTERN]       hides frames, by default those of this function\n"
                                  "  hf_unhide [PATTERN]     shows them again; hf_unhide * shows all";

} // namespace

void help(CommandHost &host, const QString &argument)
{
    if (!argument.isEmpty()) {
        const Command *command = CommandTable::find(argument);
        if (!command || command->help.isEmpty())
            return host.execute(u"help "_s + argument);
        host.print(describe(*command));
        return host.done();
    }
    QStringList lines{u"Furrow's commands:"_s};
    for (const Command &command : CommandTable::rows()) {
        if (!command.help.isEmpty())
            lines.append(describe(command));
    }
    lines.append(u"Furrow's, on top of what gdb has:"_s);
    lines.append(QString::fromUtf16(engineHelp));
    lines.append(u"All of gdb's, by kind (help KIND lists them, help COMMAND explains one):\n"
                 "  breakpoints             break, tbreak, watch, condition, commands, delete, ...\n"
                 "  data                    p, ptype, whatis, x, display, set variable, call, ...\n"
                 "  stack                   frame, thread, info locals, info args, ...\n"
                 "  files, status, support, internals, aliases, user-defined\n"
                 "python, commands, define, document, if and while read further lines until end; ctrl-c forgets them.\n"
                 "An empty line repeats n, s, u, d, x and l. ~/.furrowrc holds commands that are run once at the start."_s);
    host.print(lines.join(u'\n'));
    host.done();
}

} // namespace furrow::ui::commands
