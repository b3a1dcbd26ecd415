// SPDX-License-Identifier: MIT
#pragma once

#include <QProcess>
#include <QString>

namespace acceptance {

/// An X server of our own, without a screen; one for the whole run, started when it is first asked for.
class VirtualDisplay
{
public:
    static VirtualDisplay &instance();
    ~VirtualDisplay();

    /// `:N`
    QString name() const { return m_name; }
    /// Runs xdotool with the arguments and returns what it printed; throws Failure.
    QString xdotool(const QStringList &arguments) const;
    void screenshot(const QString &path) const;

private:
    VirtualDisplay();
    QProcess m_server;
    QString m_name;
};

} // namespace acceptance
