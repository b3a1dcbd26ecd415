// SPDX-License-Identifier: MIT
#pragma once

#include "docktree.h"

namespace furrow::ui {

class Console;
class ThreadsModel;

/// The threads of the process at the prompt, the one where it stands in bold; a double-click or Enter has it stand in another.
/// Asks for nothing while it is hidden. Thread: the GUI thread.
class ThreadsView : public DockTree
{
    Q_OBJECT
public:
    ThreadsView(Console *console, ThemeFollower *theme, QWidget *parent = nullptr);

    ThreadsModel *threads() const { return m_model; }

Q_SIGNALS:
    void refused(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    ThreadsModel *m_model;
};

} // namespace furrow::ui
