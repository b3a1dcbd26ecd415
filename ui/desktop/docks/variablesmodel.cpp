// SPDX-License-Identifier: MIT
#include "variablesmodel.h"

#include "core/inspector.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr int chunk = 100;     ///< parts that are fetched at once
constexpr int keptParts = 1000; ///< of an open row across a stop
constexpr int keptFunctions = 64;
constexpr int keptExpansions = 4096;
constexpr QChar separator(0x1f);

} // namespace

struct VariablesModel::Node
{
    quint64 id = 0;
    Variable variable;
    QString key;             ///< its name, and its number among those of the same name
    Node *parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> children;
    quint64 asked = 0;       ///< the reference whose parts are under way
    bool fetched = false;    ///< as far as there are children
    bool more = false;
    bool expanded = false;
    bool changed = false;
    QString refusal;         ///< why it was not set the last time
};

VariablesModel::VariablesModel(Inspector *inspector, QObject *parent)
    : QAbstractItemModel(parent), m_inspector(inspector), m_root(std::make_unique<Node>())
{
    // By way of the loop: several changes are one, and a line that is handed in at once comes first.
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(0);
    connect(&m_refresh, &QTimer::timeout, this, &VariablesModel::refresh);
    connect(inspector, &Inspector::changed, &m_refresh, qOverload<>(&QTimer::start));
    connect(inspector, &Inspector::gone, this, &VariablesModel::refresh);
    refresh();
}

VariablesModel::~VariablesModel() = default;

void VariablesModel::setWatched(bool watched)
{
    if (std::exchange(m_watched, watched) != watched && watched)
        refresh();
}

void VariablesModel::refresh()
{
    if (!m_inspector->isReady()) {
        m_refresh.stop();
        return clear(tr("Locals are shown while an actor stands at its prompt."));
    }
    if (!m_watched)
        return;
    m_inspector->variables([self = QPointer(this)](const Variables &all) {
        if (self && self->m_inspector->isReady())
            self->show(all);
    });
}

void VariablesModel::show(const Variables &all)
{
    if (all.interrupted)
        return;
    if (!all.failure.isEmpty())
        return clear(all.failure);
    m_function = QString::number(m_inspector->stop().pid) + separator + all.function;
    if (m_known.size() > keptFunctions && !m_known.contains(m_function))
        m_known.clear();
    Known &known = m_known[m_function];
    if (std::exchange(known.stop, m_inspector->stopNumber()) != m_inspector->stopNumber())
        known.before = std::exchange(known.now, {});
    merge(m_root.get(), 0, all.list);
    setMessage(all.list.isEmpty() ? tr("There are no variables here.") : QString());
}

void VariablesModel::clear(const QString &sentence)
{
    if (!m_root->children.empty())
        dropRows(m_root.get(), 0, m_root->children.size());
    setMessage(sentence);
}

void VariablesModel::setMessage(const QString &sentence)
{
    if (std::exchange(m_message, sentence) != sentence)
        Q_EMIT messageChanged(sentence);
}

void VariablesModel::setExpanded(const QModelIndex &index, bool expanded)
{
    Node *node = nodeOf(index);
    if (node == m_root.get() || node->expanded == expanded)
        return;
    node->expanded = expanded;
    if (!expanded) {
        m_expanded.remove(pathOf(node));
        return;
    }
    if (m_expanded.size() > keptExpansions)
        m_expanded.clear();
    m_expanded.insert(pathOf(node));
    fetchMore(index);
}

// --- rows

