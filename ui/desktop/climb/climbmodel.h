// SPDX-License-Identifier: MIT
#pragma once

#include "core/climbkeeper.h"

#include <QAbstractListModel>
#include <QPointer>

namespace furrow::ui {

/// How the rail beside the rows runs through one of them. Lanes are counted from the left; the errors of a group have one each.
struct ClimbRail
{
    int lane = 0;
    int lanes = 1;         ///< of all rows
    bool up = false;       ///< the error has climbed on from here
    bool down = false;     ///< it has come from the row below
    QList<int> through;    ///< lanes that pass by
    QList<int> joins;      ///< lanes that end here, from below
};

/// The hops of one climb, as an actor tree has them: the highest first, where it was raised last. The errors of a group follow below
/// the hop where they have met.
/// Thread: that of the keeper.
class ClimbModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        HopRole = Qt::UserRole, ///< ClimbHop
        RailRole,               ///< ClimbRail
        WhatRole,               ///< "raised NameError: no dog", "relayed NameError from leaf"
        ReplRole,               ///< "REPL open", "passed by its filter"
        PlaceRole,              ///< "function at file.cpp:12"
        ErrorIdRole,
    };

    explicit ClimbModel(const ClimbKeeper *keeper, QObject *parent = nullptr);

    void show(const QString &errorId);
    QString errorId() const { return m_errorId; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QModelIndex indexOf(const QString &errorId, const QUuid &actor) const;

    static QString replText(const ClimbHop &hop);

private:
    struct Row
    {
        QString errorId;
        qsizetype hop = 0;
        QUuid actor;
        ClimbRail rail;
        bool isSame(const Row &other) const { return errorId == other.errorId && actor == other.actor; }
    };

    void refresh();
    QList<Row> rowsOf() const;
    int place(const Climb &climb, int lane, bool isBranch, QStringList *seen, QList<Row> *rows) const;
    const ClimbHop *hopAt(const Row &row) const;
    QString whatText(const Row &row, const ClimbHop &hop) const;

    QPointer<const ClimbKeeper> m_keeper;
    QString m_errorId;
    QList<Row> m_rows;
};

} // namespace furrow::ui

Q_DECLARE_METATYPE(furrow::ui::ClimbHop)
Q_DECLARE_METATYPE(furrow::ui::ClimbRail)
