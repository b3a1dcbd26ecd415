// SPDX-License-Identifier: MIT
#include "stackmodel.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QPalette>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr quintptr topLevel = 0; // of a child: the row of its parent, from 1

}

void StackModel::setFrames(const QList<Frame> &frames, int current)
{
    beginResetModel();
    m_frames = frames;
    m_current = current;
    m_rows.clear();
    for (int i = 0; i < frames.size(); ++i) {
        const bool folded = frames[i].hidden && i != current;
        if (folded && !m_rows.isEmpty() && m_rows.last().folded)
            ++m_rows.last().count;
        else
            m_rows.append({.first = i, .count = 1, .folded = folded});
    }
    endResetModel();
}

QModelIndex StackModel::indexOf(int frame) const
{
    for (int row = 0; row < m_rows.size(); ++row) {
        const Row &r = m_rows[row];
        if (frame >= r.first && frame < r.first + r.count)
            return r.folded ? index(frame - r.first, 0, index(row, 0)) : index(row, 0);
    }
    return {};
}

QModelIndex StackModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : topLevel);
}

QModelIndex StackModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == topLevel)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, topLevel);
}

int StackModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_rows.size());
    if (parent.internalId() != topLevel || parent.column() > 0)
        return 0;
    const Row &row = m_rows[parent.row()];
    return row.folded ? row.count : 0;
}

int StackModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

int StackModel::frameOf(const QModelIndex &index) const
{
    if (index.internalId() != topLevel)
        return m_rows[int(index.internalId()) - 1].first + index.row();
    const Row &row = m_rows[index.row()];
    return row.folded ? -1 : row.first;
}

QVariant StackModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int frame = frameOf(index);
    if (frame >= 0)
        return frameData(frame, index.column(), role);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == FunctionColumn ? tr("%n hidden frame(s)", nullptr, m_rows[index.row()].count) : QVariant();
    case Qt::ForegroundRole:
        return QGuiApplication::palette().color(QPalette::PlaceholderText);
    case IndexRole:
        return -1;
    default:
        return {};
    }
}

QVariant StackModel::frameData(int index, int column, int role) const
{
    const Frame &frame = m_frames[index];
    const bool current = index == m_current;
    switch (role) {
    case Qt::DisplayRole:
        if (column == PlaceColumn)
            return frame.file.isEmpty() ? QString() : u"%1:%2"_s.arg(QFileInfo(frame.file).fileName()).arg(frame.line);
        switch (frame.kind) {
        case Frame::Kind::Native:
            return frame.function;
        case Frame::Kind::Await:
            return tr("awaited by %1").arg(frame.function);
        case Frame::Kind::Caller:
            return tr("called by %1").arg(frame.function);
        }
        return {};
    case Qt::ToolTipRole:
        return frame.file.isEmpty() ? frame.function : u"%1\n%2:%3"_s.arg(frame.function, frame.file).arg(frame.line);
    case Qt::FontRole: {
        QFont font = QGuiApplication::font();
        font.setBold(current);
        font.setItalic(frame.kind == Frame::Kind::Caller);
        return font;
    }
    case Qt::ForegroundRole:
        if (frame.hidden || column == PlaceColumn)
            return QGuiApplication::palette().color(QPalette::PlaceholderText);
        return {};
    case Qt::AccessibleTextRole:
        return tr("%1 at %2 line %3%4")
            .arg(frame.function, QFileInfo(frame.file).fileName())
            .arg(frame.line)
            .arg(current ? tr(", the prompt stands here") : QString());
    case IndexRole:
        return index;
    case CurrentRole:
        return current;
    case FileRole:
        return frame.file;
    case LineRole:
        return frame.line;
    default:
        return {};
    }
}

QVariant StackModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == FunctionColumn ? tr("Function") : tr("Where");
}

} // namespace furrow::ui
