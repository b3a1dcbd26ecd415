// SPDX-License-Identifier: MIT
#pragma once

#include "engine/breakpoint.h"

#include <QPlainTextEdit>

#include <memory>

namespace KSyntaxHighlighting {
class SyntaxHighlighter;
}

namespace furrow::ui {

class LineMargin;
class ThemeFollower;

/// A source file to read, highlighted, with numbers and breakpoints in its margin and the line where somebody stands.
/// Thread: the GUI thread.
class SourceEditor : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit SourceEditor(ThemeFollower *theme, QWidget *parent = nullptr);
    ~SourceEditor() override;

    /// `path` only decides how it is highlighted. Beyond `longFile` lines it is not.
    void setSource(const QString &path, const QString &text);
    static constexpr int longFile = 30'000;

    /// From 1; 0: nobody stands here. `frozen`: in a copy of what has crashed.
    void setCurrentLine(int line, bool frozen = false);
    int currentLine() const { return m_currentLine; }
    /// Those of this file.
    void setBreakpoints(const QList<Breakpoint> &breakpoints);
    /// Puts the cursor there, in the middle unless it is in view already.
    void goToLine(int line);
    int cursorLine() const;
    const Breakpoint *breakpointAt(int line) const;

Q_SIGNALS:
    void breakpointToggled(int line);                    ///< a click in the margin, F9
    void breakpointMenuRequested(int line, const QPoint &global);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    friend class LineMargin;
    int marginWidth() const;
    int lineAt(qreal y) const;
    void paintMargin(QPaintEvent *event);
    void paintBreakpoint(QPainter &painter, const QRectF &place, const Breakpoint &breakpoint) const;
    void refreshColors();
    void markCurrentLine();

    ThemeFollower *m_theme;
    LineMargin *m_margin;
    std::unique_ptr<KSyntaxHighlighting::SyntaxHighlighter> m_highlighter;
    QList<Breakpoint> m_breakpoints;
    int m_currentLine = 0;
    bool m_frozen = false;
    int m_hoveredLine = 0;
};

} // namespace furrow::ui
