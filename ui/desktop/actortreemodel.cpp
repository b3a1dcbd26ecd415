// SPDX-License-Identifier: MIT
#include "actortreemodel.h"

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace furrow::ui {

struct ActorTreeModel::Node
{
    QUuid uuid;
    Node *parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> children;
};

ActorTreeModel::ActorTreeModel(ActorTree *tree, QObject *parent)
    : QAbstractItemModel(parent), m_tree(tree), m_root(std::make_unique<Node>())
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(16ms);
    connect(&m_frame, &QTimer::timeout, this, &ActorTreeModel::tellChanges);
    connect(tree, &ActorTree::inserted, this, &ActorTreeModel::insert);
    connect(tree, &ActorTree::changed, this, &ActorTreeModel::change);
    for (const ActorInfo &info : tree->all())
        insert(info.id.uuid);
}

ActorTreeModel::~ActorTreeModel() = default;

ActorTreeModel::Node *ActorTreeModel::parentNodeFor(const ActorInfo &info) const
{
    return m_nodes.value(info.parent.uuid, m_root.get());
}

void ActorTreeModel::insert(const QUuid &uuid)
{
    const ActorInfo *info = m_tree->find(uuid);
    if (!info || m_nodes.contains(uuid)) {
        change(uuid);
        return;
    }
    Node *parent = parentNodeFor(*info);
    const int row = int(parent->children.size());
    beginInsertRows(indexOf(parent), row, row);
    auto node = std::make_unique<Node>();
    node->uuid = uuid;
    node->parent = parent;
    node->row = row;
    m_nodes.insert(uuid, node.get());
    parent->children.push_back(std::move(node));
    endInsertRows();
    for (const QUuid &child : m_tree->childrenOf(uuid)) // they may have been heard of before their parent
        change(child);
}

void ActorTreeModel::change(const QUuid &uuid)
{
    Node *node = m_nodes.value(uuid);
    const ActorInfo *info = m_tree->find(uuid);
    if (!node || !info)
        return;
    // A child may be heard of before its parent; it moves below it as soon as that is known.
    Node *parent = parentNodeFor(*info);
    if (parent != node->parent && parent != node) {
        Node *old = node->parent;
        const int from = node->row;
        const int to = int(parent->children.size());
        if (beginMoveRows(indexOf(old), from, from, indexOf(parent), to)) {
            auto owned = std::move(old->children[std::size_t(from)]);
            old->children.erase(old->children.begin() + from);
            for (std::size_t i = std::size_t(from); i < old->children.size(); ++i)
                old->children[i]->row = int(i);
            owned->parent = parent;
            owned->row = to;
            parent->children.push_back(std::move(owned));
            endMoveRows();
        }
    }
    m_changed.insert(uuid);
    if (!m_frame.isActive())
        m_frame.start();
}

void ActorTreeModel::tellChanges()
{
    const QSet<QUuid> changed = std::exchange(m_changed, {});
    for (const QUuid &uuid : changed) {
        if (const Node *node = m_nodes.value(uuid))
            Q_EMIT dataChanged(indexOf(node, 0), indexOf(node, ColumnCount - 1));
    }
}

ActorTreeModel::Node *ActorTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex ActorTreeModel::indexOf(const Node *node, int column) const
{
    return node == m_root.get() ? QModelIndex() : createIndex(node->row, column, node);
}

QModelIndex ActorTreeModel::indexOf(const QUuid &uuid) const
{
    const Node *node = m_nodes.value(uuid);
    return node ? indexOf(node) : QModelIndex();
}

QUuid ActorTreeModel::uuidOf(const QModelIndex &index) const
{
    return index.isValid() ? nodeOf(index)->uuid : QUuid();
}

QModelIndex ActorTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeOf(parent)->children[std::size_t(row)].get());
}

QModelIndex ActorTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeOf(index)->parent) : QModelIndex();
}

int ActorTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(nodeOf(parent)->children.size());
}

int ActorTreeModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool ActorTreeModel::isRelayed(const Node *node, const ActorInfo &info) const
{
    if (info.errorId.isEmpty())
        return false;
    return std::ranges::any_of(node->children, [&](const auto &child) {
        const ActorInfo *other = m_tree->find(child->uuid);
        return other && other->errorId == info.errorId;
    });
}

QString ActorTreeModel::stateText(ActorInfo::State state)
{
    switch (state) {
    case ActorInfo::State::Starting:
        return tr("starting");
    case ActorInfo::State::Running:
        return tr("running");
    case ActorInfo::State::WaitingForConsole:
        return tr("waits for the console");
    case ActorInfo::State::AtPrompt:
        return tr("at its prompt");
    case ActorInfo::State::Crashed:
        return tr("crashed");
    case ActorInfo::State::Cancelling:
        return tr("cancelling");
    case ActorInfo::State::Ended:
        return tr("ended");
    }
    return {};
}

