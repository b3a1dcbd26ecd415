// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

class QWidget;

namespace furrow::ui {

class Console;

/// Writes reports of a console's climbs.
/// Thread: the GUI thread.
class ReportExport : public QObject
{
    Q_OBJECT
public:
    /// `window` is its parent, and that of its file dialog.
    ReportExport(Console *console, QWidget *window);

    /// Asks for a file, and writes that climb into it.
    void ask(const QString &errorId);
    void write(const QString &errorId, const QString &path);

Q_SIGNALS:
    void written(const QString &path);
    void failed(const QString &sentence);

private:
    Console *m_console;
    QWidget *m_window;
};

} // namespace furrow::ui
