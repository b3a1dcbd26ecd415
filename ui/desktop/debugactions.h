// SPDX-License-Identifier: MIT
#pragma once

#include "core/console.h"

#include <QObject>

class QAction;
class QMenu;
class QToolBar;
class QWidget;

namespace furrow::ui {

/// What toolbar, menu and keys do at a prompt. Each action is enabled only when it means something there and then.
/// Thread: the GUI thread.
class DebugActions : public QObject
{
    Q_OBJECT
public:
    DebugActions(Console *console, QWidget *window);

    void fill(QToolBar *toolBar) const;
    void fill(QMenu *menu) const;
    QAction *stopTree() const { return m_stopTree; }
    QAction *interrupt() const { return m_interrupt; }

private:
    QAction *add(const QString &name, const QString &text, const QString &themeIcon, const QString &ownIcon, const QKeySequence &key);
    void refresh();

    Console *m_console;
    QWidget *m_window;
    QAction *m_continue;
    QAction *m_next;
    QAction *m_step;
    QAction *m_finish;
    QAction *m_quit;
    QAction *m_interrupt;
    QAction *m_stopTree;
};

} // namespace furrow::ui
