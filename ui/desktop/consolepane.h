// SPDX-License-Identifier: MIT
#pragma once

#include "core/console.h"
#include "transcriptdocument.h"

#include <QAbstractScrollArea>
#include <QTextCharFormat>
#include <QTextLayout>
#include <QTimer>

#include <optional>

namespace furrow::ui {

class PromptLine;
class ThemeFollower;

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

    /// Shows only one actor's lines (null: all), and the prompt only if it is that actor's.
    void setFilter(const QUuid &actor);
    const QUuid &filter() const { return m_document.filter(); }
    bool isPromptShown() const { return m_promptShown; }
    void setLogShown(bool shown);
    /// What stands in the pane when the filter leaves nothing.
    void setEmptyNote(const QString &note);

    /// Takes over everything appended so far, however long that takes.
    void flush();
    void scrollToEnd();
    /// Puts a line near the top; the pane stops following the end unless that is in view.
    void scrollToLine(qint64 line);
    /// The header of that actor's newest entry, or -1.
    qint64 lastHeaderOf(const QUuid &actor) const;
    void focusPrompt();

    bool hasSelection() const { return m_anchor != m_cursor; }
    QString selectedText() const;
    QString visibleText() const; ///< what can be read on the screen, prompt included

public Q_SLOTS:
    void copy();
    void selectAll();
    void clearSelection();

Q_SIGNALS:
    void showOnlyRequested(const QUuid &actor);
    void showAllRequested();

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
    struct Position
    {
        qint64 line = 0;
        qsizetype column = 0;
        friend auto operator<=>(const Position &, const Position &) = default;
    };

    void takeAppended(int milliseconds);
    void refreshPrompt();
    void placePrompt();
    void refreshFont();
    void refreshColors();
    void relayout();
    void updateScrollBar();
    void interruptOrCopy();

    int visibleRows() const;
    int left() const;
    qint64 topRow() const;
    qreal rowTop(qint64 row) const;
    Position positionAt(const QPoint &point, qint64 *row = nullptr) const;
    QTextCharFormat charFormat(quint16 style);
    QTextCharFormat makeCharFormat(const TranscriptDocument::Style &style) const;
    void layOut(QTextLayout &layout, qint64 line, qsizetype from, qsizetype to);
    void paintRow(QPainter &painter, qint64 row, TranscriptDocument::Place place);
    void paintPromptRow(QPainter &painter, qreal y);
    void paintTag(QPainter &painter, qreal y, qreal usedWidth, const QString &tag, const QColor &color);

    QString m_emptyNote;
    Console *m_console;
    ThemeFollower *m_theme;
    TranscriptDocument m_document;
    PromptLine *m_prompt;
    QTimer m_frame;
    QTimer m_busyHint;
    QTimer m_autoScroll;
    qsizetype m_next = 0;
    qreal m_charWidth = 8;
    int m_lineHeight = 16;
    qreal m_baseLine = 12;
    bool m_follow = true;
    bool m_settingScroll = false;
    bool m_promptShown = true;
    bool m_selecting = false;
    Position m_anchor;
    Position m_cursor;
    QPoint m_dragPoint;
    qint64 m_lastClickTime = 0;
    std::vector<std::optional<QTextCharFormat>> m_charFormats;
};

} // namespace furrow::ui
