// SPDX-License-Identifier: MIT
#pragma once

#include "engine/debugengine.h"

#include <QAbstractItemModel>
#include <QFont>

namespace furrow::ui {

/// The whole stack as one list, newest first: native frames, the coroutines that await them, the actor that called. Frames that are hidden
/// at the prompt stand below a row that counts them.
/// Thread: the GUI thread.
class StackModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { FunctionColumn, PlaceColumn, ColumnCount };
    enum Role {
        IndexRole = Qt::UserRole + 1, ///< into the list that was set; -1 for a row of hidden ones
        CurrentRole,                  ///< bool: the prompt stands there
        FileRole,
        LineRole,
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// `current`: index of the frame where the prompt stands, or -1.
    void setFrames(const QList<Frame> &frames, int current);
    const QList<Frame> &frames() const { return m_frames; }
    /// Where that frame's row is.
    QModelIndex indexOf(int frame) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// A row of the first level: one frame to be seen, or a run of hidden ones.
    struct Row
    {
        int first = 0;
        int count = 1;
        bool folded = false;
    };
    int frameOf(const QModelIndex &index) const; ///< -1: a row of hidden ones
    QVariant frameData(int frame, int column, int role) const;

    QList<Frame> m_frames;
    QList<Row> m_rows;
    int m_current = -1;
};

} // namespace furrow::ui
