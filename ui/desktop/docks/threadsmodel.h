// SPDX-License-Identifier: MIT
#pragma once

#include "engine/debugengine.h"

#include <QAbstractTableModel>
#include <QTimer>

namespace furrow::ui {

class Inspector;

/// The threads of the process at the prompt, each with the user's newest frame in it. Needs no widgets. Thread: that of the inspector.
class ThreadsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Tid, Name, Where, ColumnCount };
    enum Role { CurrentRole = Qt::UserRole }; ///< the prompt stands in it

    explicit ThreadsModel(Inspector *inspector, QObject *parent = nullptr);

    /// Asks for nothing while nobody looks.
    void setWatched(bool watched);
    QString message() const { return m_message; }
    /// Has the prompt stand in this thread; `refused` may follow.
    void select(const QModelIndex &index);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void messageChanged(const QString &sentence);
    void refused(const QString &sentence);

private:
    void refresh();
    void show(const QList<ThreadInfo> &threads, const QString &sentence);

    Inspector *m_inspector;
    QList<ThreadInfo> m_threads;
    QString m_message;
    QTimer m_refresh;
    bool m_watched = false;
};

} // namespace furrow::ui
