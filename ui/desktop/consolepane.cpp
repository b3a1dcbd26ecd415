// SPDX-License-Identifier: MIT
#include "consolepane.h"

#include "core/actortree.h"
#include "promptline.h"
#include "themefollower.h"

#include <QAccessibleWidget>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QToolTip>

#include <chrono>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace furrow::ui {

namespace {

constexpr int topInset = 8;
constexpr int leftInset = 16;
constexpr int rightInset = 12;
constexpr int stripeWidth = 3;
constexpr int frameBudget = 8; // ms: half of a frame is for everybody else

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

/// What a screen reader reads: the visible lines.
class AccessibleConsolePane : public QAccessibleWidget
{
public:
    explicit AccessibleConsolePane(ConsolePane *pane) : QAccessibleWidget(pane, QAccessible::Terminal), m_pane(pane) {}
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? m_pane->visibleText() : QAccessibleWidget::text(kind);
    }

private:
    ConsolePane *m_pane;
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *pane = qobject_cast<ConsolePane *>(object);
    return pane ? new AccessibleConsolePane(pane) : nullptr;
}

} // namespace

ConsolePane::ConsolePane(Console *console, ThemeFollower *theme, QWidget *parent)
    : QAbstractScrollArea(parent), m_console(console), m_theme(theme), m_prompt(new PromptLine(viewport()))
{
    static const bool installed = (QAccessible::installFactory(makeAccessible), true);
    Q_UNUSED(installed)
    setObjectName(u"consolePane"_s);
    setAccessibleName(tr("Console"));
    setAccessibleDescription(tr("Everything the tree of actors showed, and the debugger's prompt below"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setFocusProxy(m_prompt);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    m_prompt->installEventFilter(this);

    m_frame.setSingleShot(true);
    m_frame.setInterval(16ms);
    connect(&m_frame, &QTimer::timeout, this, [this] { takeAppended(frameBudget); });
    m_busyHint.setSingleShot(true);
    m_busyHint.setInterval(400ms);
    connect(&m_busyHint, &QTimer::timeout, this, [this] { m_prompt->setPlaceholderText(tr("gdb works. Ctrl+C stops it.")); });
    m_autoScroll.setInterval(40ms);
    connect(&m_autoScroll, &QTimer::timeout, this, [this] {
        const int height = viewport()->height();
        const int step = m_dragPoint.y() < 0 ? -1 - -m_dragPoint.y() / m_lineHeight
            : m_dragPoint.y() > height       ? 1 + (m_dragPoint.y() - height) / m_lineHeight
                                             : 0;
        verticalScrollBar()->setValue(verticalScrollBar()->value() + step);
        m_cursor = positionAt(m_dragPoint);
        viewport()->update();
    });

    connect(console->transcript(), &Transcript::appended, this, [this] {
        if (!m_frame.isActive())
            m_frame.start();
    });
    connect(console, &Console::promptChanged, this, &ConsolePane::refreshPrompt);
    connect(console, &Console::redrawPrompt, this, [this] {
        m_prompt->clear();
        scrollToEnd();
    });
    connect(console, &Console::finished, this, &ConsolePane::refreshPrompt);
    connect(theme, &ThemeFollower::themeChanged, this, &ConsolePane::refreshColors);

    m_prompt->setCompleter([console](const QString &line, int cursor, std::function<void(QList<Completion>)> done) {
        console->complete(line, cursor, std::move(done));
    });
    connect(m_prompt, &PromptLine::submitted, this, [this](const QString &line) {
        scrollToEnd();
        m_console->submit(line);
    });
    connect(m_prompt, &PromptLine::endOfInput, console, &Console::endOfInput);
    connect(m_prompt, &PromptLine::interruptPressed, this, &ConsolePane::interruptOrCopy);
    connect(m_prompt, &PromptLine::draftChanged, viewport(), qOverload<>(&QWidget::update));
    connect(m_prompt, &QLineEdit::textEdited, this, [this] {
        clearSelection();
        scrollToEnd();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_settingScroll)
            m_follow = value == verticalScrollBar()->maximum();
    });

    refreshFont();
    refreshColors();
    takeAppended(frameBudget);
    refreshPrompt();
}

ConsolePane::~ConsolePane() = default;

void ConsolePane::flush()
{
    takeAppended(std::numeric_limits<int>::max());
}

void ConsolePane::takeAppended(int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    const Transcript *transcript = m_console->transcript();
    m_next = std::max(m_next, transcript->first()); // what went meanwhile is named there
    while (m_next < transcript->size() && timer.elapsed() < milliseconds) {
        const TranscriptBlock &block = transcript->at(m_next++);
        const Entry *entry = block.entry != 0 ? m_console->entry(block.entry) : nullptr;
        m_document.append(block, entry && entry->isCrash());
    }
    if (m_next < transcript->size())
        m_frame.start();
    const qint64 dropped = m_document.takeDroppedRows();
    if (dropped > 0 && !m_follow) {
        m_settingScroll = true;
        verticalScrollBar()->setValue(int(std::max<qint64>(0, topRow() - dropped)));
        m_settingScroll = false;
    }
    updateScrollBar();
    viewport()->update();
}

int ConsolePane::visibleRows() const
{
    return std::max(1, (viewport()->height() - topInset) / m_lineHeight);
}

int ConsolePane::left() const
{
    return leftInset;
}

qint64 ConsolePane::topRow() const
{
    return verticalScrollBar()->value();
}

qreal ConsolePane::rowTop(qint64 row) const
{
    return topInset + qreal(row - topRow()) * m_lineHeight;
}

void ConsolePane::updateScrollBar()
{
    m_settingScroll = true;
    const qint64 rows = m_document.rowCount() + (m_promptShown ? 1 : 0);
    verticalScrollBar()->setRange(0, int(std::clamp<qint64>(rows - visibleRows(), 0, std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(visibleRows());
    verticalScrollBar()->setSingleStep(1);
    if (m_follow)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    else
        m_follow = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    m_settingScroll = false;
    placePrompt();
}

void ConsolePane::placePrompt()
{
    // QLineEdit draws its text two pixels in.
    const bool withPrompt = m_prompt->isOpen();
    const int x = left() - 2 + (withPrompt ? int(std::round(m_console->promptString().size() * m_charWidth)) : 0);
    const int y = int(rowTop(m_document.rowCount()));
    m_prompt->setGeometry(x, y, std::max(80, viewport()->width() - x - rightInset), m_lineHeight);
    m_prompt->setVisible(m_promptShown);
}

void ConsolePane::scrollToEnd()
{
    m_follow = true;
    updateScrollBar();
    viewport()->update();
}

void ConsolePane::scrollToLine(qint64 line)
{
    if (line < m_document.firstLine() || line >= m_document.endLine())
        return;
    const qint64 row = m_document.rowOfLine(line);
    m_follow = false;
    updateScrollBar();
    verticalScrollBar()->setValue(int(std::max<qint64>(0, row - 1)));
    m_follow = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    viewport()->update();
}

qint64 ConsolePane::lastHeaderOf(const QUuid &actor) const
{
    return m_document.findLast([&](const TranscriptDocument::Line &line) {
        return line.kind == TranscriptBlock::Kind::Header && (line.flags & TranscriptDocument::BlockStart)
            && m_document.actor(line.actor).uuid == actor;
    });
}

void ConsolePane::setFilter(const QUuid &actor)
{
    if (actor == m_document.filter())
        return;
    // What stood at the top stays there, if it is still shown.
    const bool following = m_follow;
    const qint64 line = m_document.rowCount() > 0 ? m_document.placeOfRow(std::min(topRow(), m_document.rowCount() - 1)).line : 0;
    m_document.setFilter(actor);
    clearSelection();
    refreshPrompt();
    m_follow = following;
    updateScrollBar();
    if (!following && m_document.rowCount() > 0)
        verticalScrollBar()->setValue(int(m_document.rowOfLine(line)));
    viewport()->update();
}

void ConsolePane::setLogShown(bool shown)
{
    const bool following = m_follow;
    const qint64 line = m_document.rowCount() > 0 ? m_document.placeOfRow(std::min(topRow(), m_document.rowCount() - 1)).line : 0;
    m_document.setLogShown(shown);
    m_follow = following;
    updateScrollBar();
    if (!following && m_document.rowCount() > 0)
        verticalScrollBar()->setValue(int(m_document.rowOfLine(line)));
    viewport()->update();
}

void ConsolePane::setEmptyNote(const QString &note)
{
    m_emptyNote = note;
    viewport()->update();
}

void ConsolePane::refreshPrompt()
{
    const Entry *current = m_console->current();
    const bool focused = m_prompt->hasFocus();
    m_promptShown = filter().isNull() || (current && current->actor.uuid == filter());
    const auto prompt = m_console->prompt();
    m_busyHint.stop();
    m_prompt->setReadOnly(m_console->isFinished());
    m_prompt->setPlaceholderText({});
    if (prompt == Console::Prompt::Ready && current) {
        if (!m_prompt->isOpen())
            m_prompt->openPrompt(current->id);
        m_prompt->setAccessibleName(tr("Debugger prompt of %1").arg(current->actor.name));
    } else {
        m_prompt->closePrompt(prompt == Console::Prompt::Busy);
        m_prompt->setAccessibleName(tr("Debugger prompt"));
        if (prompt == Console::Prompt::Busy)
            m_busyHint.start();
        else if (!m_console->isFinished())
            m_prompt->setPlaceholderText(tr("A prompt opens here when an actor pauses or crashes."));
    }
    setFocusProxy(m_promptShown ? m_prompt : nullptr);
    if (focused && !m_promptShown)
        setFocus();
    updateScrollBar();
    viewport()->update();
}

void ConsolePane::focusPrompt()
{
    scrollToEnd();
    if (m_promptShown)
        m_prompt->setFocus(Qt::OtherFocusReason);
    else
        setFocus(Qt::OtherFocusReason);
}

void ConsolePane::refreshFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(std::max(font.pointSizeF(), QApplication::font().pointSizeF()));
    font.setStyleHint(QFont::Monospace);
    viewport()->setFont(font);
    m_prompt->setFont(font);
    const QFontMetricsF metrics(font);
    m_charWidth = metrics.horizontalAdvance(u'M');
    m_lineHeight = int(std::ceil(metrics.height())) + 3;
    m_baseLine = std::round((m_lineHeight - metrics.height()) / 2 + metrics.ascent());
    relayout();
}

void ConsolePane::refreshColors()
{
    m_charFormats.clear();
    QPalette colors = palette();
    colors.setColor(QPalette::Base, m_theme->background());
    colors.setColor(QPalette::Text, m_theme->text());
    viewport()->setPalette(colors);
    QPalette line = colors;
    line.setColor(QPalette::Base, Qt::transparent);
    line.setColor(QPalette::Highlight, m_theme->selection());
    line.setColor(QPalette::HighlightedText, m_theme->text());
    line.setColor(QPalette::PlaceholderText, m_theme->dim());
    m_prompt->setPalette(line);
    viewport()->update();
}

void ConsolePane::relayout()
{
    const bool following = m_follow;
    TranscriptDocument::Place top{0, 0};
    if (m_document.rowCount() > 0)
        top = m_document.placeOfRow(std::min(topRow(), m_document.rowCount() - 1));
    m_document.setColumns(int((viewport()->width() - left() - rightInset) / m_charWidth));
    m_follow = following;
    updateScrollBar();
    if (!following && m_document.rowCount() > 0) {
        m_settingScroll = true;
        verticalScrollBar()->setValue(int(m_document.rowOfLine(top.line)));
        m_settingScroll = false;
    }
}

void ConsolePane::resizeEvent(QResizeEvent *)
{
    relayout();
}

void ConsolePane::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        refreshFont();
}

void ConsolePane::scrollContentsBy(int, int)
{
    placePrompt();
    viewport()->update();
}

QTextCharFormat ConsolePane::makeCharFormat(const TranscriptDocument::Style &style) const
{
    QTextCharFormat result;
    if (style.format >= 0) {
        const KSyntaxHighlighting::Format &format = m_document.format(style.format);
        const KSyntaxHighlighting::Theme &theme = m_theme->theme();
        if (format.hasTextColor(theme))
            result.setForeground(format.textColor(theme));
        if (format.hasBackgroundColor(theme))
            result.setBackground(format.backgroundColor(theme));
        if (format.isBold(theme))
            result.setFontWeight(QFont::Bold);
        result.setFontItalic(format.isItalic(theme));
        result.setFontUnderline(format.isUnderline(theme));
        result.setFontStrikeOut(format.isStrikeThrough(theme));
        return result;
    }
    const SgrStyle &sgr = style.sgr;
    const auto color = [this](int code, const QColor &fallback) {
        if (code < 0)
            return fallback;
        return code < 16 ? m_theme->terminalColor(code) : QColor::fromRgb(QRgb(code & 0xffffff));
    };
    QColor foreground = color(sgr.foreground, m_theme->text());
    QColor background = color(sgr.background, m_theme->background());
    if (sgr.inverse)
        std::swap(foreground, background);
    if (sgr.dim)
        foreground = m_theme->tint(foreground, 0.66);
    result.setForeground(foreground);
    if (sgr.background >= 0 || sgr.inverse)
        result.setBackground(background);
    if (sgr.bold)
        result.setFontWeight(QFont::Bold);
    result.setFontItalic(sgr.italic);
    result.setFontUnderline(sgr.underline);
    result.setFontStrikeOut(sgr.strikeOut);
    return result;
}

QTextCharFormat ConsolePane::charFormat(quint16 style)
{
    if (style >= m_charFormats.size())
        m_charFormats.resize(std::size_t(style) + 1);
    auto &cached = m_charFormats[style];
    if (!cached)
        cached = makeCharFormat(m_document.style(style));
    return *cached;
}

void ConsolePane::layOut(QTextLayout &layout, qint64 number, qsizetype from, qsizetype to)
{
    using Kind = TranscriptBlock::Kind;
    const TranscriptDocument::Line line = m_document.line(number);
    QList<QTextLayout::FormatRange> formats;
    if (line.kind == Kind::Header && (line.flags & TranscriptDocument::BlockStart)) {
        QTextCharFormat bold;
        bold.setFontWeight(QFont::Bold);
        formats.append({0, int(to - from), bold});
    }
    if (line.kind == Kind::Source) { // the numbers and the arrow
        const qsizetype arrow = line.flags & TranscriptDocument::Current ? line.text.indexOf("->"_L1) : -1;
        qsizetype digits = 0;
        while (digits < line.text.size() && (line.text[digits].isSpace() || line.text[digits].isDigit()))
            ++digits;
        QTextCharFormat quiet;
        quiet.setForeground(m_theme->dim());
        if (from < digits)
            formats.append({0, int(std::min(digits, to) - from), quiet});
        if (arrow >= from && arrow + 2 <= to) {
            QTextCharFormat here;
            here.setFontWeight(QFont::Bold);
            here.setForeground(line.flags & TranscriptDocument::Alarm ? m_theme->alarm() : m_theme->accent());
            formats.append({int(arrow - from), 2, here});
        }
    }
    for (const TranscriptDocument::Span &span : line.spans) {
        const qsizetype start = std::max<qsizetype>(span.start, from);
        const qsizetype end = std::min<qsizetype>(span.start + span.length, to);
        if (end > start)
            formats.append({int(start - from), int(end - start), charFormat(span.style)});
    }
    layout.setText(line.text.sliced(from, to - from).toString());
    layout.setFont(viewport()->font());
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(option);
    layout.setFormats(formats);
    layout.beginLayout();
    layout.createLine().setLineWidth(1e6);
    layout.endLayout();
}

void ConsolePane::paintTag(QPainter &painter, qreal y, qreal usedWidth, const QString &tag, const QColor &color)
{
    const QFontMetricsF metrics(viewport()->font());
    const qreal width = metrics.horizontalAdvance(tag);
    const qreal x = viewport()->width() - rightInset - width;
    if (x < left() + usedWidth + 2 * m_charWidth)
        return; // the text itself is worth more
    painter.setPen(color);
    painter.drawText(QRectF(x, y, width + 1, m_lineHeight), Qt::AlignVCenter | Qt::AlignLeft, tag);
}

void ConsolePane::paintRow(QPainter &painter, qint64 row, TranscriptDocument::Place place)
{
    using Kind = TranscriptBlock::Kind;
    const TranscriptDocument::Line line = m_document.line(place.line);
    if (line.flags & TranscriptDocument::Spacer)
        return;
    const std::vector<qsizetype> starts = m_document.rowStarts(place.line);
    const qsizetype from = starts[std::size_t(place.row)];
    const qsizetype to = std::size_t(place.row) + 1 < starts.size() ? starts[std::size_t(place.row) + 1] : line.text.size();
    const qreal y = rowTop(row);
    const QRectF whole(0, y, viewport()->width(), m_lineHeight);
    const ActorId &actor = m_document.actor(line.actor);
    const QColor entryColor = line.flags & TranscriptDocument::Alarm ? m_theme->alarm() : m_theme->accent();

    QColor base = m_theme->text();
    QString tag;
    const bool firstRow = place.row == 0;
    switch (line.kind) {
    case Kind::Header:
        painter.fillRect(whole, m_theme->tint(entryColor, m_theme->isDark() ? 0.16 : 0.11));
        painter.fillRect(QRectF(0, y, stripeWidth, m_lineHeight), entryColor);
        if (line.flags & TranscriptDocument::BlockStart)
            base = entryColor;
        else
            base = m_theme->tint(m_theme->text(), 0.85);
        if (firstRow && (line.flags & TranscriptDocument::BlockStart))
            tag = QLocale().toString(QDateTime::fromMSecsSinceEpoch(line.time).time(), u"HH:mm:ss"_s);
        break;
    case Kind::Notice:
    case Kind::Log:
        base = m_theme->dim();
        break;
    case Kind::Program:
        painter.fillRect(QRectF(0, y, stripeWidth, m_lineHeight), m_theme->tint(m_theme->actorColor(actor.name), 0.7));
        if (firstRow) {
            const qint64 before = place.line - 1;
            const bool sameSource = before >= m_document.firstLine() && m_document.line(before).kind == Kind::Program
                && m_document.line(before).actor == line.actor;
            if (!sameSource || row == topRow())
                tag = actor.name;
        }
        break;
    default:
        break;
    }
    if (line.flags & TranscriptDocument::Current) {
        painter.fillRect(whole, m_theme->tint(entryColor, m_theme->isDark() ? 0.13 : 0.09));
        painter.fillRect(QRectF(0, y, stripeWidth, m_lineHeight), entryColor);
    }

    const qreal x0 = left() + (firstRow ? 0 : line.hang * m_charWidth);
    QTextLayout layout;
    layOut(layout, place.line, from, to);
    QList<QTextLayout::FormatRange> selections;
    const auto [begin, end] = std::minmax(m_anchor, m_cursor);
    if (hasSelection() && begin.line <= place.line && end.line >= place.line) {
        const qsizetype first = begin.line == place.line ? std::clamp<qsizetype>(begin.column, from, to) : from;
        const qsizetype last = end.line == place.line ? std::clamp<qsizetype>(end.column, from, to) : to;
        QTextCharFormat selected;
        selected.setBackground(m_theme->selection());
        if (last > first)
            selections.append({int(first - from), int(last - first), selected});
        if (end.line > place.line && to == line.text.size()) { // the newline is selected too
            const qreal x = x0 + layout.lineAt(0).naturalTextWidth();
            painter.fillRect(QRectF(x, y, m_charWidth / 2, m_lineHeight), m_theme->selection());
        }
    }
    const qreal used = x0 - left() + layout.lineAt(0).naturalTextWidth();
    painter.setPen(base);
    // By the base line: a glyph from another font must not shift the row.
    layout.draw(&painter, QPointF(x0, y + m_baseLine - layout.lineAt(0).ascent()), selections);
    if (!tag.isEmpty())
        paintTag(painter, y, used, tag, m_theme->dim());
}

void ConsolePane::paintPromptRow(QPainter &painter, qreal y)
{
    const Entry *current = m_console->current();
    if (!m_prompt->isOpen() || !current)
        return;
    const QColor color = current->isCrash() ? m_theme->alarm() : m_theme->accent();
    painter.fillRect(QRectF(0, y, viewport()->width(), m_lineHeight), m_theme->tint(color, 0.06));
    painter.fillRect(QRectF(0, y, stripeWidth, m_lineHeight), color);
    QFont bold = viewport()->font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(color);
    painter.drawText(QPointF(left(), y + m_baseLine), m_console->promptString());
    painter.setFont(viewport()->font());
    const qreal used = (m_console->promptString().size() + m_prompt->text().size()) * m_charWidth;
    if (m_prompt->isDraftOffered())
        paintTag(painter, y, used, tr("Enter again sends it to %1").arg(current->actor.name), m_theme->warning());
    else if (m_prompt->hasDraft())
        paintTag(painter, y, used, tr("typed before this prompt opened"), m_theme->warning());
    else
        paintTag(painter, y, used, current->actor.name, m_theme->dim());
}

void ConsolePane::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme->background());
    painter.setFont(viewport()->font());
    const qint64 rows = m_document.rowCount();
    qint64 row = topRow();
    if (row < rows) {
        TranscriptDocument::Place place = m_document.placeOfRow(row);
        qsizetype rowsInLine = qsizetype(m_document.rowStarts(place.line).size());
        for (; row < rows && rowTop(row) < viewport()->height(); ++row) {
            paintRow(painter, row, place);
            if (++place.row >= rowsInLine) {
                do {
                    ++place.line;
                } while (place.line < m_document.endLine() && !m_document.isShown(place.line));
                place.row = 0;
                if (place.line >= m_document.endLine())
                    break;
                rowsInLine = qsizetype(m_document.rowStarts(place.line).size());
            }
        }
    }
    if (m_promptShown)
        paintPromptRow(painter, rowTop(rows));
    if (rows == 0 && !filter().isNull()) {
        painter.setPen(m_theme->dim());
        painter.drawText(QRectF(left(), topInset, viewport()->width() - left() - rightInset, viewport()->height()),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_emptyNote);
    }
}

