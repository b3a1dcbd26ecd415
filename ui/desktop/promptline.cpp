// SPDX-License-Identifier: MIT
#include "promptline.h"

#include "pane/completionpopup.h"
#include "pane/eventclock.h"

#include <QKeyEvent>
#include <QPointer>
#include <QScopeGuard>

namespace furrow::ui {

namespace {

QString commonStart(const QList<Completion> &candidates)
{
    QString common = candidates.first().text;
    for (const Completion &candidate : candidates) {
        qsizetype length = 0;
        while (length < common.size() && length < candidate.text.size() && common[length] == candidate.text[length])
            ++length;
        common.truncate(length);
    }
    return common;
}

/// Where the word that `candidate` replaces begins: the longest end of the typed text that the candidate begins with.
qsizetype wordStart(QStringView typed, QStringView candidate)
{
    for (qsizetype length = std::min(typed.size(), candidate.size()); length > 0; --length) {
        if (typed.endsWith(candidate.first(length)))
            return typed.size() - length;
    }
    return typed.size();
}

} // namespace

PromptLine::PromptLine(QWidget *parent)
    : QLineEdit(parent), m_popup(new CompletionPopup(this))
{
    setFrame(false);
    setObjectName(QStringLiteral("promptLine"));
    setAccessibleName(tr("Debugger prompt"));
    setContextMenuPolicy(Qt::DefaultContextMenu);
    connect(m_popup, &CompletionPopup::chosen, this, &PromptLine::replaceWord);
    connect(this, &QLineEdit::textEdited, this, [this] {
        if (takeLines())
            return;
        m_before = text();
        m_typedHere = m_typedHere || !m_keyFromBefore;
        m_history.leave();
        setDraftOffered(false);
        Q_EMIT draftChanged();
        if (m_popup->isVisible())
            requestCompletion();
    });
    connect(this, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (!text.contains(u'\n'))
            m_before = text;
    });
}

bool PromptLine::takeLines()
{
    // However they came in: a line edit keeps the line feeds that were pasted, and shows them as blanks.
    const QString now = text();
    if (!now.contains(u'\n') && !now.contains(QChar::LineSeparator))
        return false;
    const QString before = m_before;
    qsizetype start = 0;
    while (start < before.size() && start < now.size() && before[start] == now[start])
        ++start;
    qsizetype end = 0;
    while (end < before.size() - start && end < now.size() - start && before[before.size() - 1 - end] == now[now.size() - 1 - end])
        ++end;
    QString inserted = now.sliced(start, now.size() - start - end);
    inserted.replace(QChar::LineSeparator, u'\n').remove(u'\r');
    QStringList lines = inserted.split(u'\n');
    while (lines.size() > 1 && lines.last().trimmed().isEmpty())
        lines.removeLast();
    setText(before);
    setCursorPosition(int(start));
    if (lines.size() == 1)
        insert(lines.first()); // a line that was copied with its end
    else
        Q_EMIT multiLinePasted(lines);
    return true;
}

bool PromptLine::isFromBefore(const QInputEvent *event) const
{
    return m_open && (!m_seen || EventClock::timeOf(event) < *m_seen);
}

bool PromptLine::isCompleting() const
{
    return m_popup->isVisible();
}

void PromptLine::focusOutEvent(QFocusEvent *event)
{
    m_popup->hide();
    QLineEdit::focusOutEvent(event);
}

void PromptLine::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_open && !m_seen)
        m_seen = EventClock::now();
}

void PromptLine::openPrompt(quint64 entry)
{
    // Within one entry the user knows whom he talks to; another entry's prompt has not been seen yet.
    if (entry != m_entry) {
        m_typedHere = false;
        m_seen.reset();
        update();
    }
    m_entry = entry;
    m_open = true;
    setDraftOffered(false);
    Q_EMIT draftChanged();
}

void PromptLine::closePrompt(bool busy)
{
    m_open = false;
    ++m_completion;
    m_popup->hide();
    if (!busy)
        m_typedHere = false;
    setDraftOffered(false);
    Q_EMIT draftChanged();
}

