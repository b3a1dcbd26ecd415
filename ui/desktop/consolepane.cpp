// SPDX-License-Identifier: MIT
#include "consolepane.h"

#include "actorcolors.h"
#include "pane/accessibleconsole.h"
#include "pane/transcriptsearch.h"
#include "promptline.h"
#include "themefollower.h"

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
#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace furrow::ui {

namespace {

constexpr int topInset = TranscriptPainter::topInset;
constexpr int leftInset = TranscriptPainter::leftInset;
constexpr int rightInset = TranscriptPainter::rightInset;
constexpr int frameBudget = 8; // ms: half of a frame is for everybody else

} // namespace

ConsolePane::ConsolePane(Console *console, ThemeFollower *theme, QWidget *parent)
    : QAbstractScrollArea(parent), m_console(console), m_theme(theme), m_painter(&m_document, theme),
      m_search(new TranscriptSearch(&m_document, this)), m_links(new ConsoleLinks(console, &m_document, this)),
      m_prompt(new PromptLine(viewport())), m_selection(&m_document)
{
    installAccessibleConsole();
    setObjectName(u"consolePane"_s);
    setAccessibleName(tr("Console"));
    setAccessibleDescription(tr("Everything the tree of actors showed, and the debugger's prompt below"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setFocusProxy(m_prompt);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
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
        const int step = m_dragPoint.y() < 0 ? -1 - -m_dragPoint.y() / m_painter.lineHeight()
            : m_dragPoint.y() > height       ? 1 + (m_dragPoint.y() - height) / m_painter.lineHeight()
                                             : 0;
        verticalScrollBar()->setValue(verticalScrollBar()->value() + step);
        m_selection.extendTo(positionAt(m_dragPoint));
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
    connect(m_prompt, &PromptLine::multiLinePasted, this, &ConsolePane::multiLinePasted);
    connect(m_prompt, &QLineEdit::textEdited, this, [this] {
        clearSelection();
        m_links->setFocused({});
        scrollToEnd();
    });
    connect(m_search, &TranscriptSearch::patternChanged, viewport(), qOverload<>(&QWidget::update));
    connect(m_search, &TranscriptSearch::currentChanged, this, [this] {
        if (const auto &current = m_search->current())
            showLine(current->line);
        viewport()->update();
    });
    connect(m_links, &ConsoleLinks::changed, this, [this] {
        viewport()->setCursor(m_links->hovered() ? Qt::PointingHandCursor : Qt::IBeamCursor);
        viewport()->update();
    });
    connect(m_links, &ConsoleLinks::sourceRequested, this, &ConsolePane::sourceRequested);
    connect(m_links, &ConsoleLinks::actorRequested, this, &ConsolePane::actorRequested);
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

bool ConsolePane::isUpToDate() const
{
    return m_next >= m_console->transcript()->size();
}

void ConsolePane::takeAppended(int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    const Transcript *transcript = m_console->transcript();
    if (m_next < transcript->first()) { // what went meanwhile is named there
        m_next = transcript->first();
        m_offset = 0;
    }
    while (m_next < transcript->size() && timer.elapsed() < milliseconds) {
        const TranscriptBlock &block = transcript->at(m_next);
        const Entry *entry = block.entry != 0 ? m_console->entry(block.entry) : nullptr;
        m_offset = m_document.appendPart(block, entry && entry->isCrash(), m_offset);
        if (m_offset < 0) {
            m_offset = 0;
            ++m_next;
        }
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
    m_search->documentChanged();
    viewport()->update();
}

int ConsolePane::visibleRows() const
{
    return std::max(1, (viewport()->height() - topInset) / m_painter.lineHeight());
}

qint64 ConsolePane::topRow() const
{
    return verticalScrollBar()->value();
}

qreal ConsolePane::rowTop(qint64 row) const
{
    return topInset + qreal(row - topRow()) * m_painter.lineHeight();
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
    const int x = leftInset - 2 + (withPrompt ? int(std::round(m_console->promptString().size() * m_painter.charWidth())) : 0);
    const int y = int(rowTop(m_document.rowCount()));
    m_prompt->setGeometry(x, y, std::max(80, viewport()->width() - x - rightInset), m_painter.lineHeight());
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
    return m_document.findLast([&](const TranscriptDocument::LineInfo &line) {
        return line.kind == TranscriptBlock::Kind::Header && (line.flags & TranscriptDocument::BlockStart)
            && m_document.actor(line.actor).uuid == actor;
    });
}

void ConsolePane::showLine(qint64 line)
{
    if (line < m_document.firstLine() || line >= m_document.endLine())
        return;
    const qint64 row = m_document.rowOfLine(line);
    const int rows = visibleRows();
    const int margin = std::min(3, rows / 4);
    if (row >= topRow() + margin && row < topRow() + rows - margin)
        return;
    const qint64 top = row < topRow() + margin && row >= topRow() - rows / 2 ? row - margin
        : row >= topRow() && row < topRow() + rows + rows / 2                ? row - rows + 1 + margin
                                                                             : row - rows / 2;
    verticalScrollBar()->setValue(int(std::clamp<qint64>(top, 0, verticalScrollBar()->maximum())));
}

qint64 ConsolePane::topLine() const
{
    const qint64 rows = m_document.rowCount();
    return rows > 0 && topRow() < rows ? m_document.placeOfRow(topRow()).line : m_document.endLine();
}

qint64 ConsolePane::bottomLine() const
{
    const qint64 row = std::min(topRow() + visibleRows(), m_document.rowCount()) - 1;
    return row >= 0 ? m_document.placeOfRow(row).line : m_document.endLine();
}

/// What stood at the top stays there, if it is still shown; who stands at the end stays there.
template <typename Change>
void ConsolePane::keepPlace(Change change)
{
    const bool following = m_follow;
    const qint64 line = m_document.rowCount() > 0 ? m_document.placeOfRow(std::min(topRow(), m_document.rowCount() - 1)).line : 0;
    change();
    m_follow = following;
    updateScrollBar();
    if (!following && m_document.rowCount() > 0) {
        m_settingScroll = true;
        verticalScrollBar()->setValue(int(m_document.rowOfLine(std::max(line, m_document.firstLine()))));
        m_settingScroll = false;
    }
    viewport()->update();
}

void ConsolePane::setFilter(const QUuid &actor)
{
    TranscriptFilter filter = m_document.filter();
    filter.actors = actor.isNull() ? QSet<QUuid>() : QSet<QUuid>{actor};
    setLineFilter(filter);
}

QUuid ConsolePane::filter() const
{
    const QSet<QUuid> &actors = m_document.filter().actors;
    return actors.size() == 1 ? *actors.cbegin() : QUuid();
}

void ConsolePane::setLineFilter(const TranscriptFilter &filter)
{
    if (filter == m_document.filter())
        return;
    const bool sameActors = filter.actors == m_document.filter().actors;
    keepPlace([&] {
        m_document.setFilter(filter);
        if (!sameActors)
            clearSelection();
        refreshPrompt();
    });
    Q_EMIT lineFilterChanged();
}

void ConsolePane::setLogShown(bool shown)
{
    TranscriptFilter filter = m_document.filter();
    filter.parts.setFlag(TranscriptFilter::ConsoleLog, shown);
    setLineFilter(filter);
}

void ConsolePane::clear()
{
    flush();
    m_cleared.append(m_document.shownFrom());
    m_document.setShownFrom(m_document.endLine());
    clearSelection();
    m_links->setFocused({});
    scrollToEnd();
    Q_EMIT clearedChanged();
}

void ConsolePane::undoClear()
{
    if (m_cleared.isEmpty())
        return;
    keepPlace([this] { m_document.setShownFrom(m_cleared.takeLast()); });
    Q_EMIT clearedChanged();
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
    const QSet<QUuid> &actors = m_document.filter().actors;
    m_promptShown = actors.isEmpty() || (current && actors.contains(current->actor.uuid));
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
    m_painter.setFont(font);
    relayout();
}

void ConsolePane::refreshColors()
{
    m_painter.forgetColors();
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
    keepPlace([this] { m_document.setColumns(int((viewport()->width() - leftInset - rightInset) / m_painter.charWidth())); });
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
    m_links->setHovered({});
    placePrompt();
    viewport()->update();
}

QList<TranscriptPainter::Mark> ConsolePane::marksOf(qint64 line) const
{
    using Mark = TranscriptPainter::Mark;
    QList<Mark> marks;
    if (m_search->isActive()) {
        const auto &current = m_search->current();
        for (const TranscriptSearch::Match &match : m_search->matchesIn(m_document.lineText(line))) {
            const bool isCurrent = current && current->line == line && current->start == match.start;
            marks.append({match.start, match.length, isCurrent ? Mark::CurrentMatch : Mark::Match});
        }
    }
    if (const auto selected = m_selection.inLine(line))
        marks.append({selected->first, selected->second - selected->first, Mark::Selection});
    if (const auto &link = m_links->hovered(); link && link->line == line)
        marks.append({link->link.start, link->link.length, Mark::Link});
    if (const auto &link = m_links->focused(); link && link->line == line)
        marks.append({link->link.start, link->link.length, Mark::FocusedLink});
    return marks;
}

void ConsolePane::paintPromptRow(QPainter &painter, qreal y)
{
    const Entry *current = m_console->current();
    if (!m_prompt->isOpen() || !current)
        return;
    const QColor color = current->isCrash() ? m_theme->alarm() : m_theme->accent();
    painter.fillRect(QRectF(0, y, viewport()->width(), m_painter.lineHeight()), m_theme->tint(color, 0.06));
    painter.fillRect(QRectF(0, y, TranscriptPainter::stripeWidth, m_painter.lineHeight()), actorColor(current->actor.name, m_theme->isDark()));
    QFont bold = viewport()->font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(color);
    painter.drawText(QPointF(leftInset, y + m_painter.baseLine()), m_console->promptString());
    painter.setFont(viewport()->font());
    const qreal used = (m_console->promptString().size() + m_prompt->text().size()) * m_painter.charWidth();
    if (m_prompt->isDraftOffered())
        m_painter.paintTag(painter, y, viewport()->width(), used, tr("Enter again sends it to %1").arg(current->actor.name), m_theme->warning());
    else if (m_prompt->hasDraft())
        m_painter.paintTag(painter, y, viewport()->width(), used, tr("typed before this prompt opened"), m_theme->warning());
    else
        m_painter.paintTag(painter, y, viewport()->width(), used, current->actor.name, m_theme->dim());
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
        qsizetype rowsInLine = 0;
        TranscriptPainter::Row painted;
        painted.width = viewport()->width();
        for (; row < rows && rowTop(row) < viewport()->height() && place.line < m_document.endLine(); ++row) {
            if (rowsInLine == 0) {
                rowsInLine = qsizetype(m_document.rowStarts(place.line).size());
                painted.marks = marksOf(place.line);
                painted.endSelected = m_selection.goesOnBehind(place.line);
            }
            painted.place = place;
            painted.y = rowTop(row);
            painted.atTop = row == topRow();
            m_painter.paint(painter, painted);
            if (++place.row >= rowsInLine) {
                place = {m_document.nextShown(place.line), 0};
                rowsInLine = 0;
            }
        }
    }
    if (m_promptShown)
        paintPromptRow(painter, rowTop(rows));
    if (rows == 0 && !filter().isNull() && m_cleared.isEmpty()) {
        painter.setPen(m_theme->dim());
        painter.drawText(QRectF(leftInset, topInset, viewport()->width() - leftInset - rightInset, viewport()->height()),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_emptyNote);
    }
}

ConsolePane::Position ConsolePane::positionAt(const QPoint &point) const
{
    const qint64 rows = m_document.rowCount();
    if (rows == 0)
        return {m_document.endLine(), 0};
    const qint64 row = topRow() + qint64(std::floor(qreal(point.y() - topInset) / m_painter.lineHeight()));
    if (row < 0)
        return {m_document.placeOfRow(0).line, 0};
    if (row >= rows) {
        const qint64 last = m_document.placeOfRow(rows - 1).line;
        return {last, m_document.lineLength(last)};
    }
    const TranscriptDocument::Place place = m_document.placeOfRow(row);
    return {place.line, m_painter.columnAt(place, point.x())};
}

std::optional<ConsoleLinks::Place> ConsolePane::linkAt(const QPoint &point) const
{
    const qint64 row = topRow() + qint64(std::floor(qreal(point.y() - topInset) / m_painter.lineHeight()));
    if (row < topRow() || row >= m_document.rowCount())
        return {};
    const TranscriptDocument::Place place = m_document.placeOfRow(row);
    bool outside = false;
    const qsizetype column = m_painter.columnAt(place, point.x(), &outside);
    return outside ? std::nullopt : m_links->at(place.line, column);
}

QRect ConsolePane::rectOf(const ConsoleLinks::Place &place) const
{
    if (place.line < m_document.firstLine() || place.line >= m_document.endLine())
        return {};
    const std::vector<qsizetype> starts = m_document.rowStarts(place.line);
    const auto after = std::ranges::upper_bound(starts, place.link.start);
    const auto rowInLine = std::distance(starts.begin(), after) - 1;
    const qint64 row = m_document.rowOfLine(place.line) + rowInLine;
    if (row < topRow() || row >= topRow() + visibleRows())
        return {};
    const qreal hang = rowInLine > 0 ? m_document.lineInfo(place.line).hang : 0;
    const qreal x = leftInset + (hang + qreal(place.link.start - *std::prev(after))) * m_painter.charWidth();
    return QRectF(x, rowTop(row), qreal(place.link.length) * m_painter.charWidth(), m_painter.lineHeight()).toRect();
}

QString ConsolePane::visibleText() const
{
    QString result;
    const qint64 rows = m_document.rowCount();
    const qint64 end = std::min(rows, topRow() + visibleRows());
    for (qint64 row = topRow(); row < end; ++row) {
        const TranscriptDocument::Place place = m_document.placeOfRow(row);
        if (place.row == 0 || row == topRow())
            result += m_document.lineText(place.line) + u'\n';
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
    m_selection.selectAll();
    viewport()->update();
}

void ConsolePane::clearSelection()
{
    m_selection.clear();
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

void ConsolePane::escape()
{
    if (m_links->focused())
        m_links->setFocused({});
    else if (hasSelection())
        clearSelection();
    else if (m_search->isActive())
        Q_EMIT searchEndRequested();
    else
        Q_EMIT showAllRequested();
}

void ConsolePane::moveLink(int step)
{
    if (m_links->focused() && rectOf(*m_links->focused()).isEmpty())
        m_links->setFocused({}); // the user scrolled away from it
    const bool wasNone = !m_links->focused();
    if (m_links->moveFocus(step, wasNone ? (step < 0 ? bottomLine() : topLine()) : 0))
        showLine(m_links->focused()->line);
    else
        QApplication::beep();
}

void ConsolePane::openLink()
{
    if (const auto link = m_links->focused())
        m_links->open(*link);
}

void ConsolePane::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        interruptOrCopy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->matches(QKeySequence::Undo)) {
        undoClear();
    } else if (event->key() == Qt::Key_Escape) {
        escape();
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
    if (watched == m_prompt && event->type() == QEvent::KeyPress && !m_prompt->isCompleting()) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool forPane = key->key() == Qt::Key_PageUp || key->key() == Qt::Key_PageDown || key->key() == Qt::Key_Escape
            || key->matches(QKeySequence::MoveToEndOfDocument) || key->matches(QKeySequence::MoveToStartOfDocument)
            || (key->matches(QKeySequence::SelectAll) && m_prompt->text().isEmpty())
            || (key->matches(QKeySequence::Undo) && !m_prompt->isUndoAvailable() && canUndoClear());
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
    m_links->setFocused({});
    m_pressedLink.reset();
    if (tripleClick) {
        m_selection.selectLine(position.line);
    } else {
        // With a selection a click lets go of it first.
        if (!hasSelection() && !(event->modifiers() & Qt::ShiftModifier))
            m_pressedLink = linkAt(point);
        if (event->modifiers() & Qt::ShiftModifier)
            m_selection.extendTo(position);
        else
            m_selection.begin(position);
        m_selecting = true;
    }
    viewport()->update();
}

void ConsolePane::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_lastClickTime = qint64(event->timestamp());
    m_pressedLink.reset();
    m_selection.selectWord(positionAt(event->position().toPoint()));
    viewport()->update();
}

void ConsolePane::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_selecting) {
        hover(event->position().toPoint());
        return;
    }
    m_dragPoint = event->position().toPoint();
    const bool outside = m_dragPoint.y() < 0 || m_dragPoint.y() > viewport()->height();
    if (outside && !m_autoScroll.isActive())
        m_autoScroll.start();
    else if (!outside)
        m_autoScroll.stop();
    m_selection.extendTo(positionAt(m_dragPoint));
    viewport()->update();
}

void ConsolePane::hover(const QPoint &point)
{
    m_links->setHovered(linkAt(point));
}

void ConsolePane::mouseReleaseEvent(QMouseEvent *event)
{
    const bool wasSelecting = std::exchange(m_selecting, false);
    m_autoScroll.stop();
    const QPoint point = event->position().toPoint();
    if (const auto link = std::exchange(m_pressedLink, std::nullopt); link && wasSelecting && !hasSelection() && link == linkAt(point)) {
        m_links->open(*link);
        return;
    }
    hover(point);
    if (hasSelection() && QApplication::clipboard()->supportsSelection())
        QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

void ConsolePane::contextMenuEvent(QContextMenuEvent *event)
{
    // By the keyboard it is for the link that the keyboard stands on.
    const QPoint point = viewport()->mapFromGlobal(event->globalPos());
    const auto link = event->reason() == QContextMenuEvent::Keyboard ? m_links->focused() : linkAt(point);
    const Position position = link ? Position{link->line, link->link.start} : positionAt(point);
    QMenu menu(this);
    if (link)
        addLinkActions(menu, *link);
    QAction *copyAction = menu.addAction(tr("&Copy"), this, &ConsolePane::copy);
    copyAction->setEnabled(hasSelection());
    menu.addAction(tr("Select &All"), this, &ConsolePane::selectAll);
    menu.addSeparator();
    if (!filter().isNull()) {
        menu.addAction(tr("&Show All Actors"), this, &ConsolePane::showAllRequested);
    } else if (position.line >= m_document.firstLine() && position.line < m_document.endLine()) {
        const ActorId actor = m_document.actor(m_document.lineInfo(position.line).actor);
        if (!actor.isNull())
            menu.addAction(tr("Show &Only %1").arg(actor.name), this, [this, actor] { Q_EMIT showOnlyRequested(actor.uuid); });
    }
    menu.addActions(m_menuActions);
    menu.exec(link && event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(rectOf(*link).bottomLeft()) : event->globalPos());
}

void ConsolePane::addLinkActions(QMenu &menu, const ConsoleLinks::Place &place)
{
    const QString name = m_links->name(place).replace(u'&', "&&"_L1);
    QAction *open = menu.addAction(place.link.isSource() ? tr("&Open %1").arg(name) : tr("Show %1 in the &Tree").arg(name), this,
                                   [this, place] { m_links->open(place); });
    open->setObjectName(u"openLinkHere"_s);
    if (place.link.isSource()) {
        menu.addAction(tr("Copy &Path"), this, [this, place] { QApplication::clipboard()->setText(m_links->path(place)); })
            ->setObjectName(u"copyPath"_s);
    }
    menu.addSeparator();
}

bool ConsolePane::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        m_links->setHovered({});
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const Position position = positionAt(help->pos());
        if (help->pos().x() < leftInset * 2 && position.line >= m_document.firstLine() && position.line < m_document.endLine()) {
            const TranscriptDocument::LineInfo line = m_document.lineInfo(position.line);
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
