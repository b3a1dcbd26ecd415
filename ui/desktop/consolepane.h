// SPDX-License-Identifier: MIT
#pragma once

#include "core/console.h"
#include "pane/textselection.h"
#include "pane/consolelinks.h"
#include "pane/transcriptpainter.h"
#include "transcriptdocument.h"

#include <QAbstractScrollArea>
#include <QTimer>

class QMenu;

namespace furrow::ui {

class PromptLine;
class ThemeFollower;
class TranscriptSearch;

/// The heart of the window: every REPL entry of the tree one after the other, as the transcript has them, and below the last
/// line the prompt. New blocks are taken over once a frame and within a bounded time, and only visible rows are ever laid out,
/// so that neither a chatty program nor a long session makes it slow. It stays where the user scrolled to, and follows the
/// end when it stands there.
/// Thread: the GUI thread.
class ConsolePane : public QAbstractScrollArea
{
    Q_OBJECT
public:
    ConsolePane(Console *console, ThemeFollower *theme, QWidget *parent = nullptr);
    ~ConsolePane() override;

    TranscriptDocument *document() { return &m_document; }
    PromptLine *promptLine() const { return m_prompt; }

    TranscriptSearch *search() const { return m_search; }
    ConsoleLinks *links() const { return m_links; }

    /// Shows only one actor's lines (null: all), and the prompt only if it is that actor's.
    void setFilter(const QUuid &actor);
    QUuid filter() const; ///< the actor that alone is shown, if any
    /// Several actors, and what kinds of lines.
    void setLineFilter(const TranscriptFilter &filter);
    const TranscriptFilter &lineFilter() const { return m_document.filter(); }
    bool isPromptShown() const { return m_promptShown; }
    void setLogShown(bool shown);
    /// What stands in the pane when the filter leaves nothing.
    void setEmptyNote(const QString &note);

    /// Takes over everything appended so far, however long that takes.
    void flush();
    bool isUpToDate() const; ///< everything appended so far was taken over
    void scrollToEnd();
    /// Scrolls as little as it takes to have the line well in view.
    void showLine(qint64 line);
    qint64 topLine() const; ///< the first in view
    qint64 bottomLine() const; ///< the last in view
    /// Puts a line near the top; the pane stops following the end unless that is in view.
    void scrollToLine(qint64 line);
    /// The header of that actor's newest entry, or -1.
    qint64 lastHeaderOf(const QUuid &actor) const;
    void focusPrompt();

    bool hasSelection() const { return !m_selection.isEmpty(); }
    QString selectedText() const { return m_selection.text(); }
    QString visibleText() const; ///< what can be read on the screen, prompt included
    bool canUndoClear() const { return !m_cleared.isEmpty(); }
    QRect rectOf(const ConsoleLinks::Place &place) const; ///< of a link in the viewport; empty if it is not in view

    /// Further entries of the context menu, below those of the place it was asked for.
    void setMenuActions(const QList<QAction *> &actions) { m_menuActions = actions; }

public Q_SLOTS:
    void copy();
    void selectAll();
    void clearSelection();
    /// Hides every line so far. They stay in the transcript, and come back by undoClear().
    void clear();
    void undoClear();
    /// The keyboard goes from link to link.
    void nextLink() { moveLink(1); }
    void previousLink() { moveLink(-1); }
    void openLink(); ///< the one that the keyboard stands on

Q_SIGNALS:
    void showOnlyRequested(const QUuid &actor);
    void showAllRequested();
    void lineFilterChanged();
    void clearedChanged(); ///< canUndoClear() may have
    void sourceRequested(const QString &file, int line);
    void actorRequested(const QUuid &actor);
    void multiLinePasted(const QStringList &lines);
    void searchEndRequested(); ///< by escape

protected:
    bool viewportEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    using Position = TextSelection::Position;

    template <typename Change>
    void keepPlace(Change change);
    void takeAppended(int milliseconds);
    void refreshPrompt();
    void placePrompt();
    void refreshFont();
    void refreshColors();
    void relayout();
    void updateScrollBar();
    void interruptOrCopy();
    void escape();
    void moveLink(int step);
    void hover(const QPoint &point);

    int visibleRows() const;
    qint64 topRow() const;
    qreal rowTop(qint64 row) const;
    Position positionAt(const QPoint &point) const;
    std::optional<ConsoleLinks::Place> linkAt(const QPoint &point) const;
    QList<TranscriptPainter::Mark> marksOf(qint64 line) const;
    void paintPromptRow(QPainter &painter, qreal y);
    void addLinkActions(QMenu &menu, const ConsoleLinks::Place &place);

    QString m_emptyNote;
    Console *m_console;
    ThemeFollower *m_theme;
    TranscriptDocument m_document;
    mutable TranscriptPainter m_painter;
    TranscriptSearch *m_search;
    ConsoleLinks *m_links;
    PromptLine *m_prompt;
    QTimer m_frame;
    QTimer m_busyHint;
    QTimer m_autoScroll;
    qsizetype m_next = 0;   ///< of the transcript's blocks
    qsizetype m_offset = 0; ///< in that block
    bool m_follow = true;
    bool m_settingScroll = false;
    bool m_promptShown = true;
    bool m_selecting = false;
    TextSelection m_selection;
    QPoint m_dragPoint;
    std::optional<ConsoleLinks::Place> m_pressedLink;
    qint64 m_lastClickTime = 0;
    QList<qint64> m_cleared; ///< what was shown from before each clear()
    QList<QAction *> m_menuActions;
};

} // namespace furrow::ui
