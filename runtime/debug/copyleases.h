// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QObject>

#include <cstdint>
#include <exception>
#include <sys/types.h>

namespace furrow::debug {

/// The frozen copies that entries of this process have named: ours to reap once the console has let them go. Others of the tree
/// come to the root, as subreaper, when their maker is gone. `lease` from any thread, the rest on the main thread.
class CopyLeases : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// The copy that shows the throw of this error: leased before, or now (`isNew`). 0: there is none.
    pid_t lease(const std::exception_ptr &error, bool *isNew = nullptr);
    /// This process's reference copy.
    void addReference(pid_t copy);
    /// Reaps it as soon as it has ended; does nothing when it is no child of ours.
    void reap(pid_t copy);
    /// The console is gone, so each of them ends by itself.
    void reapAll();
    /// The same at the end: waits for them, for a moment.
    void reapAllNow(int milliseconds);
    /// Reaps what has come to us from actors that are gone, and has ended.
    static void reapStrays();
    /// Waits until these have ended, kills the rest after that time, and reaps them.
    static void reapNow(const QList<pid_t> &copies, int milliseconds);
    qsizetype leased() const;

Q_SIGNALS:
    void reaped(qint64 copy);

private:
    QList<pid_t> all() const;
    void collect(pid_t copy);
    void forget(pid_t copy);
};

} // namespace furrow::debug
