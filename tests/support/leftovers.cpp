// SPDX-License-Identifier: MIT
#include "leftovers.h"

#include "places.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace acceptance {

Leftovers::Leftovers() : m_environment(QProcessEnvironment::systemEnvironment())
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const QString mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_mark = "FURROW_ACCEPTANCE=" + mark.toLatin1();
    m_environment.insert(u"FURROW_ACCEPTANCE"_s, mark);
    for (const char *name : {"XDG_RUNTIME_DIR", "TMPDIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}) {
        const QString folder = m_folder.filePath(QString::fromLatin1(name).toLower());
        QDir().mkpath(folder);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        m_environment.insert(QString::fromLatin1(name), folder);
    }
    m_environment.insert(u"FURROW_EXECUTABLE"_s, places::furrow());
    m_environment.remove(u"DISPLAY"_s);
    m_environment.remove(u"WAYLAND_DISPLAY"_s);
    m_environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
}

QList<Leftovers::Process> Leftovers::processes() const
{
    QList<Process> all;
    const QStringList entries = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        Process process;
        process.pid = entry.toInt();
        QFile environment(u"/proc/%1/environ"_s.arg(process.pid)), name(u"/proc/%1/comm"_s.arg(process.pid));
        if (process.pid <= 0 || process.pid == ::getpid() || !environment.open(QIODevice::ReadOnly) || !name.open(QIODevice::ReadOnly))
            continue;
        const QByteArrayList variables = environment.readAll().split('\0');
        if (!variables.contains(m_mark))
            continue;
        process.name = name.readAll().trimmed();
        process.program = QFileInfo(QFile::symLinkTarget(u"/proc/%1/exe"_s.arg(process.pid))).fileName().toUtf8();
        constexpr QByteArrayView birth("FURROW_ACTOR=");
        for (const QByteArray &variable : variables) {
            if (variable.startsWith(birth)) {
                const QJsonObject actor = QJsonDocument::fromJson(QByteArray::fromBase64(variable.sliced(birth.size()))).object();
                process.actor = actor["self"_L1]["name"_L1].toString().toUtf8();
            }
        }
        all.append(process);
    }
    return all;
}

pid_t Leftovers::pidOf(const QString &who) const
{
    pid_t newest = 0;
    const QList<Process> all = processes();
    for (const Process &process : all) {
        QByteArray is = process.actor;
        if (process.name == "furrow-copy")
            is = "copy";
        else if (process.name == "furrow-ref")
            is = "reference";
        else if (process.program == "sh" || process.program == "dash" || process.program == "bash")
            continue;
        else if (process.program.startsWith("gdb"))
            is = "gdb";
        else if (process.program == "furrow" || process.program == "furrow-window-driver")
            is = "console";
        else if (is.isEmpty())
            is = "root";
        if (is == who.toUtf8())
            newest = std::max(newest, process.pid);
    }
    return newest;
}

QList<pid_t> Leftovers::pids(const QString &pattern) const
{
    QList<pid_t> found;
    const QList<Process> all = processes();
    for (const Process &process : all) {
        QFile command(u"/proc/%1/cmdline"_s.arg(process.pid));
        if (command.open(QIODevice::ReadOnly) && command.readAll().replace('\0', ' ').contains(pattern.toUtf8()))
            found.append(process.pid);
    }
    std::ranges::sort(found);
    return found;
}

void Leftovers::adopt(pid_t except)
{
    const QList<Process> all = processes();
    for (const Process &process : all) {
        if (process.pid != except)
            m_adopted.insert(process.pid);
    }
}

void Leftovers::adoptOrphans(pid_t except, const QByteArrayList &names)
{
    m_orphansBut = except;
    m_orphans = QByteArrayList{"furrow-copy", "furrow-ref", "furrow", "gdb", "iconv"} + names;
}

void Leftovers::reapAdopted()
{
    QFile children(u"/proc/self/task/%1/children"_s.arg(::getpid()));
    if (m_orphansBut && children.open(QIODevice::ReadOnly)) {
        for (const QByteArray &child : children.readAll().split(' ')) {
            QFile name(u"/proc/%1/comm"_s.arg(child.toInt()));
            const QByteArray comm = name.open(QIODevice::ReadOnly) ? name.readAll().trimmed() : QByteArray();
            if (child.toInt() != *m_orphansBut && m_orphans.contains(comm))
                m_adopted.insert(child.toInt());
        }
    }
    for (auto it = m_adopted.begin(); it != m_adopted.end();) {
        int status;
        if (::waitpid(*it, &status, __WALL | WNOHANG) == *it)
            it = m_adopted.erase(it);
        else
            ++it;
    }
}

bool Leftovers::adoptedAreReaped(const QStringList &except)
{
    reapAdopted();
    // Others reap the rest: who is not here any more, is.
    return std::ranges::none_of(m_adopted, [&except](pid_t pid) {
        const QString program = QFileInfo(QFile::symLinkTarget(u"/proc/%1/exe"_s.arg(pid))).fileName();
        return ::kill(pid, 0) == 0 && !except.contains(program);
    });
}

bool Leftovers::allGone(const QStringList &except)
{
    if (!adoptedAreReaped(except)) // those that are about to end have no environment any more
        return false;
    const QList<Process> all = processes();
    return std::ranges::all_of(all, [&except](const Process &process) { return except.contains(QString::fromUtf8(process.program)); });
}

QString Leftovers::find()
{
    QStringList found;
    reapAdopted();
    const QStringList processes = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const QString &entry : processes) {
        const pid_t pid = entry.toInt();
        if (pid <= 0 || pid == ::getpid())
            continue;
        QFile environment(u"/proc/%1/environ"_s.arg(pid));
        if (!environment.open(QIODevice::ReadOnly) || !environment.readAll().split('\0').contains(m_mark))
            continue;
        QFile command(u"/proc/%1/cmdline"_s.arg(pid)), name(u"/proc/%1/comm"_s.arg(pid));
        QByteArray words = command.open(QIODevice::ReadOnly) ? command.readAll().replace('\0', ' ') : QByteArray();
        const QByteArray comm = name.open(QIODevice::ReadOnly) ? name.readAll().trimmed() : QByteArray();
        found += u"process %1 (%2: %3)"_s.arg(pid).arg(QString::fromUtf8(comm), QString::fromUtf8(words.left(200)));
        ::kill(pid, SIGKILL);
    }
    // Only what is nobody's child but ours by adoption is left; what QProcess started it has reaped itself.
    for (siginfo_t info{}; ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 && info.si_pid > 0; info = {}) {
        QFile name(u"/proc/%1/comm"_s.arg(info.si_pid));
        const QByteArray comm = name.open(QIODevice::ReadOnly) ? name.readAll().trimmed() : QByteArray();
        found += u"zombie %1 (%2)"_s.arg(info.si_pid).arg(QString::fromUtf8(comm));
        int status;
        ::waitpid(info.si_pid, &status, __WALL);
    }
    for (const char *name : {"XDG_RUNTIME_DIR", "TMPDIR"}) {
        QDirIterator files(m_environment.value(QString::fromLatin1(name)), QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            found += u"file "_s + files.next();
    }
    return found.join(u", "_s);
}

} // namespace acceptance