void VariablesModel::merge(Node *parent, std::size_t from, QList<Variable> list)
{
    // Names may occur more than once, as the keys of a multimap.
    QHash<QString, int> occurrences;
    for (std::size_t i = 0; i < from; ++i)
        ++occurrences[parent->children[i]->variable.name];
    std::vector<QString> keys;
    for (const Variable &variable : list) {
        const int number = ++occurrences[variable.name];
        keys.push_back(number == 1 ? variable.name : u"%1#%2"_s.arg(variable.name).arg(number));
    }
    auto &rows = parent->children;
    for (std::size_t i = 0; i < keys.size();) {
        const std::size_t at = from + i;
        if (at < rows.size() && rows[at]->key == keys[i]) {
            update(rows[at].get(), list[qsizetype(i)]);
            ++i;
            continue;
        }
        const auto same = std::find_if(rows.begin() + std::ptrdiff_t(std::min(at, rows.size())), rows.end(),
                                       [&](const auto &row) { return row->key == keys[i]; });
        if (same != rows.end()) {
            dropRows(parent, at, std::size_t(same - rows.begin()) - at);
            continue;
        }
        // All the new ones in a row at once.
        std::size_t end = i + 1;
        while (end < keys.size() && std::ranges::none_of(rows, [&](const auto &row) { return row->key == keys[end]; }))
            ++end;
        QList<Variable> added = list.mid(qsizetype(i), qsizetype(end - i));
        insertRows(parent, at, added);
        for (std::size_t j = i; j < end; ++j)
            rows[from + j]->key = keys[j];
        for (std::size_t j = i; j < end; ++j) {
            Node *node = rows[from + j].get();
            mark(node);
            if (node->variable.hasChildren && m_expanded.contains(pathOf(node)))
                Q_EMIT wasExpanded(indexOf(node));
        }
        i = end;
    }
    if (rows.size() > from + keys.size())
        dropRows(parent, from + keys.size(), rows.size() - from - keys.size());
}

void VariablesModel::insertRows(Node *parent, std::size_t at, QList<Variable> list)
{
    beginInsertRows(indexOf(parent), int(at), int(at) + int(list.size()) - 1);
    std::vector<std::unique_ptr<Node>> added;
    for (Variable &variable : list) {
        auto node = std::make_unique<Node>();
        node->id = ++m_lastId;
        node->variable = std::move(variable);
        node->parent = parent;
        m_nodes.insert(node->id, node.get());
        added.push_back(std::move(node));
    }
    auto &rows = parent->children;
    rows.insert(rows.begin() + std::ptrdiff_t(at), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
    for (std::size_t i = at; i < rows.size(); ++i)
        rows[i]->row = int(i);
    endInsertRows();
}

void VariablesModel::dropRows(Node *parent, std::size_t first, std::size_t count)
{
    if (!count)
        return;
    beginRemoveRows(indexOf(parent), int(first), int(first + count) - 1);
    auto &rows = parent->children;
    for (std::size_t i = first; i < first + count; ++i)
        forget(rows[i].get());
    rows.erase(rows.begin() + std::ptrdiff_t(first), rows.begin() + std::ptrdiff_t(first + count));
    for (std::size_t i = first; i < rows.size(); ++i)
        rows[i]->row = int(i);
    endRemoveRows();
}

void VariablesModel::forget(Node *node)
{
    m_nodes.remove(node->id);
    for (const auto &child : node->children)
        forget(child.get());
}

void VariablesModel::update(Node *node, const Variable &variable)
{
    const Variable before = std::exchange(node->variable, variable);
    const bool wasMarked = node->changed;
    mark(node);
    const bool same = before.value == variable.value && before.type == variable.type && before.failed == variable.failed
        && before.assignable == variable.assignable && before.hasChildren == variable.hasChildren && wasMarked == node->changed && node->refusal.isEmpty();
    node->refusal.clear();
    if (!same)
        Q_EMIT dataChanged(indexOf(node, Name), indexOf(node, Type));
    node->asked = 0;
    if (variable.hasChildren && node->expanded)
        return fetch(node, 0, std::clamp(int(node->children.size()), chunk, keptParts));
    node->fetched = node->more = false;
    dropRows(node, 0, node->children.size());
}

void VariablesModel::mark(Node *node)
{
    Known &known = m_known[m_function];
    const QString path = pathOf(node);
    const auto before = known.before.constFind(path);
    node->changed = before != known.before.cend() && *before != node->variable.value;
    known.now.insert(path, node->variable.value);
}

QString VariablesModel::pathOf(const Node *node) const
{
    QString path;
    for (; node != m_root.get(); node = node->parent)
        path = separator + node->key + path;
    return m_function + path;
}

// --- parts

bool VariablesModel::canFetchMore(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return node != m_root.get() && node->variable.hasChildren && !node->asked && !node->fetched && m_inspector->isReady();
}

void VariablesModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        fetch(nodeOf(parent), 0, chunk);
}

bool VariablesModel::hasMore(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return node->more && !node->asked && m_inspector->isReady();
}

