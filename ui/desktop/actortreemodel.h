// SPDX-License-Identifier: MIT
#pragma once

#include "core/actortree.h"
#include "core/processload.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <memory>
#include <vector>

namespace furrow::ui {

/// The tree of actors as Qt's views want it. Needs no widgets. Changes are gathered for one frame, so that thousands of them
/// a second cost a view no more than it can paint; births are told at once.
///
/// \code
/// ActorTreeModel model(console->tree());
/// view->setModel(&model);
/// \endcode
/// Thread: that of the tree.
class ActorTreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Name, State, Pid, Where, ColumnCount };
    enum Role {
        UuidRole = Qt::UserRole,
        StateRole,   ///< int of ActorInfo::State
        DetailRole,  ///< what the actor does, in one line: its state and place, or its error
        ErrorRole,   ///< the error that reached it, or empty
        ErrorIdRole, ///< the same for every hop of one climb
        RelayedRole, ///< true: the error came from a child
        LoadRole,    ///< age, processor and memory of a living actor in one line; empty: nobody has looked
    };

    explicit ActorTreeModel(ActorTree *tree, QObject *parent = nullptr);
    ~ActorTreeModel() override;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    QModelIndex indexOf(const QUuid &uuid) const; ///< invalid when the actor is not known
    QUuid uuidOf(const QModelIndex &index) const;
    static QString stateText(ActorInfo::State state);
    /// Looks at the load of these actors' processes.
    void lookAtLoads(const QList<QUuid> &actors);

private:
    struct Node;

    void insert(const QUuid &uuid);
    void change(const QUuid &uuid);
    void tellChanges();
    Node *nodeOf(const QModelIndex &index) const;
    Node *parentNodeFor(const ActorInfo &info) const;
    QModelIndex indexOf(const Node *node, int column = 0) const;
    bool isRelayed(const Node *node, const ActorInfo &info) const;
    QString detail(const Node *node, const ActorInfo &info) const;
    QString load(const ActorInfo &info) const;

    ActorTree *m_tree;
    std::unique_ptr<Node> m_root;
    QHash<QUuid, Node *> m_nodes;
    QSet<QUuid> m_changed;
    ProcessLoads m_loads;
    QTimer m_frame;
};

} // namespace furrow::ui
