// SPDX-License-Identifier: MIT
#pragma once

#include "entry.h"
#include "highlighter.h"
#include "../engine/debugengine.h"

#include <QStringList>

namespace furrow::ui {

class ActorTree;
class ConsoleLock;
class CommandTable;

/// What a command of ours may do at the prompt where it was typed. Every command ends by exactly one of `done`, `execute`,
/// `step` and `leave`.
class CommandHost
{
public:
    virtual const Entry &entry() const = 0;
    virtual const ConsoleLock &lock() const = 0;
    virtual const ActorTree &tree() const = 0;
    /// Whose frozen copy the prompt stands in; empty: it stands in a live process.
    virtual QString frozenActor() const = 0;
    virtual void print(const QString &text, Highlighter::Language language = Highlighter::Language::Repl) = 0;
    virtual void notice(const QString &sentence) = 0;
    /// A running actor is to stop where it is. Empty, or why that cannot be.
    virtual QString breakIn(const ActorId &actor) = 0;

    virtual void done() = 0;                               ///< the prompt comes back
    virtual void execute(const QString &line) = 0;         ///< by the engine
    virtual void step(StepKind kind, int count) = 0;
    virtual void leave(bool quit) = 0;

protected:
    ~CommandHost() = default;
};

/// One row of the table.
struct Command
{
    QStringList names;         ///< the first is the one that help shows; `cont[inue]`: any spelling from cont on
    QString arguments;         ///< for help
    QString help;              ///< one line; empty: not listed
    bool repeats = false;      ///< by an empty line
    bool runsProcess = false;  ///< refused on a frozen copy
    void (*run)(CommandHost &host, const QString &argument) = nullptr;
};

} // namespace furrow::ui
