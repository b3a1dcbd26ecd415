// SPDX-License-Identifier: MIT
#pragma once

#include "engine/debugengine.h"

#include <QFrame>

class QListView;
class QStandardItemModel;

namespace furrow::ui {

/// The list of what may be meant, each with its kind, below or above the word being typed. The keyboard stays with the line:
/// who owns it hands the keys for the list to handleKey().
/// Thread: the GUI thread.
class CompletionPopup : public QFrame
{
    Q_OBJECT
public:
    explicit CompletionPopup(QWidget *parent);

    /// Shows `candidates`, of which the first `typed` characters stand in the line already, at that rectangle of `near`.
    void open(const QList<Completion> &candidates, qsizetype typed, QWidget *near, const QRect &rectangle);
    QString current() const;
    /// Arrows, page keys, home and end with ctrl move; enter and tab choose; escape closes. False: the key is the line's.
    bool handleKey(QKeyEvent *event);

Q_SIGNALS:
    void chosen(const QString &text);

private:
    void move(int rows);

    QListView *m_list;
    QStandardItemModel *m_model;
};

} // namespace furrow::ui
