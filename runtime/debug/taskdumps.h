// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <memory>

namespace furrow::debug {

struct TraceFrame;

/// Answers SIGUSR1 and `furrow dump` for this actor: two threads that need no event loop. One hears of requests and tells those that
/// belong together: an actor that the signal reaches asks those above whether it reached them too, who then pass the request on to it,
/// and every request has a name, so that each actor reports once, its parent before it. The other reads the tasks (the main thread
/// does, if its loop answers), shows them, and passes the request on.
///
/// \code
/// TaskDumps dumps;
/// dumps.open(self, {parentPid, rootPid});
/// if (!dumps.start(&sentence)) report(sentence);
/// ...
/// dumps.close();
/// \endcode
/// One in a process; main thread, except where said.
class TaskDumps : public QObject
{
    Q_OBJECT
public:
    explicit TaskDumps(QObject *parent = nullptr);
    ~TaskDumps() override;

    /// Who this is, and the processes of the actors above, the nearest first.
    void open(const ActorId &self, const QList<qint64> &ancestors);
    /// False with a sentence. Again: nothing.
    bool start(QString *sentence);
    bool isStarted() const;
    /// Where dumps are shown; empty: standard error.
    void setConsole(const QByteArray &socketPath);
    void childSpawned(const ActorId &child, qint64 pid);
    void childEnded(qint64 pid);
    void close();

    /// The tree of this process, as text. Any thread.
    static QString treeText();
    /// The same with what is known of the main thread's stack: where the running task stands now, not where it awaited last.
    static QString treeText(const QList<TraceFrame> &stack);
    /// Shows it as a request would. Any thread.
    void dumpHere();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace furrow::debug
