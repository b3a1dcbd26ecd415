// SPDX-License-Identifier: MIT
#include "consolelock.h"

namespace furrow::ui {

quint64 ConsoleLock::enqueue(Entry entry, bool atHead)
{
    entry.id = ++m_last;
    entry.state = Entry::State::Queued;
    if (!entry.asked.isValid())
        entry.asked = QDateTime::currentDateTime();
    const quint64 id = entry.id;
    m_live[id] = &(m_entries[id] = std::move(entry));
    m_waiting.insert(atHead ? 0 : m_waiting.size(), id);
    Q_EMIT queueChanged();
    return id;
}

void ConsoleLock::grantNext()
{
    if (m_owner || m_waiting.isEmpty())
        return;
    m_owner = m_waiting.takeFirst();
    Q_EMIT queueChanged();
    Q_EMIT granted(m_owner);
}

void ConsoleLock::prefer(quint64 id)
{
    if (!m_waiting.removeOne(id))
        return;
    m_waiting.prepend(id);
    Q_EMIT queueChanged();
}

void ConsoleLock::lend(quint64 id)
{
    if (m_owner != id)
        return;
    m_owner = 0;
    grantNext();
}

void ConsoleLock::askAgain(quint64 id)
{
    if (m_owner == id || m_waiting.contains(id) || !m_live.contains(id))
        return;
    m_waiting.prepend(id);
    Q_EMIT queueChanged();
    grantNext();
}

void ConsoleLock::finish(quint64 id)
{
    Entry *entry = find(id);
    if (!entry)
        return;
    entry->state = Entry::State::Done;
    m_live.erase(id);
    if (m_waiting.removeOne(id))
        Q_EMIT queueChanged();
    if (m_owner == id) {
        m_owner = 0;
        grantNext();
    }
}

Entry *ConsoleLock::find(quint64 id)
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second;
}

const Entry *ConsoleLock::find(quint64 id) const
{
    return const_cast<ConsoleLock *>(this)->find(id);
}

} // namespace furrow::ui
