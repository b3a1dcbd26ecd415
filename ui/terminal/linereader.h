// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

class QSocketNotifier;

namespace furrow::ui {

/// Lines from a pipe or a file, one for each next(): not a byte beyond the line's end is taken, so that whatever else
/// reads the same input (the program that is debugged) finds the rest. Driven by the event loop.
class LineReader : public QObject
{
    Q_OBJECT
public:
    static constexpr qsizetype longestLine = 1024 * 1024;

    explicit LineReader(int input, QObject *parent = nullptr);

    /// Reads one line; `lineRead`, `lineTooLong` or `endOfInput` follows from the event loop.
    void next();
    /// No line is wanted after all; what came of it is kept for the next.
    void pause();

Q_SIGNALS:
    void lineRead(const QString &line);
    void lineTooLong(qsizetype length); ///< it was passed over; next() again for another
    void endOfInput();

private:
    void readSome();
    void finishLine();

    int m_input;
    QSocketNotifier *m_notifier;
    QByteArray m_line;
    qsizetype m_length = 0; ///< of the line, also beyond what m_line keeps
};

} // namespace furrow::ui
