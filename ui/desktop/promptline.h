// SPDX-License-Identifier: MIT
#pragma once

#include "commandhistory.h"
#include "engine/debugengine.h"

#include <QLineEdit>

#include <functional>

class QCompleter;
class QStandardItemModel;

namespace furrow::ui {

/// The last line of the console pane, where the user types. It can always be typed in, but it submits only at a prompt, and
/// there only what was (also) typed at that prompt: text that was typed before a prompt appeared stays as a draft, so that
/// nobody answers an actor that he has not seen.
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
    /// What stands here was typed before this prompt appeared, and enter was pressed.
    bool isDraftOffered() const { return m_draftOffered; }
    bool hasDraft() const { return m_open && !m_typedHere && !text().isEmpty(); }

Q_SIGNALS:
    void submitted(const QString &line);
    void endOfInput();
    void interruptPressed(); ///< ctrl-c with nothing selected here
    void draftChanged();     ///< hasDraft() or isDraftOffered() did

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void enter();
    void requestCompletion();
    void showCompletions(const QString &line, int cursor, const QList<Completion> &candidates);
    void replaceWord(qsizetype start, const QString &word);
    void setDraftOffered(bool offered);

    Completer m_complete;
    CommandHistory m_history;
    QCompleter *m_popup;
    QStandardItemModel *m_candidates;
    qsizetype m_wordStart = 0;
    quint64 m_entry = 0;
    quint64 m_completion = 0; ///< the newest request; answers to older ones are dropped
    bool m_open = false;
    bool m_typedHere = false;
    bool m_draftOffered = false;
};

} // namespace furrow::ui
