// SPDX-License-Identifier: MIT
#include "sourceeditor.h"

#include "../themefollower.h"
#include "core/highlighter.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>

#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTextBlock>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

/// The numbers beside the text; the editor paints it, since it knows where its lines are.
class LineMargin : public QWidget
{
public:
    explicit LineMargin(SourceEditor *editor) : QWidget(editor), m_editor(editor)
    {
        setMouseTracking(true);
        setCursor(Qt::ArrowCursor);
    }
    QSize sizeHint() const override { return {m_editor->marginWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_editor->paintMargin(event); }
    void mousePressEvent(QMouseEvent *event) override
    {
        const int line = m_editor->lineAt(event->position().y());
        if (line > 0 && event->button() == Qt::LeftButton)
            Q_EMIT m_editor->breakpointToggled(line);
        else if (line > 0 && event->button() == Qt::RightButton)
            Q_EMIT m_editor->breakpointMenuRequested(line, event->globalPosition().toPoint());
    }
    void mouseMoveEvent(QMouseEvent *event) override { hover(m_editor->lineAt(event->position().y())); }
    void leaveEvent(QEvent *) override { hover(0); }
    void wheelEvent(QWheelEvent *event) override { QCoreApplication::sendEvent(m_editor->viewport(), event); }
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ToolTip) {
            const auto *help = static_cast<QHelpEvent *>(event);
            QToolTip::showText(help->globalPos(), textAt(m_editor->lineAt(help->pos().y())), this);
            return true;
        }
        return QWidget::event(event);
    }

private:
    QString textAt(int line) const
    {
        const Breakpoint *breakpoint = m_editor->breakpointAt(line);
        if (!breakpoint)
            return line > 0 ? SourceEditor::tr("Click: break here, in every actor of this program (F9)") : QString();
        QString text = breakpoint->trace.isEmpty() ? SourceEditor::tr("Breakpoint %1").arg(breakpoint->number)
                                                   : SourceEditor::tr("Tracepoint %1: %2").arg(breakpoint->number).arg(breakpoint->trace);
        if (!breakpoint->condition.isEmpty())
            text += u'\n' + SourceEditor::tr("if %1").arg(breakpoint->condition);
        if (!breakpoint->enabled)
            text += u'\n' + SourceEditor::tr("disabled");
        if (breakpoint->hits > 0)
            text += u'\n' + SourceEditor::tr("hit %n time(s)", nullptr, breakpoint->hits);
        return text;
    }
    void hover(int line)
    {
        if (std::exchange(m_editor->m_hoveredLine, line) != line)
            update();
    }

    SourceEditor *m_editor;
};

SourceEditor::SourceEditor(ThemeFollower *theme, QWidget *parent) : QPlainTextEdit(parent), m_theme(theme), m_margin(new LineMargin(this))
{
    setObjectName(u"sourceEditor"_s);
    setAccessibleName(tr("Source"));
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard | Qt::LinksAccessibleByMouse);
    setLineWrapMode(NoWrap);
    setFrameShape(QFrame::NoFrame);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setCursorWidth(2);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this] { setViewportMargins(marginWidth(), 0, 0, 0); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &area, int dy) {
        if (dy)
            m_margin->scroll(0, dy);
        else
            m_margin->update(0, area.y(), m_margin->width(), area.height());
    });
    connect(theme, &ThemeFollower::themeChanged, this, &SourceEditor::refreshColors);
    refreshColors();
}

SourceEditor::~SourceEditor() = default;

void SourceEditor::setSource(const QString &path, const QString &text)
{
    m_highlighter.reset();
    m_currentLine = 0;
    m_breakpoints.clear();
    setPlainText(text);
    setTabStopDistance(4 * fontMetrics().horizontalAdvance(u' '));
    if (blockCount() <= longFile) {
        m_highlighter = std::make_unique<KSyntaxHighlighting::SyntaxHighlighter>(document());
        auto definition = Highlighter::repository().definitionForFileName(path);
        if (!definition.isValid())
            definition = Highlighter::repository().definitionForName(u"C++"_s); // headers of the standard library have no suffix
        m_highlighter->setTheme(m_theme->theme());
        m_highlighter->setDefinition(definition);
    }
    setViewportMargins(marginWidth(), 0, 0, 0);
    markCurrentLine();
}

void SourceEditor::setCurrentLine(int line, bool frozen)
{
    m_currentLine = line;
    m_frozen = frozen;
    markCurrentLine();
    m_margin->update();
}

void SourceEditor::setBreakpoints(const QList<Breakpoint> &breakpoints)
{
    m_breakpoints = breakpoints;
    m_margin->update();
}

const Breakpoint *SourceEditor::breakpointAt(int line) const
{
    const auto found = std::ranges::find(m_breakpoints, line, &Breakpoint::line);
    return line > 0 && found != m_breakpoints.end() ? &*found : nullptr;
}

void SourceEditor::goToLine(int line)
{
    const QTextBlock block = document()->findBlockByNumber(line - 1);
    if (!block.isValid())
        return;
    const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
    const bool inView = place.top() >= fontMetrics().height() && place.bottom() <= viewport()->height() - 2 * fontMetrics().height();
    setTextCursor(QTextCursor(block));
    if (!inView)
        centerCursor();
}

