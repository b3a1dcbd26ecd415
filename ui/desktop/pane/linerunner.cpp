// SPDX-License-Identifier: MIT
#include "linerunner.h"

#include "core/console.h"

namespace furrow::ui {

LineRunner::LineRunner(Console *console, QObject *parent) : QObject(parent), m_console(console)
{
    connect(console, &Console::promptChanged, this, &LineRunner::next, Qt::QueuedConnection);
    connect(console, &Console::finished, this, &LineRunner::cancel);
    connect(console, &Console::entryClosed, this, [this](quint64 id) {
        if (id == m_entry)
            cancel();
    });
}

void LineRunner::run(const QStringList &lines)
{
    const Entry *entry = m_console->current();
    if (!entry || m_console->prompt() != Console::Prompt::Ready)
        return;
    m_entry = entry->id;
    m_lines = lines;
    m_lines.removeIf([](const QString &line) { return line.trimmed().isEmpty(); });
    next();
}

void LineRunner::cancel()
{
    if (!m_lines.isEmpty())
        Q_EMIT stopped(std::exchange(m_lines, {}));
}

void LineRunner::next()
{
    if (m_lines.isEmpty() || m_console->prompt() != Console::Prompt::Ready)
        return;
    if (const Entry *entry = m_console->current(); !entry || entry->id != m_entry)
        return cancel();
    m_console->submit(m_lines.takeFirst());
    // Some commands are done at once, without a change of the prompt.
    QMetaObject::invokeMethod(this, &LineRunner::next, Qt::QueuedConnection);
}

} // namespace furrow::ui
