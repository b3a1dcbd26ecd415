// SPDX-License-Identifier: MIT
#pragma once

#include "climb.h"
#include "command.h"
#include "console.h"
#include "entrywriter.h"
#include "hops.h"

#include <QPointer>
#include <QTimer>

#include <expected>
#include <map>
#include <optional>

namespace furrow::ui {

class CopyLeases;
class Dialogue;
class OutputRouter;
class PromptGuard;
class TreeKeeper;

/// Carries entries from their request to their release: queue, grant, attach, header and source, prompt, commands, release; and
/// what happens when the actor or gdb goes away in between. One entry at most has the prompt.
/// Thread: that of the QObject.
class Session : public QObject, private CommandHost
{
    Q_OBJECT
public:
    struct Parts
    {
        DebugEngine *engine;
        ConsoleLock *lock;
        PromptGuard *guard;
        OutputRouter *router;
        TreeKeeper *keeper;
        ActorTree *tree;
        CopyLeases *leases;
    };
    explicit Session(const Parts &parts, QObject *parent = nullptr);

    void add(Dialogue *dialogue, const Entry &entry);
    QString breakIn(const ActorId &actor) override;
    Console::Prompt prompt() const { return m_prompt; }

    void submit(const QString &line);
    /// See Console::standIn.
    QString standIn(const ClimbHop &hop);

    // A survey: the process of the open prompt and the frozen copies below are asked one by one, and the user sees nothing of it but that the
    // prompt is busy. The first `surveyGo` begins it. Each answer comes once, by way of the event loop; its sentence is empty, or says why
    // there is none. Only one request at a time.
    void surveyGo(const ClimbHop &hop, std::function<void(const QString &why)> done);
    void surveyStack(std::function<void(const QList<Frame> &frames, const QString &why)> done);
    void surveyRun(const QString &line, std::function<void(const QString &output, const QString &why)> done);
    /// The prompt goes back to where it was.
    void closeSurvey(std::function<void()> done);

    /// Further lines of `python`, `commands` and the like are awaited, until their `end`.
    bool isInBlock() const { return !m_block.isEmpty(); }
    void dropBlock() { m_block.clear(); }
    /// ctrl-c. False: no REPL is open, so that it means the tree.
    bool interrupt();
    void complete(const QString &line, int cursor, std::function<void(QList<Completion>)> done);
    /// The tree is being cancelled: the open REPL is left, and later entries are turned away.
    void turnAway(const QString &reason);
    /// The root is gone: every entry is over. `idle` follows.
    void closeAll(const QString &reason);
    bool isIdle() const { return m_live.empty(); }
    /// A step that has lent the console runs on by itself: no prompt waits for anybody.
    bool isRunningStep(quint64 id) const;
    /// Where the owner of the prompt stands; null when nobody has it.
    const StopInfo *stop() const;

Q_SIGNALS:
    void promptChanged(furrow::ui::Console::Prompt prompt);
    void redrawPrompt();
    void entryQueued(quint64 id);
    void entryOpened(quint64 id);
    void entryClosed(quint64 id);
    void changed(); ///< the queue or an entry's state
    void idle();

private:
    /// What the session knows of an entry that is not done, besides the entry.
    struct Live
    {
        QPointer<Dialogue> dialogue;
        qint64 target = 0;        ///< the process gdb looks at
        StopInfo stop;
        bool attached = false;
        bool told = false;        ///< the client was sent its last word
        bool opened = false;      ///< its header was shown
        bool leaving = false;     ///< `released` ends it
        bool interrupted = false; ///< ctrl-c came while its step ran
        bool named = false;       ///< ctrl-c has named the owner at this prompt
        bool finishedStep = false;
        bool stepAsked = false;   ///< gdb has not answered yet, though the process may be on its way already
        bool lent = false;        ///< its step runs, and others may have the console
        bool endsStep = false;    ///< it is where a step of its thread has come to
        int deaths = 0;           ///< of gdb while it looked at this one
        int stepsLeft = 0;
        StepKind kind = StepKind::Next;
        QString end;              ///< how it ends, for the log
        QList<Hop> hops;          ///< where `down` leads from here; the first is next to the entry's own process
        qsizetype depth = 0;      ///< of them, how many lie above the prompt; 0: it stands in the entry's own process
        std::optional<qsizetype> crossing; ///< the depth that gdb is on its way to
        QList<Frame> left;        ///< where the prompt stood before each `down` over a border
        QList<qint64> visited;    ///< copies that gdb holds for them
    };