ConsolePane::Position ConsolePane::positionAt(const QPoint &point, qint64 *atRow) const
{
    const qint64 rows = m_document.rowCount();
    if (rows == 0)
        return {m_document.endLine(), 0};
    const qint64 row = topRow() + qint64(std::floor(qreal(point.y() - topInset) / m_lineHeight));
    if (atRow)
        *atRow = row;
    if (row < 0)
        return {m_document.placeOfRow(0).line, 0};
    if (row >= rows) {
        const qint64 last = m_document.placeOfRow(rows - 1).line;
        return {last, m_document.line(last).text.size()};
    }
    const TranscriptDocument::Place place = m_document.placeOfRow(row);
    const std::vector<qsizetype> starts = m_document.rowStarts(place.line);
    const qsizetype from = starts[std::size_t(place.row)];
    const qsizetype to = std::size_t(place.row) + 1 < starts.size() ? starts[std::size_t(place.row) + 1]
                                                                   : m_document.line(place.line).text.size();
    const qreal x0 = left() + (place.row == 0 ? 0 : m_document.line(place.line).hang * m_charWidth);
    QTextLayout layout;
    const_cast<ConsolePane *>(this)->layOut(layout, place.line, from, to);
    return {place.line, from + layout.lineAt(0).xToCursor(point.x() - x0)};
}

