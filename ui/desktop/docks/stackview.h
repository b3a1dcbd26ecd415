// SPDX-License-Identifier: MIT
#pragma once

#include "docktree.h"
#include "stackmodel.h"

namespace furrow::ui {

/// The stack to look at and to move in. Thread: the GUI thread.
class StackView : public DockTree
{
    Q_OBJECT
public:
    explicit StackView(ThemeFollower *theme, QWidget *parent = nullptr);

    StackModel *model() { return &m_model; }
    /// As StackModel::setFrames.
    void setFrames(const QList<Frame> &frames, int current);
    void copy();

Q_SIGNALS:
    void frameActivated(int index);                          ///< double-click or enter
    void sourceRequested(const QString &file, int line);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void activate(const QModelIndex &index);

    StackModel m_model;
};

} // namespace furrow::ui
