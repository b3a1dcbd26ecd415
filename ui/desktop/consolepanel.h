// SPDX-License-Identifier: MIT
#pragma once

#include "pane/transcriptwriter.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

#include <functional>

class QAction;

namespace furrow::ui {

class ConsolePane;
class Console;
class FilterMenu;
class LineRunner;
class MessageBar;
class PasteBar;
class SearchBar;
class ThemeFollower;

/// The console pane with its bars: search, filter, undo of clear, and the question about pasted lines. It brings the actions
/// for menus, which work by their keys while the keyboard is anywhere in here:
/// | name | key |
/// |---|---|
/// | find, findNext, findPrevious | Ctrl+F, F3, Shift+F3 |
/// | clear, undoClear | Ctrl+L, Ctrl+Z at an empty prompt |
/// | saveTranscript, saveShownLines | Ctrl+S |
/// | previousLink, nextLink, openLink | Alt+Up, Alt+Down, Alt+Enter |
/// | filter | (a menu) |
/// Thread: the GUI thread.
class ConsolePanel : public QWidget
{
    Q_OBJECT
public:
    ConsolePanel(Console *console, ThemeFollower *theme, QWidget *parent = nullptr);
    ~ConsolePanel() override;

    ConsolePane *pane() const { return m_pane; }
    QAction *action(const QString &name) const { return m_actions.value(name); }
    /// In the order of a menu, null for a separator.
    QList<QAction *> fileActions() const;
    QList<QAction *> editActions() const;
    QList<QAction *> viewActions() const;

    void saveAs(const QString &path, TranscriptWriter::Format format, TranscriptWriter::Lines lines);

public Q_SLOTS:
    void find();
    void askWhereToSave(furrow::ui::TranscriptWriter::Lines lines);
    /// Pasted lines that have not run yet do not: for whoever interrupts the command that runs.
    void stopPastedLines();

Q_SIGNALS:
    void sourceRequested(const QString &file, int line);
    void actorRequested(const QUuid &actor);
    void saved(const QString &path, const QString &error); ///< `error`: one sentence, or empty

private:
    QAction *addPanelAction(const QString &name, const QString &text, const QList<QKeySequence> &keys, std::function<void()> triggered);
    void buildActions();
    void buildBars();
    void search();
    void refreshFilterBar();
    void refreshClear();

    Console *m_console;
    ThemeFollower *m_theme;
    ConsolePane *m_pane;
    SearchBar *m_searchBar;
    PasteBar *m_pasteBar;
    MessageBar *m_filterBar;
    MessageBar *m_clearBar;
    MessageBar *m_noticeBar;
    FilterMenu *m_filterMenu;
    LineRunner *m_runner;
    QHash<QString, QAction *> m_actions;
    QPointer<QWidget> m_focusBefore; ///< where the keyboard was before the search
    qint64 m_searchFrom = 0;
};

} // namespace furrow::ui
