// SPDX-License-Identifier: MIT
#include "commands.h"

#include "../actortree.h"

using namespace Qt::StringLiterals;

namespace furrow::ui::commands {
namespace {

QString stateText(const ActorInfo &info)
{
    switch (info.state) {
    case ActorInfo::State::Starting: return u"starting"_s;
    case ActorInfo::State::Running: return u"running"_s;
    case ActorInfo::State::WaitingForConsole: return u"waits for the console"_s;
    case ActorInfo::State::AtPrompt: return u"at its prompt"_s;
    case ActorInfo::State::Crashed: return u"crashed"_s;
    case ActorInfo::State::Cancelling: return u"cancelling"_s;
    case ActorInfo::State::Ended:
        if (info.signal)
            return u"ended by signal %1"_s.arg(info.signal);
        return info.exitStatus < 0 ? u"ended"_s : u"ended with %1"_s.arg(info.exitStatus);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

void actors(CommandHost &host, const QString &)
{
    const QList<ActorInfo> all = host.tree().all();
    QHash<QUuid, int> depth;
    QStringList lines;
    for (const ActorInfo &info : all) {
        const int indent = info.parent.isNull() ? 0 : depth.value(info.parent.uuid, -1) + 1;
        depth[info.id.uuid] = indent;
        QString line = u"%1%2%3  pid %4  %5"_s.arg(info.id == host.entry().actor ? "* "_L1 : "  "_L1, QString(indent * 2, u' '),
                                                   info.id.toString())
                           .arg(info.pid)
                           .arg(stateText(info));
        if (!info.debug)
            line += u", not in debug mode"_s;
        if (!info.where.isEmpty())
            line += u", "_s + info.where;
        if (!info.error.isEmpty())
            line += u", "_s + info.error.section(u'\n', 0, 0);
        lines.append(line);
    }
    host.print(lines.join(u'\n'));
    host.done();
}

} // namespace furrow::ui::commands
