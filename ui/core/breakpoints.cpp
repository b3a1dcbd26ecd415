// SPDX-License-Identifier: MIT
#include "breakpoints.h"

#include "debug/protocol.h"
#include "engine/debugengine.h"
#include "treekeeper.h"

#include <algorithm>

using namespace Qt::StringLiterals;
namespace protocol = furrow::debug::protocol;

namespace furrow::ui {

Breakpoints::Breakpoints(DebugEngine *engine, ActorTree *tree, TreeKeeper *keeper, QObject *parent)
    : QObject(parent), m_engine(engine), m_tree(tree), m_keeper(keeper)
{
    connect(engine, &DebugEngine::breakpointsChanged, this, &Breakpoints::told);
    connect(engine, &DebugEngine::ready, this, &Breakpoints::engineReady);
    connect(engine, &DebugEngine::died, this, &Breakpoints::engineDied);
    connect(keeper, &TreeKeeper::connected, this, &Breakpoints::connected);
}

const Breakpoint *Breakpoints::at(const QString &file, int line) const
{
    const auto found = std::ranges::find_if(m_list, [&](const Breakpoint &known) { return known.line == line && known.file == file; });
    return found != m_list.end() ? &*found : nullptr;
}

std::function<void(QString)> Breakpoints::answer()
{
    ++m_asked;
    return [this](const QString &why) {
        --m_asked;
        if (!why.isEmpty())
            Q_EMIT refused(why);
    };
}

void Breakpoints::toggle(const QString &file, int line)
{
    if (const Breakpoint *known = at(file, line))
        return remove(known->number);
    Breakpoint made;
    made.file = file;
    made.line = line;
    set(made);
}

void Breakpoints::set(const Breakpoint &breakpoint)
{
    if (const Breakpoint *known = at(breakpoint.file, breakpoint.line)) {
        Breakpoint changed = breakpoint;
        changed.number = known->number;
        return m_engine->changeBreakpoint(changed, answer());
    }
    // gdb knows the program as soon as it holds the reference copy, and that is made as its root says hello.
    m_engine->setBreakpoint(breakpoint, m_keeper->root().isNull(), answer());
}

void Breakpoints::setEnabled(int number, bool enabled)
{
    const auto known = std::ranges::find(m_list, number, &Breakpoint::number);
    if (known == m_list.end())
        return;
    Breakpoint changed = *known;
    changed.enabled = enabled;
    m_engine->changeBreakpoint(changed, answer());
}

void Breakpoints::remove(int number)
{
    m_engine->removeBreakpoint(number);
}

void Breakpoints::restore(const QList<Breakpoint> &breakpoints)
{
    if (!m_engine->isReady()) {
        m_again = breakpoints;
        return;
    }
    for (const Breakpoint &breakpoint : breakpoints) {
        if (breakpoint.kind == Breakpoint::Kind::Breakpoint && !breakpoint.file.isEmpty() && !breakpoint.temporary)
            m_engine->setBreakpoint(breakpoint, true, answer());
    }
}

bool Breakpoints::holdsNewborn() const
{
    return !m_again.isEmpty() || std::ranges::any_of(m_list, [](const Breakpoint &known) { return known.enabled && known.kind == Breakpoint::Kind::Breakpoint; });
}

bool Breakpoints::concerns(const QString &executable) const
{
    return std::ranges::any_of(m_list, [&](const Breakpoint &known) { return known.enabled && known.programs.contains(executable); });
}

void Breakpoints::told(const QList<Breakpoint> &list)
{
    m_list = list;
    const bool holds = holdsNewborn();
    if (holds != std::exchange(m_held, holds)) {
        m_keeper->sendToAll({{"type"_L1, QLatin1StringView(protocol::breakpoints)}, {"set"_L1, holds}});
        if (!holds) {
            m_followed.clear();
            m_engine->unfollow();
        }
    }
    if (holds)
        followAll();
    Q_EMIT changed();
}

void Breakpoints::followAll()
{
    for (const ActorInfo &info : m_tree->all())
        follow(info.id.uuid);
}

void Breakpoints::follow(const QUuid &uuid)
{
    const ActorInfo *info = m_tree->find(uuid);
    const bool lives = info && info->debug && info->pid > 0 && info->state != ActorInfo::State::Ended && info->state != ActorInfo::State::Starting;
    if (!lives || !concerns(info->executable) || m_followed.contains(info->pid))
        return;
    m_followed.insert(info->pid);
    m_engine->follow(info->pid, [] {});
}

void Breakpoints::connected(const ActorId &actor, qint64 pid, bool waits)
{
    const auto go = [this, actor] { m_keeper->send(actor, {{"type"_L1, QLatin1StringView(protocol::go)}}); };
    if (!holdsNewborn() || m_broken) {
        if (waits)
            go();
        return;
    }
    m_keeper->send(actor, {{"type"_L1, QLatin1StringView(protocol::breakpoints)}, {"set"_L1, true}});
    const ActorInfo *info = m_tree->find(actor.uuid);
    // One that waits for its program to be known concerns every program.
    const bool mayConcern = info && (concerns(info->executable) || std::ranges::any_of(m_list, [](const Breakpoint &known) { return known.enabled && known.programs.isEmpty(); }) || !m_again.isEmpty());
    if (!mayConcern || m_followed.contains(pid)) {
        if (waits)
            go();
        return;
    }
    m_followed.insert(pid);
    m_engine->follow(pid, [waits, go] {
        if (waits)
            go();
    });
}

void Breakpoints::engineReady()
{
    m_broken = false;
    restore(std::exchange(m_again, {}));
}

void Breakpoints::engineDied()
{
    m_followed.clear();
    m_broken = true;
    m_again += std::exchange(m_list, {});
    Q_EMIT changed();
}

} // namespace furrow::ui
