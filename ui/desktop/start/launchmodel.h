// SPDX-License-Identifier: MIT
#pragma once

#include "core/runconfiguration.h"
#include "examplelist.h"

#include <QAbstractListModel>
#include <QHash>

namespace furrow::ui {

/// What the welcome page offers to start: pinned, recent ones and examples, each under a heading, as far as a search finds them.
/// Thread: the GUI thread.
class LaunchModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        DetailRole = Qt::UserRole, ///< the second line
        ReasonRole,                ///< why it cannot be started; empty: it can
        HeadingRole,               ///< bool: a heading, which cannot be chosen
        ExampleRole,               ///< bool
        PinnedRole,                ///< bool
        KeyRole,                   ///< the same as long as it is the same program, wherever its row is
    };

    using QAbstractListModel::QAbstractListModel;

    void setConfigurations(const QList<RunConfiguration> &configurations);
    /// By id, of those that cannot be started.
    void setReasons(const QHash<QUuid, QString> &reasons);
    void setExamples(const QList<Example> &examples);
    /// Words that must all be found, in any order; upper and lower case are one.
    void setFilter(const QString &filter);
    QString filter() const { return m_filter; }

    /// What that row starts; an example's has no id. Empty for a heading.
    RunConfiguration configuration(const QModelIndex &index) const;
    QModelIndex indexOf(const QString &key) const;
    /// The first row that can be chosen at `row` or beyond, in that direction (1 or -1); invalid: none.
    QModelIndex nextChoice(int row, int direction = 1) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        QString title;
        QString detail;
        QString reason;
        QString key; ///< empty: a heading
        RunConfiguration configuration;
        bool example = false;
    };
    void rebuild();
    void addSection(const QString &heading, QList<Row> rows);
    Row rowOf(const RunConfiguration &configuration) const;

    QList<RunConfiguration> m_configurations;
    QHash<QUuid, QString> m_reasons;
    QList<Example> m_examples;
    QString m_filter;
    QList<Row> m_rows;
};

} // namespace furrow::ui
