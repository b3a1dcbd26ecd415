// SPDX-License-Identifier: MIT
#pragma once

#include "face.h"

#include <QProcess>

namespace acceptance {

/// The console between pipes: commands on standard input, each written when its prompt is there.
class PipeFace : public Face
{
public:
    ~PipeFace() override;
    void start(const QString &example, const QStringList &arguments, const QProcessEnvironment &environment) override;
    std::optional<QString> readToPrompt() override;
    QString unread() override;
    void type(const QString &line) override;
    void endInput() override { m_process.closeWriteChannel(); }
    bool pressInterrupt() override { return false; }
    bool waitUntil(const std::function<bool()> &condition) override;
    int waitForEnd() override;
    QString transcript() override { return m_text; }
    qint64 consolePid() const override { return m_pid; }

protected:
    void launch(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment);
    virtual bool hasEnded();
    void take();

    QProcess m_process;
    QString m_text;
    qsizetype m_mark = 0;
    qint64 m_pid = 0;
};

} // namespace acceptance
