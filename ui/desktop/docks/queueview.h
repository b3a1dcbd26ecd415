// SPDX-License-Identifier: MIT
#pragma once

#include "docktree.h"

#include <QAbstractTableModel>
#include <QUuid>

namespace furrow::ui {

class Console;
struct Entry;

/// Who waits for the console, first in first. Thread: the GUI thread.
class QueueModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { ActorColumn, WhyColumn, PlaceColumn, SinceColumn, ColumnCount };
    enum Role { EntryRole = Qt::UserRole + 1, ActorRole };

    explicit QueueModel(Console *console, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void refresh();

    Console *m_console;
    QList<Entry> m_queue;
};

/// The queue to look at; its first row is the next. Thread: the GUI thread.
class QueueView : public DockTree
{
    Q_OBJECT
public:
    QueueView(Console *console, ThemeFollower *theme, QWidget *parent = nullptr);

Q_SIGNALS:
    void actorActivated(const QUuid &uuid); ///< double-click or enter

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    Console *m_console;
    QueueModel m_model;
};

} // namespace furrow::ui
