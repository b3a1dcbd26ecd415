// SPDX-License-Identifier: MIT
#include "lineeditor.h"

#include <QPointer>
#include <QSocketNotifier>

#include <cstdio>
#include <cstdlib>

#include <readline/history.h>
#include <readline/readline.h>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace furrow::ui {

namespace {

constexpr qsizetype mostListed = 400;
constexpr int historyInMemory = 2000;

FILE *duplicate(int descriptor, const char *mode)
{
    const int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    return copy < 0 ? nullptr : fdopen(copy, mode);
}

QByteArray commonPrefix(const QList<QByteArray> &words)
{
    QByteArray prefix = words.value(0);
    for (const QByteArray &word : words) {
        qsizetype same = 0;
        while (same < prefix.size() && same < word.size() && prefix[same] == word[same])
            ++same;
        while (same > 0 && same < prefix.size() && (prefix[same] & 0xc0) == 0x80) // never in the middle of a character
            --same;
        prefix.truncate(same);
    }
    return prefix;
}

/// Where the word that the candidates replace begins: the earliest place whose text all of them continue. Words have
/// other limits in each of the debugger's commands, so the candidates know better than a list of break characters.
qsizetype wordStart(const QByteArray &typed, const QByteArray &prefix)
{
    qsizetype start = qMax<qsizetype>(0, typed.size() - prefix.size());
    for (; start < typed.size(); ++start) {
        if (prefix.startsWith(typed.mid(start)))
            return start;
    }
    return typed.size();
}

} // namespace

LineEditor *LineEditor::s_instance = nullptr;

LineEditor::LineEditor(int input, int output, bool plain, QObject *parent) : QObject(parent), m_input(input)
{
    Q_ASSERT(!s_instance);
    s_instance = this;
    m_inputFile = duplicate(input, "r");
    m_outputFile = duplicate(output, "w");
    if (!m_inputFile || !m_outputFile)
        qFatal("furrow: no descriptors left for the terminal");

    rl_readline_name = "furrow";
    rl_instream = m_inputFile;
    rl_outstream = m_outputFile;
    rl_catch_signals = 0; // they come through the event loop
    rl_catch_sigwinch = 0;
    rl_change_environment = 0; // programs we start must not inherit LINES and COLUMNS of now
    rl_deprep_term_function = [] { s_instance->restoreSettings(); };
    rl_terminal_name = plain ? "dumb" : nullptr;
    rl_initialize(); // reads the user's inputrc, which our keys then go over
    const auto complete = [](int, int) {
        s_instance->requestCompletion(false);
        return 0;
    };
    const auto listAll = [](int, int) {
        s_instance->requestCompletion(true);
        return 0;
    };
    rl_add_defun("furrow-complete", complete, -1);
    rl_add_defun("furrow-possible-completions", listAll, -1);
    rl_bind_key_in_map('\t', complete, emacs_standard_keymap);
    rl_bind_key_in_map('\t', complete, vi_insertion_keymap);
    rl_bind_key_in_map('?', listAll, emacs_meta_keymap);
    rl_bind_key_in_map('=', listAll, vi_movement_keymap);
    if (plain)
        rl_variable_bind("enable-bracketed-paste", "off");
    rl_variable_bind("page-completions", "off"); // its pager waits for a key by itself
    using_history();
    stifle_history(historyInMemory);

    m_notifier = new QSocketNotifier(input, QSocketNotifier::Read, this);
    m_notifier->setEnabled(false);
    connect(m_notifier, &QSocketNotifier::activated, this, &LineEditor::readKey);
}

LineEditor::~LineEditor()
{
    close();
    rl_deprep_term_function = rl_deprep_terminal;
    rl_instream = nullptr;
    rl_outstream = nullptr;
    fclose(m_inputFile);
    fclose(m_outputFile);
    clear_history();
    s_instance = nullptr;
}

