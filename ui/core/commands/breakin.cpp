// SPDX-License-Identifier: MIT
#include "commands.h"

#include "../actortree.h"

using namespace Qt::StringLiterals;

namespace furrow::ui::commands {

/// By its name, its pid or the beginning of its UUID; those that have ended are not meant.
static QList<ActorInfo> named(const ActorTree &tree, const QString &word)
{
    QList<ActorInfo> found = tree.all();
    found.removeIf([&](const ActorInfo &info) {
        const bool is = info.id.name == word || QString::number(info.pid) == word
            || (word.size() >= 4 && info.id.uuid.toString(QUuid::WithoutBraces).startsWith(word, Qt::CaseInsensitive));
        return !is || info.state == ActorInfo::State::Ended;
    });
    return found;
}

void breakIn(CommandHost &host, const QString &argument)
{
    const QList<ActorInfo> found = argument.isEmpty() ? QList<ActorInfo>() : named(host.tree(), argument);
    if (argument.isEmpty()) {
        host.notice(u"breakin needs an actor: its name, its pid or the beginning of its UUID, as `actors` lists them"_s);
    } else if (found.isEmpty()) {
        host.notice(u"no actor '%1' runs; `actors` lists those there are"_s.arg(argument));
    } else if (found.size() > 1) {
        host.notice(u"%1 actors are called '%2': name one by its pid, as `actors` lists them"_s.arg(found.size()).arg(argument));
    } else {
        const QString why = host.breakIn(found.first().id);
        host.notice(why.isEmpty() ? u"the REPL of %1 opens as soon as the console is free"_s.arg(found.first().id.toString()) : why);
    }
    host.done();
}

} // namespace furrow::ui::commands
