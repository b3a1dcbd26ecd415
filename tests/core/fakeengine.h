// SPDX-License-Identifier: MIT
#pragma once

#include "engine/debugengine.h"

#include <QHash>
#include <QSet>
#include <QStringList>
#include <QTimer>

namespace furrow::ui {

/// A debugger by script: it answers like a real one, asynchronously, and keeps a list of what it was asked.
///
/// \code
/// auto fake = std::make_unique<FakeEngine>();
/// FakeEngine *engine = fake.get();
/// Console console(std::move(fake));
/// engine->answers[u"p 1"_s] = u"$1 = 1\n"_s;
/// engine->finishSteps = false; // then engine->finishStep(pid, file, line)
/// \endcode
class FakeEngine : public DebugEngine
{
public:
    // The script.
    bool startWorks = true;
    bool finishSteps = true;                 ///< a step stops at once, one line further
    bool tellSteps = true;                   ///< false: that one runs is told by tellStep(), while its process runs already
    bool answerCommands = true;              ///< false: they hang until interrupt()
    QHash<QString, QString> answers;         ///< of commands; others print "did LINE"
    QHash<qint64, QList<Frame>> stacks;      ///< what a process answers to backtrace
    QHash<qint64, QString> refusedAttaches;  ///< pid -> reason
    QList<Completion> completions;           ///< what it knows of; none: the line itself and "fo"

    QStringList programs;                    ///< in which breakpoints have code
    QString refusedBreakpoint;               ///< why the next one cannot be set

    // What was asked.
    QList<Breakpoint> breakpoints;
    // What it knows of the process at the prompt.
    QList<Variable> locals;
    QHash<quint64, QList<Variable>> parts;   ///< of a variable, by its reference
    QHash<quint64, QString> failures;        ///< of those whose parts cannot be read
    QHash<QString, QString> refusedValues;   ///< expression -> reason
    QList<ThreadInfo> threadList;
    QList<Frame> frames;
    QString function = QStringLiteral("function");
    bool answerInspection = true;            ///< false: it hangs until putOffInspection()

    // What was asked.
    QStringList inspections;                 ///< "variables", "children 7 0 100", "assign 7 5", "threads", "backtrace", "select 2", "selectThread 12"
    std::pair<bool, bool> borders;           ///< below, above
    QStringList calls;                       ///< "attach 12", "execute p 1", "step next", "release 12 quit", ...
    QSet<qint64> attachedPids;
    qint64 current = 0;
    AttachRequest lastRequest;
    int starts = 0;