void LineEditor::setPrompt(const QByteArray &plain, const QByteArray &styled)
{
    // readline counts columns, and has to be told which characters take none.
    const qsizetype at = styled.indexOf(plain);
    if (styled == plain || at < 0) {
        m_prompt = plain;
        return;
    }
    const auto invisible = [](const QByteArray &bytes) {
        return bytes.isEmpty() ? bytes : RL_PROMPT_START_IGNORE + bytes + RL_PROMPT_END_IGNORE;
    };
    m_prompt = invisible(styled.left(at)) + plain + invisible(styled.mid(at + plain.size()));
}

void LineEditor::setHistory(const QList<QByteArray> &lines)
{
    clear_history();
    for (const QByteArray &line : lines)
        add_history(line.constData());
}

bool LineEditor::addToHistory(const QByteArray &line)
{
    if (line.trimmed().isEmpty() || line.startsWith(' '))
        return false;
    const HIST_ENTRY *newest = history_length > 0 ? history_get(history_base + history_length - 1) : nullptr;
    if (newest && line == newest->line)
        return false;
    add_history(line.constData());
    return true;
}

void LineEditor::open(const QString &text)
{
    if (m_open)
        return;
    m_open = true;
    m_hidden = false;
    m_lineTaken = false;
    m_endTaken = false;
    if (m_restoreIsDue)
        restoreSettings();
    rl_reset_screen_size(); // it may have changed while nobody edited
    rl_callback_handler_install(m_prompt.constData(), [](char *line) { s_instance->takeLine(line); });
    if (!text.isEmpty()) {
        rl_insert_text(text.toUtf8().constData());
        rl_redisplay();
    }
    m_notifier->setEnabled(true);
}

QString LineEditor::close()
{
    if (!m_open)
        return {};
    rl_callback_sigcleanup(); // out of a search or a numeric argument
    hide();
    const QString typed = QString::fromUtf8(rl_line_buffer, rl_end);
    m_open = false;
    m_hidden = false;
    ++m_question;
    m_notifier->setEnabled(false);
    rl_free_line_state();
    rl_callback_handler_remove();
    fflush(m_outputFile);
    return typed;
}

void LineEditor::abandon()
{
    if (!m_open)
        return;
    rl_callback_sigcleanup(); // out of a search or a numeric argument first, so that the line itself shows
    if (!m_hidden) {
        rl_point = rl_end;
        rl_redisplay();
        fputs("^C\n", m_outputFile);
    }
    fflush(m_outputFile);
    m_hidden = true;
    close();
}

void LineEditor::hide()
{
    if (!m_open || m_hidden)
        return;
    m_hidden = true;
    rl_clear_visible_line();
    fflush(m_outputFile);
}

void LineEditor::show()
{
    if (!m_open || !m_hidden)
        return;
    m_hidden = false;
    rl_on_new_line();
    rl_redisplay();
    fflush(m_outputFile);
}

void LineEditor::resize()
{
    if (m_open && !m_hidden)
        rl_resize_terminal();
}

void LineEditor::suspend()
{
    if (!m_open)
        return;
    fflush(m_outputFile);
    rl_deprep_term_function();
}

void LineEditor::resume()
{
    if (!m_open)
        return;
    // Whoever had the terminal meanwhile may have left it in another mode: start from what is there.
    rl_deprep_term_function();
    rl_prep_term_function(1);
    rl_reset_screen_size();
    rl_on_new_line();
    rl_redisplay();
    m_hidden = false;
    fflush(m_outputFile);
}

void LineEditor::readKey()
{
    if (!m_open)
        return;
    show();
    rl_callback_read_char();
    fflush(m_outputFile);
    // Told only now: nobody should open the next prompt inside readline's own call.
    if (m_endTaken) {
        m_endTaken = false;
        if (terminalIsGone())
            Q_EMIT hungUp();
        else
            Q_EMIT endOfInput();
    } else if (m_lineTaken) {
        m_lineTaken = false;
        Q_EMIT lineEntered(std::exchange(m_line, {}));
    }
}

