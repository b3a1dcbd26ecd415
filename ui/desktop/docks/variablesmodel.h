// SPDX-License-Identifier: MIT
#pragma once

#include "engine/debugengine.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QPointer>
#include <QSet>
#include <QTimer>

#include <memory>
#include <vector>

namespace furrow::ui {

class Inspector;

/// The variables of the frame at the prompt, their parts fetched as far as somebody looks. Rows stay across stops as long as their names
/// do, so that what is open stays open; a value that is another one than at the last stop in the same function is marked. Needs no widgets.
///
/// \code
/// VariablesModel model(console->inspector());
/// view->setModel(&model);
/// model.setWatched(true); // asks for nothing while nobody looks
/// \endcode
/// Thread: that of the inspector.
class VariablesModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Name, Value, Type, ColumnCount };
    enum Role {
        ChangedRole = Qt::UserRole, ///< the value was another one at the last stop in this function
        FailedRole,                 ///< the value is the reason why there is none
        ExpressionRole,             ///< by which the prompt knows the variable, or empty
    };

    explicit VariablesModel(Inspector *inspector, QObject *parent = nullptr);
    ~VariablesModel() override;

    void setWatched(bool watched);
    /// What to say while there are no rows.
    QString message() const { return m_message; }
    /// A view has opened or closed it: what is closed is fetched anew when it is opened, and what was open is opened again.
    void setExpanded(const QModelIndex &index, bool expanded);
    /// Whether there are parts behind those that are rows already, and asks for the next of them. Not by `canFetchMore`, which is for the
    /// first ones: QTreeView fetches more each time that it lays rows out, and so on for ten million of them.
    bool hasMore(const QModelIndex &parent) const;
    void fetchNext(const QModelIndex &parent);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    /// Asks for it; `refused` may follow.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void messageChanged(const QString &sentence);
    void wasExpanded(const QModelIndex &index);                       ///< as it was the last time: it should be open again
    void refused(const QModelIndex &index, const QString &sentence);  ///< the value was not set

private:
    struct Node;
    /// The values of one function, by path.
    struct Known
    {
        quint64 stop = 0;
        QHash<QString, QString> now, before;
    };

    void refresh();
    void show(const Variables &all);
    void clear(const QString &sentence);
    void setMessage(const QString &sentence);
    void fetch(Node *node, int from, int count);
    void showParts(quint64 id, quint64 reference, int from, const Variables &parts);
    /// Makes the rows below `parent` from number `from` on those of the list.
    void merge(Node *parent, std::size_t from, QList<Variable> list);
    void insertRows(Node *parent, std::size_t at, QList<Variable> list);
    void dropRows(Node *parent, std::size_t first, std::size_t count);
    void update(Node *node, const Variable &variable);
    void mark(Node *node);
    void forget(Node *node);
    QString pathOf(const Node *node) const;
    Node *nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(const Node *node, int column = 0) const;

    Inspector *m_inspector;
    std::unique_ptr<Node> m_root;
    QHash<quint64, Node *> m_nodes;   ///< by number, since answers come later
    quint64 m_lastId = 0;
    QHash<QString, Known> m_known;    ///< by function
    QString m_function;
    QSet<QString> m_expanded;         ///< paths
    QString m_message;
    QTimer m_refresh;
    bool m_watched = false;
};

} // namespace furrow::ui