void VariablesModel::fetchNext(const QModelIndex &parent)
{
    if (hasMore(parent))
        fetch(nodeOf(parent), int(nodeOf(parent)->children.size()), chunk);
}

void VariablesModel::fetch(Node *node, int from, int count)
{
    node->asked = node->variable.reference;
    m_inspector->children(node->variable.reference, from, count,
                          [self = QPointer(this), id = node->id, reference = node->variable.reference, from](const Variables &parts) {
                              if (self)
                                  self->showParts(id, reference, from, parts);
                          });
}

void VariablesModel::showParts(quint64 id, quint64 reference, int from, const Variables &parts)
{
    Node *node = m_nodes.value(id);
    if (!node || node->asked != reference)
        return;
    node->asked = 0;
    if (parts.interrupted)
        return;
    node->fetched = true;
    node->more = parts.more && parts.failure.isEmpty();
    QList<Variable> list = parts.list;
    if (!parts.failure.isEmpty())
        list = {Variable{.value = parts.failure, .failed = true}};
    merge(node, std::min(std::size_t(from), node->children.size()), list);
    if (node->children.empty()) // and so nothing to open
        Q_EMIT dataChanged(indexOf(node, Name), indexOf(node, Type));
}

// --- for views

VariablesModel::Node *VariablesModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex VariablesModel::indexOf(const Node *node, int column) const
{
    return node == m_root.get() ? QModelIndex() : createIndex(node->row, column, node);
}

QModelIndex VariablesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeOf(parent)->children[std::size_t(row)].get());
}

QModelIndex VariablesModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeOf(index)->parent) : QModelIndex();
}

int VariablesModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(nodeOf(parent)->children.size());
}

int VariablesModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool VariablesModel::hasChildren(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return false;
    const Node *node = nodeOf(parent);
    return !node->children.empty() || (node->variable.hasChildren && !node->fetched);
}

Qt::ItemFlags VariablesModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    if (index.isValid() && index.column() == Value && nodeOf(index)->variable.assignable)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant VariablesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = nodeOf(index);
    const Variable &variable = node->variable;
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Name ? variable.name : index.column() == Value ? variable.value : variable.type;
    case Qt::EditRole:
        return index.column() == Value ? variable.value : QVariant();
    case Qt::ToolTipRole:
        if (!node->refusal.isEmpty())
            return tr("It was not set: %1").arg(node->refusal);
        if (variable.name.isEmpty() || variable.failed)
            return variable.value;
        return variable.type.isEmpty() ? u"%1 = %2"_s.arg(variable.name, variable.value)
                                       : u"%1 = %2\n%3"_s.arg(variable.name, variable.value, variable.type);
    case Qt::AccessibleTextRole: {
        if (variable.name.isEmpty())
            return variable.value;
        const QString text = variable.type.isEmpty() ? tr("%1 is %2").arg(variable.name, variable.value)
                                                     : tr("%1 is %2, of type %3").arg(variable.name, variable.value, variable.type);
        return node->changed ? tr("%1, changed since the last stop").arg(text) : text;
    }
    case ChangedRole:
        return node->changed;
    case FailedRole:
        return variable.failed;
    case ExpressionRole:
        return variable.expression;
    default:
        return {};
    }
}

bool VariablesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    const Node *node = nodeOf(index);
    if (value.toString() == node->variable.value)
        return true; // left as it was
    m_inspector->assign(node->variable.reference, value.toString(), [self = QPointer(this), id = node->id](const Variables &answer) {
        Node *set = self ? self->m_nodes.value(id) : nullptr;
        if (!set)
            return;
        if (answer.failure.isEmpty() && !answer.list.isEmpty()) {
            // `changed` follows, with its parts and whatever else it has changed.
            set->variable.value = answer.list.first().value;
            set->refusal.clear();
            self->mark(set);
        } else {
            set->refusal = answer.failure;
        }
        Q_EMIT self->dataChanged(self->indexOf(set, Name), self->indexOf(set, Type));
        if (self && !answer.failure.isEmpty())
            Q_EMIT self->refused(self->indexOf(set, Value), answer.failure);
    });
    return true;
}

QVariant VariablesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Value:
        return tr("Value");
    case Type:
        return tr("Type");
    default:
        return {};
    }
}

} // namespace furrow::ui
