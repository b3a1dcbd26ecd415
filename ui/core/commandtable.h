// SPDX-License-Identifier: MIT
#pragma once

#include "command.h"

namespace furrow::ui {

/// Every command of the prompt that is ours and not gdb's: one row each in commandtable.cpp, one file each (or a small group)
/// in commands/. What is not in the table goes to the engine.
class CommandTable
{
public:
    static const QList<Command> &rows();
    static const Command *find(const QString &word);
    /// Every spelling of ours that begins so.
    static QStringList spellings(const QString &beginning);

    /// Runs one line at the host's prompt: ours, refused, or the engine's.
    static void run(CommandHost &host, const QString &line);
    /// Whether further lines follow, until `end`: python, commands, define, document, if, while.
    static bool opensBlock(const QString &line);
    /// Whether the last of these lines ends what the first one has opened.
    static bool isWholeBlock(const QStringList &lines);
    /// What an empty line after this one runs; empty: nothing.
    static QString repetition(const QString &line);
    /// `p` of `p/x value`.
    static QString word(const QString &line);
    /// `fin` is a spelling of `fin[ish]`.
    static bool matches(const QString &pattern, const QString &word);
};

} // namespace furrow::ui