    void start() override
    {
        ++starts;
        later([this] {
            if (!startWorks)
                return Q_EMIT died(QStringLiteral("no gdb here"));
            m_ready = true;
            Q_EMIT ready();
            for (const AttachRequest &request : std::exchange(m_waiting, {}))
                attach(request);
        });
    }
    bool isReady() const override { return m_ready; }
    void setBorders(bool below, bool above) override { borders = {below, above}; }
    void addReference(qint64 pid) override { calls.append(QStringLiteral("reference %1").arg(pid)); }
    void attach(const AttachRequest &request) override
    {
        if (!m_ready) {
            m_waiting.append(request);
            return;
        }
        calls.append(QStringLiteral("attach %1").arg(request.pid));
        lastRequest = request;
        later([this, request] {
            if (refusedAttaches.contains(request.pid))
                return Q_EMIT attachFailed(request.pid, refusedAttaches.value(request.pid));
            current = request.pid;
            if (!attachedPids.contains(request.pid))
                m_places[request.pid] = {request.file, request.line};
            attachedPids.insert(request.pid);
            Q_EMIT attached(stopAt(request.pid, StopInfo::Reason::Attached));
        });
    }
    void execute(const QString &line) override
    {
        putOffInspection();
        calls.append(QStringLiteral("execute ") + line);
        if (!answerCommands)
            return;
        if ((line == QStringLiteral("down") && borders.first) || (line == QStringLiteral("up") && borders.second)) {
            later([this, line] {
                Q_EMIT borderReached(line == QStringLiteral("down"));
                Q_EMIT executed(true);
            });
            return;
        }
        later([this, line] {
            Q_EMIT output(answers.value(line, QStringLiteral("did %1\n").arg(line)));
            Q_EMIT executed(true);
        });
    }
    void step(StepKind kind) override
    {
        static const QStringList names{QStringLiteral("next"), QStringLiteral("step"), QStringLiteral("finish"),
                                       QStringLiteral("until")};
        calls.append(QStringLiteral("step ") + names.at(int(kind)));
        if (tellSteps)
            later([this, pid = current] { tellStep(pid); });
    }
    void tellStep(qint64 pid)
    {
        Q_EMIT stepping(pid);
        if (finishSteps)
            later([this, pid] { finishStep(pid, m_places[pid].first, m_places[pid].second + 1); });
    }
    void finishStep(qint64 pid, const QString &file, int line)
    {
        m_places[pid] = {file, line};
        Q_EMIT stopped(stopAt(pid, StopInfo::Reason::Stepped));
    }
    void endProcess(qint64 pid, const QString &detail)
    {
        StopInfo stop = stopAt(pid, StopInfo::Reason::Signalled);
        stop.detail = detail;
        attachedPids.remove(pid);
        Q_EMIT stopped(stop);
    }
    void hitBreakpoint(qint64 pid, const QString &file, int line)
    {
        m_places[pid] = {file, line};
        StopInfo stop = stopAt(pid, StopInfo::Reason::Breakpoint);
        stop.detail = QStringLiteral("Breakpoint 1");
        stop.taskName = QStringLiteral("main");
        attachedPids.insert(pid);
        Q_EMIT stopped(stop);
    }
    void release(qint64 pid, bool quitTask = false) override
    {
        calls.append(QStringLiteral("release %1%2").arg(pid).arg(quitTask ? QStringLiteral(" quit") : QString()));
        later([this, pid] {
            attachedPids.remove(pid);
            if (current == pid)
                current = 0;
            Q_EMIT released(pid);
        });
    }
    void complete(const QString &line, int, std::function<void(QList<Completion>)> done) override
    {
        later([this, line, done] {
            if (completions.isEmpty())
                return done({{line + QStringLiteral("fo"), QStringLiteral("command")}});
            QList<Completion> found = completions;
            found.removeIf([word = line.section(QLatin1Char(' '), -1)](const Completion &known) { return !known.text.startsWith(word); });
            done(found);
        });
    }
    void backtrace(std::function<void(QList<Frame>)> done) override
    {
        inspections.append(QStringLiteral("backtrace"));
        later([this, done] { done(stacks.value(current, frames)); });
    }
    void variables(std::function<void(Variables)> done) override
    {
        inspect<Variables>(QStringLiteral("variables"), [this] { return Variables{.list = locals, .function = function, .failure = {}}; }, done);
    }
    void children(quint64 reference, int from, int count, std::function<void(Variables)> done) override
    {
        inspect<Variables>(QStringLiteral("children %1 %2 %3").arg(reference).arg(from).arg(count), [=, this] {
            const QList<Variable> all = parts.value(reference);
            return Variables{.list = all.mid(from, count), .more = all.size() > from + count, .function = {}, .failure = failures.value(reference)};
        }, done);
    }
    void assign(quint64 reference, const QString &expression, std::function<void(Variables)> done) override
    {
        inspections.append(QStringLiteral("assign %1 %2").arg(reference).arg(expression));
        later([=, this] {
            if (refusedValues.contains(expression))
                return done({.list = {}, .function = {}, .failure = refusedValues.value(expression)});
            Variables answer{.list = {}, .function = {}, .failure = {}};
            const auto set = [&](QList<Variable> &list) {
                for (Variable &variable : list) {
                    if (variable.reference != reference)
                        continue;
                    variable.value = expression;
                    answer.list = {variable};
                }
            };
            set(locals);
            for (QList<Variable> &list : parts)
                set(list);
            done(answer);
        });
    }
    void threads(std::function<void(Threads)> done) override
    {
        inspect<Threads>(QStringLiteral("threads"), [this] { return Threads{.list = threadList, .failure = {}}; }, done);
    }
    void select(const Frame &frame, std::function<void(QString)> done) override
    {
        inspections.append(QStringLiteral("select %1").arg(frame.await ? qint64(frame.await) : frame.level));
        later([this, frame, done] {
            Q_EMIT frameSelected(current, frame);
            done({});
        });
    }
    void selectThread(qint64 tid, std::function<void(QString)> done) override
    {
        inspections.append(QStringLiteral("selectThread %1").arg(tid));
        later([this, tid, done] {
            for (ThreadInfo &thread : threadList)
                thread.current = thread.tid == tid;
            Q_EMIT frameSelected(tid, stopAt(current, StopInfo::Reason::Attached).frame);
            done({});
        });
    }
    /// As a command does that comes behind them.
    void putOffInspection()
    {
        for (const auto &put : std::exchange(m_hanging, {}))
            later(put);
    }
    void setBreakpoint(const Breakpoint &wanted, bool, std::function<void(QString)> done) override
    {
        calls.append(QStringLiteral("break %1:%2").arg(wanted.file).arg(wanted.line));
        later([this, wanted, done] {
            if (!refusedBreakpoint.isEmpty())
                return done(refusedBreakpoint);
            Breakpoint made = wanted;
            made.number = ++m_lastBreakpoint;
            made.programs = programs;
            breakpoints.append(made);
            done({});
            Q_EMIT breakpointsChanged(breakpoints);
        });
    }
    void changeBreakpoint(const Breakpoint &changed, std::function<void(QString)> done) override
    {
        calls.append(QStringLiteral("change %1").arg(changed.number));
        later([this, changed, done] {
            for (Breakpoint &known : breakpoints) {
                if (known.number == changed.number)
                    known = changed;
            }
            done({});
            Q_EMIT breakpointsChanged(breakpoints);
        });
    }
    void removeBreakpoint(int number) override
    {
        calls.append(QStringLiteral("unbreak %1").arg(number));
        later([this, number] {
            breakpoints.removeIf([number](const Breakpoint &known) { return known.number == number; });
            Q_EMIT breakpointsChanged(breakpoints);
        });
    }
    void follow(qint64 pid, std::function<void()> done) override
    {
        calls.append(QStringLiteral("follow %1").arg(pid));
        later(done);
    }
    void unfollow() override { calls.append(QStringLiteral("unfollow")); }
    void interrupt() override
    {
        calls.append(QStringLiteral("interrupt"));
        if (!answerCommands) {
            later([this] {
                Q_EMIT output(QStringLiteral("Quit\n"));
                Q_EMIT executed(false);
            });
        }
    }
    qint64 debuggerPid() const override { return 0; }
    void die(const QString &reason)
    {
        m_ready = false;
        attachedPids.clear();
        current = 0;
        Q_EMIT died(reason);
    }

private:
    template<typename Answer>
    void inspect(const QString &what, std::function<Answer()> answer, std::function<void(Answer)> done)
    {
        inspections.append(what);
        if (answerInspection) {
            later([answer, done] { done(answer()); });
            return;
        }
        m_hanging.append([done] {
            Answer putOff;
            putOff.interrupted = true;
            done(putOff);
        });
    }
    void later(std::function<void()> what) { QTimer::singleShot(0, this, std::move(what)); }
    StopInfo stopAt(qint64 pid, StopInfo::Reason reason)
    {
        StopInfo stop;
        stop.reason = reason;
        stop.pid = pid;
        stop.tid = pid;
        stop.threadName = QStringLiteral("main");
        stop.frame.function = QStringLiteral("function");
        stop.frame.file = m_places[pid].first;
        stop.frame.line = m_places[pid].second;
        return stop;
    }
    bool m_ready = false;
    int m_lastBreakpoint = 0;
    QList<std::function<void()>> m_hanging;
    QList<AttachRequest> m_waiting;
    QHash<qint64, std::pair<QString, int>> m_places;
};

} // namespace furrow::ui
