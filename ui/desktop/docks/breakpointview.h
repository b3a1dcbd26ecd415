// SPDX-License-Identifier: MIT
#pragma once

#include "docktree.h"
#include "engine/breakpoint.h"

#include <QAbstractTableModel>

namespace furrow::ui {

class Breakpoints;

/// The user's breakpoints; a tick enables one, and its condition can be edited in place. Thread: the GUI thread.
class BreakpointModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { PlaceColumn, ConditionColumn, HitsColumn, ColumnCount };

    explicit BreakpointModel(Breakpoints *breakpoints, QObject *parent = nullptr);

    const Breakpoint &breakpoint(int row) const { return m_list[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void refresh();

    Breakpoints *m_breakpoints;
    QList<Breakpoint> m_list;
};

/// Thread: the GUI thread.
class BreakpointView : public DockTree
{
    Q_OBJECT
public:
    BreakpointView(Breakpoints *breakpoints, ThemeFollower *theme, QWidget *parent = nullptr);

Q_SIGNALS:
    void sourceRequested(const QString &file, int line);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void show(const QModelIndex &index);

    Breakpoints *m_breakpoints;
    BreakpointModel m_model;
};

} // namespace furrow::ui
