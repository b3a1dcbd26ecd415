// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

#include <memory>

class QProcess;
class QTemporaryDir;

namespace furrow::debug {

/// The headless console that a root in debug mode starts for its own terminal: a child in the same process group, which ends
/// after the root's runtime has ended. Main thread.
class OwnConsole : public QObject
{
    Q_OBJECT
public:
    explicit OwnConsole(QObject *parent = nullptr);
    /// Kills it if it still runs, and removes the socket's folder.
    ~OwnConsole() override;

    /// There is somebody to talk to: a terminal on a standard descriptor, or standard input is a pipe.
    static bool hasSomebody();
    /// The `furrow` program: $FURROW_EXECUTABLE, beside the program, where this runtime was built or installed, in PATH.
    static QString findExecutable();

    /// Starts it and blocks until it listens. False with one sentence.
    bool start(QString *sentence, int milliseconds = 5000);
    QByteArray socketPath() const;
    qint64 pid() const;
    /// As a child of ours: it is none of a process that the program has forked since.
    bool isRunning() const;
    void terminate();
    void kill();

Q_SIGNALS:
    void ended();

private:
    bool isOurs() const;
    qint64 m_owner = 0;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_process;
};

} // namespace furrow::debug