QString ConsolePane::selectedText() const
{
    if (!hasSelection())
        return {};
    const auto [begin, end] = std::minmax(m_anchor, m_cursor);
    return m_document.text(begin.line, begin.column, end.line, end.column);
}

QString ConsolePane::visibleText() const
{
    QString result;
    const qint64 rows = m_document.rowCount();
    const qint64 end = std::min(rows, topRow() + visibleRows());
    for (qint64 row = topRow(); row < end; ++row) {
        const TranscriptDocument::Place place = m_document.placeOfRow(row);
        if (place.row == 0 || row == topRow())
            result += m_document.line(place.line).text.toString() + u'\n';
    }
    if (m_promptShown && rows - topRow() < visibleRows())
        result += (m_prompt->isOpen() ? m_console->promptString() : QString()) + m_prompt->text();
    return result;
}

void ConsolePane::copy()
{
    if (hasSelection())
        QApplication::clipboard()->setText(selectedText());
    else if (m_prompt->hasSelectedText())
        m_prompt->copy();
}

void ConsolePane::selectAll()
{
    m_anchor = {m_document.firstLine(), 0};
    m_cursor = {m_document.endLine(), 0};
    viewport()->update();
}

void ConsolePane::clearSelection()
{
    m_anchor = m_cursor = {};
    viewport()->update();
}