void PromptLine::setDraftOffered(bool offered)
{
    if (m_draftOffered == offered)
        return;
    m_draftOffered = offered;
    Q_EMIT draftChanged();
}

void PromptLine::enter()
{
    if (!m_open)
        return;
    if (!m_typedHere) {
        // An empty line means "again", and nothing was done here yet; a draft is submitted when enter is pressed twice.
        if (text().isEmpty())
            return;
        if (!m_draftOffered) {
            setDraftOffered(true);
            return;
        }
    }
    const QString line = text();
    clear();
    m_history.add(line);
    m_typedHere = true; // an empty line may repeat this one
    setDraftOffered(false);
    Q_EMIT submitted(line);
}

bool PromptLine::event(QEvent *event)
{
    // Tab completes; it must not leave the line.
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier) {
            if (!m_popup->isVisible() || !m_popup->handleKey(key))
                requestCompletion();
            return true;
        }
    }
    return QLineEdit::event(event);
}

void PromptLine::keyPressEvent(QKeyEvent *event)
{
    if (m_popup->isVisible()) {
        if (m_popup->handleKey(event))
            return;
        if (event->text().isEmpty() && event->key() != Qt::Key_Shift)
            m_popup->hide(); // the cursor may go elsewhere
    }
    m_keyFromBefore = isFromBefore(event);
    const auto handled = qScopeGuard([this] { m_keyFromBefore = false; });
    if (event->matches(QKeySequence::Copy) && !hasSelectedText()) {
        Q_EMIT interruptPressed();
        return;
    }
    if (event->key() == Qt::Key_D && event->modifiers() == Qt::ControlModifier) {
        if (text().isEmpty() && m_open && !m_keyFromBefore)
            Q_EMIT endOfInput();
        else
            del();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!event->isAutoRepeat() && !m_keyFromBefore)
            enter();
        return;
    case Qt::Key_Up:
        setText(m_history.older(text()));
        m_typedHere = m_open && !m_keyFromBefore;
        setDraftOffered(false);
        Q_EMIT draftChanged();
        return;
    case Qt::Key_Down:
        setText(m_history.newer());
        Q_EMIT draftChanged();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void PromptLine::requestCompletion()
{
    if (!m_complete || !m_open)
        return;
    const QString line = text();
    const int cursor = cursorPosition();
    m_complete(line, cursor, [self = QPointer(this), request = ++m_completion, line, cursor](const QList<Completion> &candidates) {
        if (self && request == self->m_completion && self->text() == line)
            self->showCompletions(line, cursor, candidates);
    });
}

void PromptLine::showCompletions(const QString &line, int cursor, const QList<Completion> &candidates)
{
    if (candidates.isEmpty()) {
        m_popup->hide();
        return;
    }
    const QStringView typed = QStringView(line).first(cursor);
    m_wordStart = wordStart(typed, candidates.first().text);
    const bool wasVisible = m_popup->isVisible();
    if (candidates.size() == 1 && (!wasVisible || m_wordStart + candidates.first().text.size() == cursor)) {
        m_popup->hide();
        replaceWord(candidates.first().text);
        return;
    }
    if (const QString common = commonStart(candidates); common.size() > cursor - m_wordStart && !wasVisible)
        replaceWord(common);
    const qsizetype length = cursorPosition() - m_wordStart;
    QRect place = cursorRect();
    place.moveLeft(std::max(0, place.center().x() - fontMetrics().horizontalAdvance(text().sliced(m_wordStart, length))));
    m_popup->open(candidates, length, this, place);
}

void PromptLine::replaceWord(const QString &word)
{
    const QString line = text();
    const int cursor = cursorPosition();
    setText(line.first(m_wordStart) + word + line.sliced(cursor));
    setCursorPosition(int(m_wordStart + word.size()));
    m_typedHere = m_open;
    setDraftOffered(false);
}

} // namespace furrow::ui
