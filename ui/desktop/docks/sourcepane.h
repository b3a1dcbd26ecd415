// SPDX-License-Identifier: MIT
#pragma once

#include "engine/breakpoint.h"

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;

namespace furrow::ui {

class MessageBar;
class SourceEditor;
class ThemeFollower;

/// The source where the prompt stands, and whatever file else the user goes to. A file that has changed since the program was built, or
/// is gone, is said so.
/// Thread: the GUI thread.
class SourcePane : public QWidget
{
    Q_OBJECT
public:
    explicit SourcePane(ThemeFollower *theme, QWidget *parent = nullptr);

    /// Where the prompt stands, in a process of `executable`; shown unless the user looks elsewhere.
    void setPlace(const QString &file, int line, bool frozen, const QString &executable);
    /// Nobody stands anywhere.
    void clearPlace();
    /// Whether the prompt takes the view along.
    void setFollows(bool follows);
    bool follows() const { return m_follows; }
    /// Where the user wants to look.
    void openFile(const QString &file, int line);
    void setBreakpoints(const QList<Breakpoint> &breakpoints);

    QString file() const { return m_file; }
    SourceEditor *editor() const { return m_editor; }

Q_SIGNALS:
    void breakpointToggled(const QString &file, int line);
    void breakpointConditionRequested(const QString &file, int line, const QString &condition);
    void breakpointTraceRequested(const QString &file, int line, const QString &text);
    void breakpointEnableRequested(int number, bool enabled);
    void runToRequested(const QString &file, int line);

private:
    void load(const QString &file);
    void reload();
    void refresh();
    void showMenu(int line, const QPoint &global);
    void ask(int line, bool trace);

    static constexpr qint64 largest = 32 * 1024 * 1024; // bytes

    ThemeFollower *m_theme;
    QLabel *m_name;
    QLabel *m_note;
    QStackedWidget *m_stack;
    SourceEditor *m_editor;
    MessageBar *m_changedBar;
    MessageBar *m_askBar;
    QLineEdit *m_answer;
    QFileSystemWatcher m_watcher;
    QList<Breakpoint> m_breakpoints;
    QString m_file;             ///< that is shown
    QString m_place;            ///< where the prompt stands
    int m_placeLine = 0;
    bool m_frozen = false;
    QString m_executable;
    bool m_follows = true;
    int m_askedLine = 0;
    bool m_asksTrace = false;
};

} // namespace furrow::ui