void ConsolePane::interruptOrCopy()
{
    if (hasSelection()) {
        copy(); // again and again, until a click, a typed key or escape lets go of the selection
        return;
    }
    m_console->interrupt();
}

void ConsolePane::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        interruptOrCopy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->key() == Qt::Key_Escape) {
        if (hasSelection())
            clearSelection();
        else
            Q_EMIT showAllRequested();
    } else if (event->matches(QKeySequence::MoveToEndOfDocument)) {
        scrollToEnd();
    } else if (event->matches(QKeySequence::MoveToStartOfDocument)) {
        verticalScrollBar()->setValue(0);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool ConsolePane::eventFilter(QObject *watched, QEvent *event)
{
    // The prompt has the focus; these keys are for the pane around it.
    if (watched == m_prompt && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool forPane = key->key() == Qt::Key_PageUp || key->key() == Qt::Key_PageDown || key->key() == Qt::Key_Escape
            || key->matches(QKeySequence::MoveToEndOfDocument) || key->matches(QKeySequence::MoveToStartOfDocument)
            || (key->matches(QKeySequence::SelectAll) && m_prompt->text().isEmpty());
        if (forPane) {
            keyPressEvent(key);
            return true;
        }
    }
    return QAbstractScrollArea::eventFilter(watched, event);
}

void ConsolePane::mousePressEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    if (event->button() == Qt::MiddleButton) {
        if (QApplication::clipboard()->supportsSelection() && m_promptShown) {
            m_prompt->setFocus();
            m_prompt->insert(QApplication::clipboard()->text(QClipboard::Selection));
        }
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    const qint64 now = qint64(event->timestamp());
    const bool tripleClick = now - m_lastClickTime < QApplication::doubleClickInterval();
    m_lastClickTime = 0;
    m_dragPoint = point;
    const Position position = positionAt(point);
    if (tripleClick) {
        m_anchor = {position.line, 0};
        m_cursor = position.line < m_document.endLine() ? Position{position.line, m_document.line(position.line).text.size()} : m_anchor;
    } else {
        m_cursor = position;
        if (!(event->modifiers() & Qt::ShiftModifier))
            m_anchor = position;
        m_selecting = true;
    }
    viewport()->update();
}

void ConsolePane::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_lastClickTime = qint64(event->timestamp());
    const Position position = positionAt(event->position().toPoint());
    if (position.line >= m_document.endLine())
        return;
    const QStringView text = m_document.line(position.line).text;
    qsizetype begin = std::min(position.column, text.size());
    qsizetype end = begin;
    while (begin > 0 && isWordCharacter(text[begin - 1]))
        --begin;
    while (end < text.size() && isWordCharacter(text[end]))
        ++end;
    m_anchor = {position.line, begin};
    m_cursor = {position.line, end};
    viewport()->update();
}

