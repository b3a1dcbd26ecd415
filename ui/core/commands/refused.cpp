// SPDX-License-Identifier: MIT
#include "commands.h"

#include "../commandtable.h"

using namespace Qt::StringLiterals;

namespace furrow::ui::commands {
namespace {

constexpr char16_t startsProcess[] = u"the processes of the tree are started by their parents, never by gdb";
constexpr char16_t ownsAttach[] = u"the console attaches and detaches gdb itself; c lets this actor go";
constexpr char16_t asksForLines[] = u"it has a prompt of its own; python STATEMENT, or python and further lines until end, run here";

struct Refused
{
    const char16_t *pattern;
    const char16_t *reason;
    bool onlyBare = false; ///< with an argument it may pass
};

constexpr Refused always[] = {
    {u"r[un]", startsProcess},
    {u"start", startsProcess},
    {u"starti", startsProcess},
    {u"k[ill]", u"it would end the actor behind its parent's back; q quits what stands here, ctrl-c cancels the tree"},
    {u"det[ach]", ownsAttach},
    {u"att[ach]", ownsAttach},
    {u"disconnect", ownsAttach},
    {u"tar[get]", ownsAttach},
    {u"inf[erior]", u"the console chooses the process; actors shows the tree"},
    {u"add-inferior", u"the console chooses the process; actors shows the tree"},
    {u"clone-inferior", u"the console chooses the process; actors shows the tree"},
    {u"remove-inferiors", u"the console chooses the process; actors shows the tree"},
    {u"fil[e]", u"the engine has loaded the program of this actor"},
    {u"exec-file", u"the engine has loaded the program of this actor"},
    {u"core-file", u"the engine looks at a live process"},
    {u"checkpoint", u"it forks the actor, and the runtime would not know the copy"},
    {u"restart", startsProcess},
    {u"rec[ord]", u"recording does not work across the threads of an actor"},
    {u"python-interactive", asksForLines, true},
    {u"pi", asksForLines, true},
};

constexpr const char16_t *runsProcess[] = {u"j[ump]",  u"stepi",   u"si",     u"nexti",        u"ni",           u"adv[ance]",
                                           u"signal", u"fg",      u"reverse-step", u"reverse-next", u"reverse-continue",
                                           u"rs",     u"rn",      u"rc",     u"reverse-finish"};

} // namespace

QString refusal(const QString &line, const QString &frozenActor)
{
    const QString word = CommandTable::word(line);
    const bool bare = word.size() == line.trimmed().size();
    for (const Refused &row : always) {
        if ((!row.onlyBare || bare) && CommandTable::matches(QString::fromUtf16(row.pattern), word))
            return u"%1 is refused: %2"_s.arg(word, QString::fromUtf16(row.reason));
    }
    const Command *command = CommandTable::find(word);
    bool runs = command && command->runsProcess;
    for (const char16_t *pattern : runsProcess)
        runs = runs || CommandTable::matches(QString::fromUtf16(pattern), word);
    if (runs && !frozenActor.isEmpty())
        return u"%1 is refused: this is a frozen copy of '%2', taken at the throw, and cannot run; look around with w, u, d and p, "
               "leave with c"_s.arg(word, frozenActor);
    return {};
}

} // namespace furrow::ui::commands
