// SPDX-License-Identifier: MIT
#pragma once

#include "commandhistory.h"
#include "engine/debugengine.h"

#include <QLineEdit>

#include <functional>
#include <optional>

class QInputEvent;

namespace furrow::ui {

class CompletionPopup;

/// The last line of the console pane, where the user types. It can always be typed in, but it submits only at a prompt, and
/// there only what was (also) typed at that prompt: text that was typed before a prompt appeared stays as a draft, so that
/// nobody answers an actor that he has not seen. What counts is when a key was pressed, not when its event is handled: keys
/// that waited while the window was busy come from before the prompt could be seen.
/// Thread: the GUI thread.
class PromptLine : public QLineEdit
{
    Q_OBJECT
public:
    using Completer = std::function<void(const QString &line, int cursor, std::function<void(QList<Completion>)> done)>;

    explicit PromptLine(QWidget *parent = nullptr);

    void setCompleter(Completer complete) { m_complete = std::move(complete); }
    /// A line is expected for REPL entry `entry`.
    void openPrompt(quint64 entry);
    /// A command runs (`busy`), or no REPL is open.
    void closePrompt(bool busy);
    bool isOpen() const { return m_open; }
    bool isCompleting() const; ///< a list of completions is open, which takes some keys
    /// What stands here was typed before this prompt appeared, and enter was pressed.
    bool isDraftOffered() const { return m_draftOffered; }
    bool hasDraft() const { return m_open && !m_typedHere && !text().isEmpty(); }

Q_SIGNALS:
    void submitted(const QString &line);
    void endOfInput();
    void interruptPressed(); ///< ctrl-c with nothing selected here
    void draftChanged();     ///< hasDraft() or isDraftOffered() did
    /// Several lines were pasted or dropped; the text stays as it was before.
    void multiLinePasted(const QStringList &lines);

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void enter();
    void requestCompletion();
    void showCompletions(const QString &line, int cursor, const QList<Completion> &candidates);
    void replaceWord(const QString &word);
    bool takeLines();
    bool isFromBefore(const QInputEvent *event) const;
    void setDraftOffered(bool offered);

    Completer m_complete;
    CommandHistory m_history;
    CompletionPopup *m_popup;
    qsizetype m_wordStart = 0;
    QString m_before;    ///< the text before the edit that is being handled
    std::optional<quint64> m_seen; ///< when this entry's prompt was first painted, by EventClock
    bool m_keyFromBefore = false; ///< the key that is being handled was pressed before that
    quint64 m_entry = 0;
    quint64 m_completion = 0; ///< the newest request; answers to older ones are dropped
    bool m_open = false;
    bool m_typedHere = false;
    bool m_draftOffered = false;
};

} // namespace furrow::ui