void ConsolePane::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_selecting)
        return;
    m_dragPoint = event->position().toPoint();
    const bool outside = m_dragPoint.y() < 0 || m_dragPoint.y() > viewport()->height();
    if (outside && !m_autoScroll.isActive())
        m_autoScroll.start();
    else if (!outside)
        m_autoScroll.stop();
    m_cursor = positionAt(m_dragPoint);
    viewport()->update();
}

void ConsolePane::mouseReleaseEvent(QMouseEvent *)
{
    m_selecting = false;
    m_autoScroll.stop();
    if (hasSelection() && QApplication::clipboard()->supportsSelection())
        QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

void ConsolePane::contextMenuEvent(QContextMenuEvent *event)
{
    const Position position = positionAt(viewport()->mapFromGlobal(event->globalPos()));
    QMenu menu(this);
    QAction *copyAction = menu.addAction(tr("&Copy"), this, &ConsolePane::copy);
    copyAction->setEnabled(hasSelection());
    menu.addAction(tr("Select &All"), this, &ConsolePane::selectAll);
    menu.addSeparator();
    if (!filter().isNull()) {
        menu.addAction(tr("&Show All Actors"), this, &ConsolePane::showAllRequested);
    } else if (position.line >= m_document.firstLine() && position.line < m_document.endLine()) {
        const ActorId actor = m_document.actor(m_document.line(position.line).actor);
        if (!actor.isNull())
            menu.addAction(tr("Show &Only %1").arg(actor.name), this, [this, actor] { Q_EMIT showOnlyRequested(actor.uuid); });
    }
    menu.exec(event->globalPos());
}

bool ConsolePane::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const Position position = positionAt(help->pos());
        if (help->pos().x() < left() * 2 && position.line >= m_document.firstLine() && position.line < m_document.endLine()) {
            const TranscriptDocument::Line line = m_document.line(position.line);
            const QString when = QLocale().toString(QDateTime::fromMSecsSinceEpoch(line.time), u"HH:mm:ss.zzz"_s);
            const ActorId &actor = m_document.actor(line.actor);
            QToolTip::showText(help->globalPos(), actor.isNull() ? when : tr("%1 at %2").arg(actor.name, when), viewport());
            return true;
        }
        QToolTip::hideText();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace furrow::ui
