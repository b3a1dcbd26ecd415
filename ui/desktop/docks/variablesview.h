// SPDX-License-Identifier: MIT
#pragma once

#include "docktree.h"

class QAction;

namespace furrow::ui {

class Console;
class VariablesModel;

/// The variables of the frame at the prompt: values in quiet colours, changed ones bold, edited in place (F2, Enter or a double-click).
/// Asks for nothing while it is hidden. Thread: the GUI thread.
class VariablesView : public DockTree
{
    Q_OBJECT
public:
    VariablesView(Console *console, ThemeFollower *theme, QWidget *parent = nullptr);

    VariablesModel *variables() const { return m_model; }

Q_SIGNALS:
    void refused(const QString &sentence); ///< a value was not set

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void refreshActions();
    void copy(int column);
    void editValue();
    void printInConsole();
    void fetchWhatIsSeen();

    Console *m_console;
    VariablesModel *m_model;
    QAction *m_copyValue, *m_copyName, *m_edit, *m_print;
};

} // namespace furrow::ui
