// SPDX-License-Identifier: MIT
#pragma once

#include "../engine/debugengine.h"
#include "highlighter.h"
#include "sourceview.h"

#include <QSet>

namespace furrow::ui {

class ActorTree;
class OutputRouter;
class PromptGuard;
struct Entry;

/// Writes what an entry shows, from its header to the output of its commands. Thread: that of the prompt guard.
class EntryWriter
{
public:
    EntryWriter(PromptGuard *guard, OutputRouter *router, const ActorTree *tree) : m_guard(guard), m_router(router), m_tree(tree) {}

    /// A REPL opens: what was printed before it comes first, and what comes later waits.
    void header(const Entry &entry, const QString &file, int line);
    /// The prompt comes back after the process ran: with a header where another entry's stands last.
    void comeBack(const Entry &entry, const Frame &frame);
    /// The recorded error, if there is one.
    void trace(const Entry &entry);
    void source(const Entry &entry, const Frame &frame, const QString &headline = {});
    /// An entry knows its line from the program itself, gdb from debug information alone. Once for each program.
    void sayWhatIsMissing(const Entry &entry, const Frame &frame);
    /// A line typed at the prompt; `continues`: it is a further line of its command.
    void typed(const Entry &entry, const QString &line, bool continues);

    /// A command begins: how its output is highlighted.
    void begin(const QString &command);
    /// More of its output, as it comes.
    void output(const Entry &entry, const QString &text);
    void print(const Entry &entry, const QString &text, Highlighter::Language language);
    /// Ends the last line of output if it is open.
    void finish();

private:
    void append(const Entry &entry, TranscriptBlock::Kind kind, const QString &text, const QList<TextSpan> &spans, bool endsLine = true);

    PromptGuard *m_guard;
    OutputRouter *m_router;
    const ActorTree *m_tree;
    SourceView m_source;
    QSet<QString> m_withoutDebugInformation; // programs of which that was said
    quint64 m_lastOpened = 0;
    Highlighter::Language m_language{};
    qsizetype m_outputSize = 0;
    bool m_outputOpen = false;
    TranscriptBlock m_end;                   // of its last line, which is open
};

} // namespace furrow::ui
