// SPDX-License-Identifier: MIT
#pragma once

#include "launchmodel.h"

#include <QListView>

namespace furrow::ui {

class ThemeFollower;

/// The list of what can be started. What is typed here goes to the search line; the row that was chosen stays so when others come or go.
/// Thread: the GUI thread.
class LaunchList : public QListView
{
    Q_OBJECT
public:
    LaunchList(LaunchModel *model, ThemeFollower *theme, QWidget *parent = nullptr);

    LaunchModel *launches() const { return m_model; }
    /// Up, down, page up and page down, from wherever they were pressed. False: it is another key.
    bool moveBy(QKeyEvent *event);
    void chooseFirst();

Q_SIGNALS:
    void startAsked(const QModelIndex &index);
    void choiceChanged();
    void typed(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    LaunchModel *m_model;
    QString m_key; ///< of the chosen row
    int m_row = 0;
};

} // namespace furrow::ui
