// SPDX-License-Identifier: MIT
#pragma once

#include "entry.h"
#include "environmentchanges.h"
#include "../engine/debugengine.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>

namespace furrow::ui {

class ActorTree;
class Breakpoints;
class Inspector;
class ClimbKeeper;
class FrameSource;
struct ClimbHop;
class Transcript;

/// What stands before the line that the user types, in every face; and before the further lines of `python`, `commands` and the like.
inline constexpr char16_t promptText[] = u"(gdb+) ";
inline constexpr char16_t continuationText[] = u"> ";

/// The console of one tree, without a face: keeps the lock, drives the engine, writes the transcript.
/// A face shows `transcript()` and `tree()`, watches `promptChanged`, and hands what the user types to `submit`.
///
/// \code
/// furrow::ui::Console console(std::make_unique<furrow::ui::GdbEngine>());
/// QObject::connect(&console, &Console::promptChanged, face, &Face::showPrompt);
/// if (!console.listen(&error)) ...
/// console.startProgram(QStringLiteral("./subactor_error"), {});
/// \endcode
/// Thread: that of the QObject. Nothing here blocks.
class Console : public QObject
{
    Q_OBJECT
public:
    /// What the face should show where the user types.
    enum class Prompt {
        None,      ///< no REPL is open
        Ready,     ///< a line is expected
        Busy,      ///< a command runs; ctrl-c stops it
    };

    explicit Console(std::unique_ptr<DebugEngine> engine, QObject *parent = nullptr);
    ~Console() override;

    /// Makes the runtime folder and listens (or at `socketPath`). False with one sentence in `error`.
    bool listen(QString *error, const QString &socketPath = {});
    QString socketPath() const;
    /// What the face can show: `never`, `256` or `truecolor`; programs started from now on are told (FURROW_COLOR).
    void setColor(const QString &color);
    /// Starts the program as root of the tree, in that folder (empty: ours) and with our environment so changed. `programFailed` or
    /// `finished` tells the end.
    void startProgram(const QString &program, const QStringList &arguments, const QString &workingFolder = {},
                      const EnvironmentChanges &environment = {});
    /// The tree's root was started by somebody else (it started this console).
    void attachRoot(qint64 pid);

    Transcript *transcript() const;
    ActorTree *tree() const;
    Breakpoints *breakpoints() const;
    Inspector *inspector() const;                 ///< of the process at the prompt
    const ClimbKeeper *climbs() const;            ///< how errors climb

    Prompt prompt() const;
    /// `promptText`, or `continuationText` between the first line of a block and its `end`.
    QString promptString() const;
    const Entry *current() const;                 ///< the entry that owns the console; null when none
    QList<Entry> queue() const;                   ///< waiters, first in first
    const Entry *entry(quint64 id) const;         ///< any entry of this session, done ones too
    QList<Entry> entriesOf(const ActorId &actor) const;

    /// One line typed at the prompt (ours: c q n s fin until w ll a pp u d sticky hf_* actors tasks queue help; or gdb's).
    /// An empty line repeats the last command where gdb would. Ignored unless `prompt() == Ready`.
    void submit(const QString &line);
    /// End of input at the prompt: as `q`.
    void endOfInput();
    /// ctrl-c: stops a running command, redraws a live prompt, or with no REPL open cancels the tree.
    void interrupt();
    /// Cancels the tree whatever is open (the window's close button, SIGHUP, SIGTERM).
    void cancelTree(const QString &reason);
    /// Cancels this actor and those below it; of the root, the tree. Empty, or why that cannot be.
    QString cancelActor(const ActorId &actor, const QString &reason);
    /// Sends a signal to its process, if it has not ended. Empty, or why that cannot be.
    QString signalActor(const ActorId &actor, int signal);
    /// Has a running actor stop where it is: its REPL opens when the console is free. Empty, or why that cannot be.
    QString breakIn(const ActorId &actor);
    /// The prompt goes to where this hop of a climb stands: the entry's own frame, or a frozen copy from the prompt of an actor above.
    /// Empty: it is there, or on its way; else one sentence why it cannot be.
    QString standIn(const ClimbHop &hop);
    /// The open prompt as the source of a report's stacks. The prompt is busy while it is asked.
    std::unique_ptr<FrameSource> frameSource();
    /// This waiter is the next one that has the console.
    void prefer(quint64 id);
    void complete(const QString &line, int cursor, std::function<void(QList<Completion>)> done);
    bool isFinished() const;

Q_SIGNALS:
    void promptChanged(furrow::ui::Console::Prompt prompt);
    void redrawPrompt();                           ///< after ctrl-c at a live prompt
    void entryQueued(quint64 id);
    void entryOpened(quint64 id);
    void entryClosed(quint64 id);
    void queueChanged();
    void programFailed(const QString &sentence);   ///< it could not be started
    void finished(int exitStatus);                 ///< the root ended; every output was shown

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace furrow::ui
