// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QObject>

#include <signal.h>

class QSocketNotifier;

namespace furrow::ui {

/// Brings the process's signals into the event loop (a pipe, filled by the handler), and puts every former disposition
/// back at its end. Handlers, unlike blocked masks, do not reach the programs we start. At most one at a time in a
/// process.
class SignalWatcher : public QObject
{
    Q_OBJECT
public:
    /// `unlessIgnored`: left alone where our parent made us ignore them (nohup, a shell without job control).
    explicit SignalWatcher(const QList<int> &signalNumbers, const QList<int> &unlessIgnored, QObject *parent = nullptr);
    ~SignalWatcher() override;

    /// Readable from the first SIGTERM or SIGHUP on: whoever blocks in a poll of his own learns that it is time to end.
    int endingDescriptor() const { return m_ending[0]; }
    /// How often SIGCONT has come: whether a stop took place.
    static int continuations();
    /// Does what the signal does by default (stops or kills us); returns once we were continued.
    void raiseDefault(int number);

Q_SIGNALS:
    void received(int number);

private:
    void install(int number);
    void drain();

    int m_pipe[2] = {-1, -1};
    int m_ending[2] = {-1, -1};
    QHash<int, struct sigaction> m_former;
};

} // namespace furrow::ui
