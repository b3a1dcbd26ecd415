// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace furrow::debug {

/// The file that keeps an actor's dumps: NAME-PID.log in `furrow-dumps` below $XDG_RUNTIME_DIR, or else in `furrow-dumps-UID` in the
/// folder for temporary files. The folder must be our own and nobody else's to enter; the file is made anew, 0600, and what
/// may stand at its place, a link too, is never opened. It is kept when the actor ends. One thread at a time.
class DumpLog
{
public:
    DumpLog() = default;
    ~DumpLog();
    DumpLog(const DumpLog &) = delete;
    DumpLog &operator=(const DumpLog &) = delete;

    /// Made at the first call. False with half a sentence; the next call tries again.
    bool open(const QString &actorName, QString *why);
    QString path() const { return m_path; }
    void append(const QByteArray &text);
    void close();

private:
    int m_fd = -1;
    QString m_path;
};

} // namespace furrow::debug
