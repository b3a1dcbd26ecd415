// SPDX-License-Identifier: MIT
#pragma once

#include "../engine/debugengine.h"

#include <QObject>

#include <functional>
#include <map>

namespace furrow::ui {

class Session;

/// Looks at the process at the prompt beside the commands that are typed there: variables, threads, the stack, and which frame is
/// selected. What is asked for while a command runs waits for its end; what a command meets on its way to gdb makes room for it and is
/// asked again. Nothing of it is in the transcript.
///
/// \code
/// Inspector *inspector = console->inspector();
/// connect(inspector, &Inspector::changed, model, [=] { inspector->variables([=](const Variables &all) { model->show(all); }); });
/// connect(inspector, &Inspector::gone, model, &Model::clear);
/// \endcode
/// Every `done` is called once and never before the request has returned, unless the console ends; without a prompt, or when the process
/// has gone on meanwhile, with a sentence that says so (`interrupted`: there is nothing to show of it). It must not outlive what it refers to. Thread: that of the QObject.
class Inspector : public QObject
{
    Q_OBJECT
public:
    /// Of the console, which outlives it.
    Inspector(DebugEngine *engine, const Session *session, QObject *parent = nullptr);

    /// A process stands at the prompt, though a command may be running there.
    bool isReady() const { return m_standing; }
    /// Where it stands.
    StopInfo stop() const;
    /// Another one as soon as the process has gone on, or another stands at the prompt.
    quint64 stopNumber() const { return m_stopNumber; }

    void variables(std::function<void(const Variables &)> done);
    void children(quint64 reference, int from, int count, std::function<void(const Variables &)> done);
    /// The answer is the variable as it is then. `changed` follows.
    void assign(quint64 reference, const QString &expression, std::function<void(const Variables &)> done);
    void threads(std::function<void(const Threads &)> done);
    /// Native frames, coroutines that await, the calling actor; empty when there is no prompt.
    void backtrace(std::function<void(const QList<Frame> &)> done);
    /// Has the prompt stand on another frame of `backtrace` (a native one, or a coroutine that awaits), or in another thread. Empty, or why
    /// not; `changed` follows.
    void select(const Frame &frame, std::function<void(const QString &)> done = {});
    void selectThread(qint64 tid, std::function<void(const QString &)> done = {});

Q_SIGNALS:
    void changed(); ///< a prompt has opened or come back, or the frame or a value at it may be another: ask again
    void gone();    ///< no process stands at the prompt any more

private:
    struct Request
    {
        std::function<void()> send;
        std::function<void(const QString &)> refuse;
    };
    template<typename Answer>
    void ask(std::function<void(std::function<void(Answer)>)> send, std::function<void(const Answer &)> done);
    void sendHeld();
    void refuseAll(const QString &sentence);
    void leave();

    DebugEngine *m_engine;
    const Session *m_session;
    std::map<quint64, Request> m_held; ///< in the order in which they were made
    std::map<quint64, Request> m_sent;
    quint64 m_last = 0;
    quint64 m_stopNumber = 1;
    bool m_standing = false;
};

} // namespace furrow::ui
