// SPDX-License-Identifier: MIT
#pragma once

#include "entry.h"

#include <QObject>

#include <map>

namespace furrow::ui {

/// The one lock of the tree: entries wait first in, first out; one owns it. While the owner's step runs the lock may be lent,
/// and the finished step queues again at the head. Knows nothing of sockets or of gdb.
///
/// \code
/// connect(&lock, &ConsoleLock::granted, session, &Session::open);
/// const quint64 id = lock.ask(entry); // `granted` at once when it is free
/// lock.finish(id);                    // released, withdrawn or stale alike; the next one is granted
/// \endcode
/// Thread: that of the QObject.
class ConsoleLock : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Takes a place for it, without granting yet (`grantNext` does), so that its id is known first.
    quint64 enqueue(Entry entry, bool atHead = false);
    /// Gives the lock to the first waiter if nobody has it.
    void grantNext();
    /// A waiter comes before the others.
    void prefer(quint64 id);
    /// The owner's step runs: others may have the lock meanwhile.
    void lend(quint64 id);
    /// A lent step has finished: it waits at the head.
    void askAgain(quint64 id);
    /// The entry is over, whatever its state; the next one is granted if it was the owner.
    void finish(quint64 id);

    quint64 owner() const { return m_owner; }
    const QList<quint64> &waiting() const { return m_waiting; }
    /// Any entry of the session, done ones too. The address stays.
    Entry *find(quint64 id);
    const Entry *find(quint64 id) const;
    const std::map<quint64, Entry> &entries() const { return m_entries; }
    /// Entries that are not done.
    const std::map<quint64, Entry *> &live() const { return m_live; }

Q_SIGNALS:
    void granted(quint64 id);
    void queueChanged();

private:
    std::map<quint64, Entry> m_entries;
    std::map<quint64, Entry *> m_live;
    QList<quint64> m_waiting;
    quint64 m_owner = 0;
    quint64 m_last = 0;
};

} // namespace furrow::ui
