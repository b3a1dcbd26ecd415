// SPDX-License-Identifier: MIT
#include "commandtable.h"

#include "commands/commands.h"

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

constexpr bool repeats = true;
constexpr bool runsProcess = true;

/// gdb's that an empty line runs again; without their arguments where gdb goes on from there.
struct Repeating
{
    QLatin1StringView name;
    bool bare = false;
};
constexpr Repeating repeatingOfEngine[] = {{"up"_L1},   {"u"_L1},           {"down"_L1},  {"d"_L1},    {"x"_L1, true},
                                           {"l"_L1, true}, {"list"_L1, true}, {"stepi"_L1}, {"si"_L1},   {"nexti"_L1},
                                           {"ni"_L1},   {"p"_L1},           {"print"_L1}, {"output"_L1}};

} // namespace

const QList<Command> &CommandTable::rows()
{
    static const QList<Command> table{
        {{u"c"_s, u"cont[inue]"_s}, {}, u"lets the actor go on; the next one that waits has the console"_s, false, false, commands::proceed},
        {{u"n"_s, u"nex[t]"_s}, u"[N]"_s, u"to the next line of this coroutine or function, over calls and co_await"_s, repeats, runsProcess, commands::next},
        {{u"s"_s, u"ste[p]"_s}, u"[N]"_s, u"the same, into calls"_s, repeats, runsProcess, commands::step},
        {{u"fin[ish]"_s}, {}, u"until this coroutine or function returns"_s, repeats, runsProcess, commands::finish},
        {{u"unt[il]"_s}, {}, u"to a line below this one"_s, repeats, runsProcess, commands::until},
        {{u"q[uit]"_s, u"exit"_s}, {}, u"throws DebuggerQuit in a paused task; leaves a crash as c does"_s, false, false, commands::quit},
        {{u"actors"_s}, {}, u"the tree of actors"_s, false, false, commands::actors},
        {{u"tasks"_s}, {}, u"the tasks of this actor and where they wait"_s, false, false, commands::tasks},
        {{u"queue"_s}, {}, u"who waits for the console"_s, false, false, commands::queue},
        {{u"breakin"_s}, u"ACTOR"_s, u"stops a running actor where it is; its REPL opens next"_s, false, false, commands::breakIn},
        {{u"h[elp]"_s}, u"[COMMAND]"_s, u"this list, or one command"_s, false, false, commands::help},
    };
    return table;
}

bool CommandTable::matches(const QString &pattern, const QString &word)
{
    const qsizetype bracket = pattern.indexOf(u'[');
    if (bracket < 0)
        return word == pattern;
    const QString whole = pattern.left(bracket) + pattern.mid(bracket + 1).chopped(1);
    return word.size() >= bracket && whole.startsWith(word);
}

const Command *CommandTable::find(const QString &word)
{
    for (const Command &command : rows()) {
        for (const QString &name : command.names) {
            if (matches(name, word))
                return &command;
        }
    }
    return nullptr;
}

QStringList CommandTable::spellings(const QString &beginning)
{
    QStringList result;
    for (const Command &command : rows()) {
        for (QString name : command.names) {
            name.remove(u'[').remove(u']');
            if (name.startsWith(beginning))
                result.append(name);
        }
    }
    return result;
}

QString CommandTable::word(const QString &line)
{
    const QString trimmed = line.trimmed();
    qsizetype end = 0;
    while (end < trimmed.size() && (trimmed.at(end).isLetterOrNumber() || trimmed.at(end) == u'_' || trimmed.at(end) == u'-'))
        ++end;
    return trimmed.left(end);
}

void CommandTable::run(CommandHost &host, const QString &line)
{
    const QString trimmed = line.trimmed();
    const QString name = word(trimmed);
    const QString refused = commands::refusal(trimmed, host.frozenActor());
    if (!refused.isEmpty()) {
        host.notice(refused);
        return host.done();
    }
    // `s = 3` or `c->x`: no assignment or expression begins a gdb command, so what follows a name of ours is its argument.
    if (const Command *command = find(name))
        return command->run(host, trimmed.mid(name.size()).trimmed());
    host.execute(trimmed);
}

bool CommandTable::opensBlock(const QString &line)
{
    const QString name = word(line);
    if (matches(u"py[thon]"_s, name))
        return name.size() == line.trimmed().size(); // else the statement stands beside it
    for (const QString &pattern : {u"comm[ands]"_s, u"def[ine]"_s, u"document"_s, u"if"_s, u"while"_s}) {
        if (matches(pattern, name))
            return true;
    }
    return false;
}

bool CommandTable::isWholeBlock(const QStringList &lines)
{
    int depth = 0;
    bool text = false; // of another language, or prose: nothing opens there
    for (const QString &line : lines) {
        if (depth > 0 && line.trimmed() == "end"_L1) {
            --depth;
            text = false;
        } else if (!text && opensBlock(line)) {
            ++depth;
            text = matches(u"py[thon]"_s, word(line)) || word(line) == "document"_L1;
        }
    }
    return depth == 0;
}

QString CommandTable::repetition(const QString &line)
{
    const QString name = word(line);
    if (const Command *command = find(name))
        return command->repeats ? line.trimmed() : QString();
    for (const Repeating &row : repeatingOfEngine) {
        if (name == row.name)
            return row.bare ? name : line.trimmed();
    }
    return {};
}

} // namespace furrow::ui