int SourceEditor::cursorLine() const
{
    return textCursor().blockNumber() + 1;
}

int SourceEditor::marginWidth() const
{
    const int digits = std::max(3, int(QString::number(blockCount()).size()));
    return fontMetrics().horizontalAdvance(u'9') * digits + fontMetrics().height() + 14;
}

int SourceEditor::lineAt(qreal y) const
{
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (y >= place.top() && y < place.bottom())
            return block.blockNumber() + 1;
        if (place.top() > y)
            break;
    }
    return 0;
}

void SourceEditor::paintBreakpoint(QPainter &painter, const QRectF &place, const Breakpoint &breakpoint) const
{
    const QColor color = breakpoint.trace.isEmpty() ? m_theme->alarm() : m_theme->warning();
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(breakpoint.enabled ? QBrush(color) : QBrush(Qt::NoBrush));
    if (breakpoint.trace.isEmpty()) {
        painter.drawEllipse(place);
    } else {
        const QPointF middle = place.center();
        painter.drawPolygon(QPolygonF({{middle.x(), place.top()}, {place.right(), middle.y()}, {middle.x(), place.bottom()}, {place.left(), middle.y()}}));
    }
    if (!breakpoint.condition.isEmpty()) {
        painter.setPen(QPen(breakpoint.enabled ? m_theme->background() : color, 1.5));
        const qreal half = place.width() / 4;
        painter.drawLine(place.center() - QPointF(half, 0), place.center() + QPointF(half, 0));
    }
}

void SourceEditor::paintMargin(QPaintEvent *event)
{
    QPainter painter(m_margin);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(event->rect(), m_theme->tint(m_theme->text(), 0.05));
    painter.setFont(font());
    const qreal height = fontMetrics().height();
    const qreal dot = std::round(height * 0.58);
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > event->rect().bottom())
            break;
        const int line = block.blockNumber() + 1;
        const bool current = line == m_currentLine;
        const QRectF mark(5, place.top() + (height - dot) / 2, dot, dot);
        const Breakpoint *breakpoint = breakpointAt(line);
        if (breakpoint) {
            paintBreakpoint(painter, mark, *breakpoint);
        } else if (line == m_hoveredLine) {
            Breakpoint faint;
            faint.enabled = false;
            painter.setOpacity(0.45);
            paintBreakpoint(painter, mark, faint);
            painter.setOpacity(1);
        }
        const qreal right = m_margin->width() - 9;
        painter.setPen(current ? m_theme->text() : m_theme->dim());
        painter.drawText(QRectF(0, place.top(), right, height), Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
        if (current) {
            QPainterPath arrow;
            arrow.moveTo(right + 2, place.top() + height * 0.25);
            arrow.lineTo(right + 8, place.top() + height * 0.5);
            arrow.lineTo(right + 2, place.top() + height * 0.75);
            arrow.closeSubpath();
            painter.fillPath(arrow, m_frozen ? m_theme->alarm() : m_theme->accent());
        }
    }
}

void SourceEditor::markCurrentLine()
{
    QList<QTextEdit::ExtraSelection> marks;
    if (const QTextBlock block = document()->findBlockByNumber(m_currentLine - 1); m_currentLine > 0 && block.isValid()) {
        QTextEdit::ExtraSelection mark;
        mark.format.setBackground(m_theme->tint(m_frozen ? m_theme->alarm() : m_theme->accent(), m_theme->isDark() ? 0.22 : 0.14));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.cursor = QTextCursor(block);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

void SourceEditor::refreshColors()
{
    QPalette colors = palette();
    colors.setColor(QPalette::Base, m_theme->background());
    colors.setColor(QPalette::Text, m_theme->text());
    colors.setColor(QPalette::Highlight, m_theme->selection());
    colors.setColor(QPalette::HighlightedText, m_theme->text());
    setPalette(colors);
    if (m_highlighter) {
        m_highlighter->setTheme(m_theme->theme());
        m_highlighter->rehighlight();
    }
    markCurrentLine();
    m_margin->update();
}

void SourceEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect inside = contentsRect();
    m_margin->setGeometry(inside.left(), inside.top(), marginWidth(), inside.height());
}

void SourceEditor::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_margin) {
        setViewportMargins(marginWidth(), 0, 0, 0);
        m_margin->update();
    }
}

void SourceEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_F9 && event->modifiers() == Qt::NoModifier)
        Q_EMIT breakpointToggled(cursorLine());
    else if (event->key() == Qt::Key_F9 && event->modifiers() == Qt::ShiftModifier)
        Q_EMIT breakpointMenuRequested(cursorLine(), viewport()->mapToGlobal(cursorRect().bottomLeft()));
    else
        QPlainTextEdit::keyPressEvent(event);
}

void SourceEditor::contextMenuEvent(QContextMenuEvent *event)
{
    const int line = event->reason() == QContextMenuEvent::Mouse ? lineAt(event->y()) : cursorLine();
    Q_EMIT breakpointMenuRequested(line > 0 ? line : cursorLine(), event->globalPos());
}

} // namespace furrow::ui
