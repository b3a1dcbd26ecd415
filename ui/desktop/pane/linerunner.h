// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QStringList>

namespace furrow::ui {

class Console;

/// Runs several lines at the prompt, each when the one before is done, and none at another entry's prompt.
/// Thread: that of the console.
class LineRunner : public QObject
{
    Q_OBJECT
public:
    explicit LineRunner(Console *console, QObject *parent = nullptr);

    /// At the prompt that is open now. Blank lines are left out: at a prompt they repeat the last command.
    void run(const QStringList &lines);
    bool isRunning() const { return !m_lines.isEmpty(); }

public Q_SLOTS:
    void cancel();

Q_SIGNALS:
    /// The prompt closed, or cancel(): these were not run.
    void stopped(const QStringList &rest);

private:
    void next();

    Console *m_console;
    QStringList m_lines;
    quint64 m_entry = 0;
};

} // namespace furrow::ui