    // Of the socket.
    void packet(quint64 id, const QJsonObject &packet);
    void clientGone(quint64 id);
    // Of the lock.
    void granted(quint64 id);
    // Of the engine.
    void engineReady();
    void engineDied(const QString &reason);
    void attached(const StopInfo &stop);
    void attachFailed(qint64 pid, const QString &reason);
    void stepping(qint64 pid);
    void stopped(const StopInfo &stop);
    void released(qint64 pid);
    void output(const QString &text);
    void printed(qint64 pid, const QString &text);
    void executed();

    struct Survey
    {
        qsizetype home = 0;                         ///< the depth where the prompt stood
        StopInfo stop;                              ///< and the frame
        QList<Frame> left;
        std::function<void(const QString &)> next;  ///< what is awaited
        std::shared_ptr<QString> text;              ///< of the command that runs
        bool pending = false;
        bool moved = false;
        bool given = false;                         ///< up, by ctrl-c
        bool closing = false;
    };
    /// Ends it where it is; what is awaited is told why.
    void dropSurvey(const QString &why);
    int awaitSurvey(std::function<void(const QString &)> next);
    /// What is awaited under this number has come.
    void surveyStep(int serial, const QString &why = {});
    void surveyHome();
    /// How many borders below the entry's own process the hop lies; or why the prompt cannot go there.
    std::expected<qsizetype, QString> depthOf(const ClimbHop &hop, QList<Hop> *below) const;
    AttachRequest requestFor(quint64 id, qsizetype depth) const;

    void attach(quint64 id);
    /// Over the border of a process, to where the error came from or back.
    void cross(quint64 id, bool down);
    void crossTo(quint64 id, qsizetype depth);
    void crossed(quint64 id, const StopInfo &stop);
    /// A copy that gdb held for the prompt has ended.
    bool visitedEnded(const StopInfo &stop);
    void releaseVisited(Live &mine);
    void open(quint64 id);
    void showStop(quint64 id);
    void prompted(quint64 id);
    void skip(quint64 id, const QString &reason);
    void release(quint64 id, bool quit, const QString &how);
    void sayCopyIsGone(const Entry &entry);
    void goneStale(quint64 id, const QString &reason);
    void close(quint64 id);
    void stepRunsLong();
    /// The steps of this process that another entry of it has overtaken.
    void closeSteps(qint64 pid, quint64 except);
    quint64 stepOf(qint64 pid) const;
    bool steps(quint64 id, const Live &mine) const;
    void askForStep(Live &mine);
    void setPrompt(Console::Prompt prompt);
    Live *live(quint64 id);
    const Live *live(quint64 id) const { return const_cast<Session *>(this)->live(id); }
    /// The live entry whose process this is.
    quint64 withTarget(qint64 pid) const;

    // CommandHost
    const Entry &entry() const override;
    const ConsoleLock &lock() const override { return *m.lock; }
    const ActorTree &tree() const override { return *m.tree; }
    QString frozenActor() const override;
    void print(const QString &text, Highlighter::Language language) override;
    void notice(const QString &sentence) override;
    void done() override;
    void execute(const QString &line) override;
    void step(StepKind kind, int count) override;
    void leave(bool quit) override;

    Parts m;
    std::map<quint64, Live> m_live;
    std::unique_ptr<Survey> m_survey;
    int m_surveySerial = 0;
    EntryWriter m_writer;
    Console::Prompt m_prompt = Console::Prompt::None;
    qint64 m_engineCurrent = 0;
    bool m_wasReady = false;
    QString m_engineBroken;
    QString m_engineComplaint;       ///< what was last said of that
    QString m_turnAway;
    QString m_repeat;
    QStringList m_block;             ///< the lines of a command that needs further ones, so far
    std::optional<Frame> m_newFrame;
    std::optional<bool> m_border;    ///< the command that runs leads over one; down
    QTimer m_standTimer, m_stepTimer, m_releaseTimer;
};

} // namespace furrow::ui
