// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QObject>
#include <QSet>

#include <cstdint>
#include <exception>
#include <sys/types.h>

namespace furrow::debug {

/// The frozen copies that entries of this process have named: ours to reap once the console has let them go. Others of the tree,
/// and actors whose parent was killed, come to the root, as subreaper. Only such processes are ever waited for: what the program
/// has started is its own. `lease` from any thread, the rest on the main thread.
class CopyLeases : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// The copy that shows the throw of this error: leased before, or now (`isNew`). 0: there is none.
    pid_t lease(const std::exception_ptr &error, bool *isNew = nullptr);
    /// This process's reference copy.
    void addReference(pid_t copy);
    /// Reaps it as soon as it has ended; does nothing when it is no child of ours. Of any process that nobody else waits for.
    void reap(pid_t process);
    /// The console is gone, so each of them ends by itself.
    void reapAll();
    /// The same at the end: waits for them, for a moment.
    void reapAllNow(int milliseconds);
    /// What has come to us from actors that are gone is reaped as it ends.
    void reapStrays();
    /// The same at the end, with all that `reap` still waits for.
    void reapStraysNow(int milliseconds);
    /// What a console of our own has left to us: its gdb lets go of everything and ends.
    void reapDebuggers();
    /// Waits until these have ended, kills the rest after that time, and reaps them.
    static void reapNow(const QList<pid_t> &processes, int milliseconds);
    qsizetype leased() const;

Q_SIGNALS:
    void reaped(qint64 copy);

private:
    QList<pid_t> all() const;
    void collect(pid_t process);
    void forget(pid_t process);

    QSet<pid_t> m_awaited; // by `reap`
};

} // namespace furrow::debug