QString ActorTreeModel::detail(const Node *node, const ActorInfo &info) const
{
    QString text = stateText(info.state);
    if (info.state == ActorInfo::State::Ended) {
        if (info.signal != 0)
            text = tr("ended by signal %1").arg(info.signal);
        else if (info.exitStatus >= 0)
            text = tr("ended, status %1").arg(info.exitStatus);
    }
    // The icon says the state; the error says more, and an arrow that it came up from a child.
    if (!info.error.isEmpty())
        return isRelayed(node, info) ? tr("↑ %1").arg(info.error) : info.error;
    const bool stands = info.state == ActorInfo::State::AtPrompt || info.state == ActorInfo::State::WaitingForConsole
        || info.state == ActorInfo::State::Crashed;
    if (stands && !info.where.isEmpty())
        return tr("%1 · %2").arg(text, info.where);
    return text;
}

void ActorTreeModel::lookAtLoads(const QList<QUuid> &actors)
{
    QList<qint64> pids;
    for (const QUuid &uuid : actors) {
        const ActorInfo *info = m_tree->find(uuid);
        if (info && info->pid > 0 && info->state != ActorInfo::State::Ended)
            pids.append(info->pid);
    }
    m_loads.look(pids);
    for (const QUuid &uuid : actors) {
        if (const Node *node = m_nodes.value(uuid))
            Q_EMIT dataChanged(indexOf(node, 0), indexOf(node, ColumnCount - 1), {LoadRole});
    }
}

static QString ageText(qint64 seconds)
{
    if (seconds < 60)
        return ActorTreeModel::tr("%1 s").arg(std::max<qint64>(seconds, 0));
    if (seconds < 3600)
        return ActorTreeModel::tr("%1 min").arg(seconds / 60);
    if (seconds < 48 * 3600)
        return ActorTreeModel::tr("%1 h").arg(seconds / 3600);
    return ActorTreeModel::tr("%1 d").arg(seconds / 86400);
}

QString ActorTreeModel::load(const ActorInfo &info) const
{
    const std::optional<ProcessLoad> load = info.state == ActorInfo::State::Ended ? std::nullopt : m_loads.of(info.pid);
    if (!load)
        return {};
    const double megabytes = double(load->memory) / (1024 * 1024);
    const QString memory = megabytes < 1024 ? tr("%1 MB").arg(std::round(megabytes)) : tr("%1 GB").arg(megabytes / 1024, 0, 'f', 1);
    const QString age = ageText(load->born.secsTo(QDateTime::currentDateTime()));
    return load->processors ? tr("%1 % · %2 · %3").arg(std::round(*load->processors * 100)).arg(memory, age) : tr("%1 · %2").arg(memory, age);
}

QVariant ActorTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = nodeOf(index);
    const ActorInfo *info = m_tree->find(node->uuid);
    if (!info)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Name:
            return info->id.name;
        case State:
            return stateText(info->state);
        case Pid:
            return info->pid > 0 ? QVariant(info->pid) : QVariant();
        case Where:
            return info->where;
        default:
            return {};
        }
    case Qt::ToolTipRole: {
        QString text = u"<b>%1</b><br>%2<br>"_s.arg(info->id.name.toHtmlEscaped(), stateText(info->state));
        if (!info->error.isEmpty())
            text += (isRelayed(node, *info) ? tr("Relayed from a child: %1") : tr("Raised here: %1")).arg(info->error.toHtmlEscaped()) + u"<br>"_s;
        if (!info->where.isEmpty())
            text += tr("Last entry: %1").arg(info->where.toHtmlEscaped()) + u"<br>"_s;
        text += tr("pid %1").arg(info->pid) + u"<br><small>%1<br>%2</small>"_s.arg(
            info->id.uuid.toString(QUuid::WithoutBraces), info->executable.toHtmlEscaped());
        if (const QString used = load(*info); !used.isEmpty())
            text += u"<br>"_s + tr("Processor, memory of its own, age: %1").arg(used);
        if (!info->debug)
            text += u"<br>"_s + tr("Not in debug mode: it never opens a REPL.");
        return text;
    }
    case Qt::AccessibleTextRole:
        return info->error.isEmpty() ? tr("%1, pid %2, %3").arg(info->id.name).arg(info->pid).arg(detail(node, *info))
                                     : tr("%1, pid %2, %3, %4")
                                           .arg(info->id.name)
                                           .arg(info->pid)
                                           .arg(stateText(info->state), info->error);
    case UuidRole:
        return node->uuid;
    case StateRole:
        return int(info->state);
    case DetailRole:
        return detail(node, *info);
    case ErrorRole:
        return info->error;
    case ErrorIdRole:
        return info->errorId;
    case LoadRole:
        return load(*info);
    case RelayedRole:
        return isRelayed(node, *info);
    default:
        return {};
    }
}

QVariant ActorTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Actor");
    case State:
        return tr("State");
    case Pid:
        return tr("PID");
    case Where:
        return tr("Where");
    default:
        return {};
    }
}

} // namespace furrow::ui
