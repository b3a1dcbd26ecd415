// SPDX-License-Identifier: MIT
#pragma once

#include "../engine/debugengine.h"

#include <QByteArray>
#include <QObject>
#include <QString>

#include <functional>

class QSocketNotifier;

namespace furrow::ui {

/// GNU readline on a terminal, driven by the event loop: it never waits for a key, nor for a completion.
/// While it is open the terminal is in readline's mode; else in the mode it was found in. readline is one for a
/// process, so at most one LineEditor exists at a time.
///
/// \code
/// LineEditor editor(0, 1);
/// editor.setPrompt("(gdb+) ");
/// connect(&editor, &LineEditor::lineEntered, [](const QString &line) { ... });   // closed by then
/// editor.open();
/// \endcode
class LineEditor : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(QList<Completion>)>;
    /// Asked for the candidates at `cursor`; answers when it can, by calling `done`.
    using Completer = std::function<void(const QString &line, int cursor, Done done)>;

    /// `plain`: without any escape sequence, as for a terminal that knows none.
    LineEditor(int input, int output, bool plain = false, QObject *parent = nullptr);
    ~LineEditor() override;

    void setPrompt(const QByteArray &plain, const QByteArray &styled);
    void setCompleter(Completer completer) { m_completer = std::move(completer); }
    void setHistory(const QList<QByteArray> &lines);
    /// True when it differs from the newest line and does not start with a space, so is worth a line in the file too.
    bool addToHistory(const QByteArray &line);

    bool isOpen() const { return m_open; }
    /// Shows the prompt with `text` typed already.
    void open(const QString &text = {});
    /// Takes the prompt off the screen and gives the terminal its own mode back; what was typed so far is returned.
    QString close();
    /// As a shell does on ctrl-c: what was typed stays above, marked ^C, and is forgotten. Closed afterwards.
    void abandon();

    /// Clears the prompt and the text off the screen, for something to be printed; show() puts them below it.
    void hide();
    void show();
    bool isHidden() const { return m_hidden; }

    void resize();
    /// Before and after the process is stopped by job control.
    void suspend();
    void resume();

Q_SIGNALS:
    void lineEntered(const QString &line);
    void endOfInput(); ///< ctrl-d
    void hungUp();     ///< the terminal is gone

private:
    void readKey();
    void takeLine(char *line);
    void requestCompletion(bool listOnly);
    void applyCompletion(const QByteArray &line, int point, bool list, const QList<Completion> &candidates);
    void list(const QList<QByteArray> &words);
    void restoreSettings();
    bool terminalIsGone() const;

    static LineEditor *s_instance;

    int m_input;
    FILE *m_inputFile = nullptr;
    FILE *m_outputFile = nullptr;
    QSocketNotifier *m_notifier = nullptr;
    QByteArray m_prompt;
    Completer m_completer;
    quint64 m_question = 0; ///< the newest completion asked for; older answers are stale
    bool m_open = false;
    bool m_hidden = false;
    bool m_lineTaken = false;
    bool m_endTaken = false;
    bool m_restoreIsDue = false; ///< the terminal was somebody else's when it should have been given back
    QString m_line;
};

} // namespace furrow::ui
