// SPDX-License-Identifier: MIT
#include "virtualdisplay.h"

#include "face.h"

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace acceptance {

VirtualDisplay &VirtualDisplay::instance()
{
    static VirtualDisplay display;
    return display;
}

VirtualDisplay::VirtualDisplay()
{
    int ends[2];
    if (::pipe(ends) < 0)
        throw Failure(u"no pipe"_s);
    // The server finds a free number by itself and writes it to this descriptor, which only it inherits.
    m_server.setChildProcessModifier([fd = ends[1]] { ::dup2(fd, 3); });
    m_server.setStandardErrorFile(QProcess::nullDevice());
    m_server.setStandardOutputFile(QProcess::nullDevice());
    m_server.start(u"Xvfb"_s, {u"-displayfd"_s, u"3"_s, u"-screen"_s, u"0"_s, u"1400x900x24"_s, u"-nolisten"_s, u"tcp"_s, u"-noreset"_s});
    const bool started = m_server.waitForStarted();
    ::close(ends[1]);
    QByteArray number;
    char c;
    while (started && ::read(ends[0], &c, 1) == 1 && c != '\n')
        number += c;
    ::close(ends[0]);
    if (number.isEmpty())
        throw Failure(u"Xvfb could not be started"_s);
    m_name = u':' + QString::fromLatin1(number);
}

VirtualDisplay::~VirtualDisplay()
{
    m_server.terminate();
    m_server.waitForFinished();
}

QString VirtualDisplay::xdotool(const QStringList &arguments) const
{
    QProcess tool;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DISPLAY"_s, m_name);
    tool.setProcessEnvironment(environment);
    tool.start(u"xdotool"_s, arguments);
    if (!tool.waitForFinished(Face::patience) || tool.exitCode() != 0)
        throw Failure(u"xdotool "_s + arguments.join(u' ') + u" failed: "_s + QString::fromUtf8(tool.readAllStandardError()));
    return QString::fromUtf8(tool.readAllStandardOutput()).trimmed();
}

void VirtualDisplay::screenshot(const QString &path) const
{
    QProcess::execute(u"import"_s, {u"-display"_s, m_name, u"-window"_s, u"root"_s, path});
}

} // namespace acceptance
