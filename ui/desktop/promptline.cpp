// SPDX-License-Identifier: MIT
#include "promptline.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPointer>
#include <QScrollBar>
#include <QStandardItemModel>

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
    : QLineEdit(parent), m_popup(new QCompleter(this)), m_candidates(new QStandardItemModel(this))
{
    setFrame(false);
    setObjectName(QStringLiteral("promptLine"));
    setAccessibleName(tr("Debugger prompt"));
    setContextMenuPolicy(Qt::DefaultContextMenu);
    m_popup->setModel(m_candidates);
    m_popup->setWidget(this);
    m_popup->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_popup->setMaxVisibleItems(12);
    m_popup->popup()->setObjectName(QStringLiteral("completionPopup"));
    m_popup->popup()->setAccessibleName(tr("Completions"));
    connect(m_popup, qOverload<const QString &>(&QCompleter::activated), this,
            [this](const QString &word) { replaceWord(m_wordStart, word); });
    connect(this, &QLineEdit::textEdited, this, [this] {
        m_typedHere = true;
        m_history.leave();
        setDraftOffered(false);
        Q_EMIT draftChanged();
        if (m_popup->popup()->isVisible())
            requestCompletion();
    });
}

void PromptLine::openPrompt(quint64 entry)
{
    // Within one entry the user knows whom he talks to; another entry's prompt has not been seen yet.
    m_typedHere = m_typedHere && entry == m_entry;
    m_entry = entry;
    m_open = true;
    setDraftOffered(false);
    Q_EMIT draftChanged();
}

void PromptLine::closePrompt(bool busy)
{
    m_open = false;
    ++m_completion;
    m_popup->popup()->hide();
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
    QString line = text();
    line.replace(QChar(QChar::LineSeparator), u' '); // a pasted newline
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
            requestCompletion();
            return true;
        }
    }
    return QLineEdit::event(event);
}

void PromptLine::keyPressEvent(QKeyEvent *event)
{
    if (m_popup->popup()->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Enter:
        case Qt::Key_Return:
        case Qt::Key_Escape:
            event->ignore(); // the popup's
            return;
        default:
            break;
        }
    }
    if (event->matches(QKeySequence::Copy) && !hasSelectedText()) {
        Q_EMIT interruptPressed();
        return;
    }
    if (event->key() == Qt::Key_D && event->modifiers() == Qt::ControlModifier) {
        if (text().isEmpty() && m_open)
            Q_EMIT endOfInput();
        else
            del();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!event->isAutoRepeat())
            enter();
        return;
    case Qt::Key_Up:
        setText(m_history.older(text()));
        m_typedHere = m_open;
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
        m_popup->popup()->hide();
        return;
    }
    const QStringView typed = QStringView(line).first(cursor);
    m_wordStart = wordStart(typed, candidates.first().text);
    const bool wasVisible = m_popup->popup()->isVisible();
    if (candidates.size() == 1 && !wasVisible) {
        replaceWord(m_wordStart, candidates.first().text);
        return;
    }
    if (const QString common = commonStart(candidates); common.size() > cursor - m_wordStart && !wasVisible)
        replaceWord(m_wordStart, common);
    m_candidates->clear();
    for (const Completion &candidate : candidates) {
        auto *item = new QStandardItem(candidate.text);
        item->setToolTip(candidate.kind);
        m_candidates->appendRow(item);
    }
    m_popup->popup()->setFont(font());
    QRect place = cursorRect();
    place.moveLeft(std::max(0, place.left() - fontMetrics().horizontalAdvance(text().sliced(m_wordStart, cursorPosition() - m_wordStart))));
    place.setWidth(m_popup->popup()->sizeHintForColumn(0) + m_popup->popup()->verticalScrollBar()->sizeHint().width() + 24);
    m_popup->complete(place);
}

void PromptLine::replaceWord(qsizetype start, const QString &word)
{
    const QString line = text();
    const int cursor = cursorPosition();
    setText(line.first(start) + word + line.sliced(cursor));
    setCursorPosition(int(start + word.size()));
    m_typedHere = m_open;
    setDraftOffered(false);
}

} // namespace furrow::ui
