// SPDX-License-Identifier: MIT
#pragma once

#include "face.h"
#include "../support/leftovers.h"

#include <QString>

#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace acceptance {

/// One REPL entry as a person sees it.
struct Seen
{
    QString kind;   ///< "paused" or "crashed"
    QString actor;
    QString uuid;
    QString place;  ///< the line under the header: task or thread, and FILE:LINE
    QString arrow;  ///< the source line marked with `->`, trimmed
    int line = 0;   ///< its number
    QString text;   ///< all that came with it
};

/// The vocabulary of the scripts: what a person expects and types, over any face. Everything throws Failure.
///
/// \code
/// static void script(Dialogue &d)
/// {
///     d.start();
///     d.expectEntry("paused", "root", "furrow::pause()");
///     d.answer("c");
///     d.expectEnd(0);
/// }
/// static const Row row("root_actor_breakpoint", {{"c", script}});
/// \endcode
class Dialogue
{
public:
    Dialogue(QString example, const Variant &variant, QString pictures);

    void start(const QStringList &arguments = {});
    /// Another example than the row's name says.
    void startExample(const QString &name, const QStringList &arguments = {});
    /// A program of tests/acceptance/programs.
    void startProgram(const QString &name, const QStringList &arguments = {});
    /// The next prompt, which must open an entry of that kind in that actor, standing on a line that holds `source`.
    Seen expectEntry(const QString &kind, const QString &actor, const QString &source = {});
    /// The next entry, or nothing when the program ends.
    std::optional<Seen> nextEntry();
    /// Types a command that keeps the entry open, and returns what it printed.
    QString command(const QString &line);
    /// For a command that moves: it must come to a source line that holds `source`, in the same actor; that it came there by a
    /// pause of its own, under a header, is as right.
    Seen step(const QString &line, const QString &source = {});
    /// Types a command that ends the entry.
    void answer(const QString &line);
    void endInput();
    /// Everything printed since the last prompt must match (after `expectEnd`: until the end).
    void expectText(const QString &pattern);
    void expectNoText(const QString &pattern);
    /// Waits until something printed since the last prompt matches, without one.
    void expectOutput(const QString &pattern);
    /// The prompt of the open entry comes once more, by itself, after what matches.
    void expectPromptAgain(const QString &pattern);
    void expectEnd(int status);

    /// Waits for a process ("root", "console", "gdb", "copy", "reference", or an actor's name), and sends it a signal.
    void kill(const QString &who, int signal = SIGKILL);
    /// The same of the one whose prompt is open, or of what that prompt stands on.
    void killOwner(const QString &who);
    /// Until it holds; `what` says it when it never does.
    void waitUntil(const QString &what, const std::function<bool()> &condition);
    /// The same until gdb has let a process run that it holds: a step or a call is under way.
    void waitUntilGdbRuns(pid_t pid, const QString &what);
    pid_t pidOf(const QString &who) { return m_leftovers.pidOf(who); }
    /// As `pkill -f` finds them.
    QList<pid_t> pids(const QString &pattern) { return m_leftovers.pids(pattern); }
    /// $XDG_RUNTIME_DIR of the run.
    QString runtimeFolder() const { return m_leftovers.environment().value(QStringLiteral("XDG_RUNTIME_DIR")); }
    /// The root dies of a signal by itself: nobody of its tree reaps what it leaves.
    void rootDies() { m_leftovers.adoptOrphans(pid_t(m_face->consolePid())); }
    /// The program forks processes that outlive whoever forked them.
    void leavesOrphans(const QByteArray &name) { m_leftovers.adoptOrphans(pid_t(m_face->consolePid()), {name}); }
    /// The same of all that live now.
    void treeDies() { m_leftovers.adopt(pid_t(m_face->consolePid())); }
    /// The console was killed, so that no end of it tells the tree's: waits until every process has ended.
    void expectAllGone(const QStringList &except = {});
    void hangUp();
    /// Checks that nothing was left behind.
    void expectNothingLeft();
    /// Ends whatever of a failed run is still there.
    void cleanUp();
    void keepPicture(const QString &name);

    Face &face() { return *m_face; }
    const Variant &variant() const { return m_variant; }
    QString transcript() { return m_face->transcript(); }
    void check(bool condition, const QString &what);

private:
    void beforeTyping();
    QString afterTyping(const QString &line);
    Seen parse(const QString &text);

    QString m_example;
    const Variant &m_variant;
    QString m_pictures;
    Leftovers m_leftovers;
    std::unique_ptr<Face> m_face;
    QString m_last;   ///< what came with the last prompt, or at the end
    QString m_owner;  ///< actor whose entry is open
    bool m_open = false;
};

struct Script
{
    QString name;
    std::function<void(Dialogue &)> play;
    QStringList only = {}; ///< variants; all when empty
};

/// A row of the acceptance table; constructing a static one registers it.
class Row
{
public:
    Row(const char *name, std::vector<Script> scripts);
    static const std::vector<const Row *> &all();

    QString name;
    std::vector<Script> scripts;
};

} // namespace acceptance
