// SPDX-License-Identifier: MIT
#pragma once

#include "stackmodel.h"

#include <QTreeView>

namespace furrow::ui {

/// The stack to look at and to move in. Thread: the GUI thread.
class StackView : public QTreeView
{
    Q_OBJECT
public:
    explicit StackView(QWidget *parent = nullptr);

    StackModel *model() { return &m_model; }
    /// As StackModel::setFrames; empty: `note` says why.
    void setFrames(const QList<Frame> &frames, int current);
    void setNote(const QString &note);
    void copy();

Q_SIGNALS:
    void frameActivated(int index);                          ///< double-click or enter
    void sourceRequested(const QString &file, int line);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void activate(const QModelIndex &index);

    StackModel m_model;
    QString m_note;
};

} // namespace furrow::ui