void LineEditor::takeLine(char *line)
{
    rl_callback_handler_remove();
    m_open = false;
    ++m_question;
    m_notifier->setEnabled(false);
    if (line) {
        m_lineTaken = true;
        m_line = QString::fromUtf8(line);
        free(line);
    } else {
        m_endTaken = true;
    }
}

void LineEditor::restoreSettings()
{
    // In the background the settings are the shell's, and touching them would stop us.
    const pid_t foreground = tcgetpgrp(m_input);
    m_restoreIsDue = foreground >= 0 && foreground != getpgrp();
    if (m_restoreIsDue)
        return;
    rl_eof_found = 0; // readline would end the line at ctrl-d; the face writes there what it means
    rl_deprep_terminal();
}

bool LineEditor::terminalIsGone() const
{
    termios settings = {};
    if (tcgetattr(m_input, &settings) != 0)
        return true;
    pollfd input{m_input, POLLIN, 0};
    return poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

void LineEditor::requestCompletion(bool listOnly)
{
    if (!m_completer)
        return;
    const QByteArray line(rl_line_buffer, rl_end);
    const int point = rl_point;
    // A second key in a row lists; so does the first where the user's inputrc says show-all-if-ambiguous.
    const char *showAll = rl_variable_value("show-all-if-ambiguous");
    const bool again = rl_last_func == rl_named_function("furrow-complete");
    const bool list = listOnly || again || (showAll && qstrcmp(showAll, "on") == 0);
    const quint64 question = ++m_question;
    const int cursor = int(QString::fromUtf8(line.left(point)).size());
    m_completer(QString::fromUtf8(line), cursor,
                [self = QPointer(this), question, line, point, list](const QList<Completion> &candidates) {
                    // The answer to a line that has changed since, or was entered, is no answer.
                    if (self && self->m_open && self->m_question == question &&
                        line == QByteArray(rl_line_buffer, rl_end) && point == rl_point)
                        self->applyCompletion(line, point, list, candidates);
                });
}

void LineEditor::applyCompletion(const QByteArray &line, int point, bool listAll, const QList<Completion> &candidates)
{
    QList<QByteArray> words;
    for (const Completion &candidate : candidates) {
        const QByteArray word = candidate.text.toUtf8();
        if (!word.isEmpty() && !words.contains(word))
            words += word;
    }
    show();
    if (words.isEmpty()) {
        rl_ding();
        return;
    }
    const QByteArray typed = line.left(point);
    const QByteArray prefix = commonPrefix(words);
    const qsizetype start = wordStart(typed, prefix);
    QByteArray replacement = prefix;
    const bool isOnlyOne = words.size() == 1;
    if (isOnlyOne && !replacement.endsWith('/') && point == line.size())
        replacement += ' ';
    const bool extends = start + replacement.size() > point;
    if (extends) {
        rl_begin_undo_group();
        rl_delete_text(int(start), point);
        rl_point = int(start);
        rl_insert_text(replacement.constData());
        rl_end_undo_group();
    }
    if (!isOnlyOne && listAll)
        list(words);
    else if (!extends)
        rl_ding();
    rl_redisplay();
    fflush(m_outputFile);
}

void LineEditor::list(const QList<QByteArray> &words)
{
    const qsizetype shown = qMin(words.size(), mostListed);
    QList<QByteArray> kept = words.first(shown);
    QList<char *> matches{kept.first().data()}; // readline expects the common prefix first, and does not print it
    qsizetype longest = 0;
    for (QByteArray &word : kept) {
        matches += word.data();
        longest = qMax(longest, word.size());
    }
    matches += nullptr;
    rl_display_match_list(matches.data(), int(shown), int(longest));
    if (shown < words.size())
        fprintf(m_outputFile, "... and %lld more\n", static_cast<long long>(words.size() - shown));
    rl_forced_update_display();
}

} // namespace furrow::ui
