// SPDX-License-Identifier: MIT
#include "copyleases.h"

#include "frozencopy.h"
#include "throwsite.h"

#include <QDir>
#include <QFile>
#include <QSocketNotifier>
#include <QTimer>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <map>
#include <mutex>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace furrow::debug {
namespace {

std::mutex mutex;
std::map<std::uint64_t, pid_t> leases; // by the error's serial number
constexpr std::uint64_t reference = ~std::uint64_t(0);

int pidfdOf(pid_t pid)
{
    return int(::syscall(SYS_pidfd_open, pid, 0U));
}

QByteArray nameOf(pid_t process)
{
    QFile name(QStringLiteral("/proc/%1/comm").arg(process));
    return name.open(QFile::ReadOnly) ? name.readAll().trimmed() : QByteArray();
}

bool isCopy(const QByteArray &name)
{
    return name == "furrow-copy" || name == "furrow-ref";
}

/// Children of any thread of ours whose name, pid and session answer a question.
template <typename Question>
QList<pid_t> childrenThat(Question question)
{
    QList<pid_t> found;
    const QStringList threads = QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &thread : threads) {
        QFile children(QStringLiteral("/proc/self/task/%1/children").arg(thread));
        if (!children.open(QFile::ReadOnly))
            continue;
        for (const QByteArray &each : children.readAll().split(' ')) {
            const pid_t pid = each.toInt();
            QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
            if (pid <= 0 || !file.open(QFile::ReadOnly))
                continue;
            // "PID (NAME) STATE PPID PGRP SESSION ..."
            const QByteArray stat = file.readAll();
            const qsizetype begin = stat.indexOf('(') + 1, end = stat.lastIndexOf(')');
            if (question(stat.mid(begin, end - begin), pid, pid_t(stat.mid(end + 2).split(' ').value(3).toInt())))
                found.append(pid);
        }
    }
    return found;
}

} // namespace

pid_t CopyLeases::lease(const std::exception_ptr &error, bool *isNew)
{
    const std::uint64_t serial = serialOf(error);
    std::lock_guard lock(mutex);
    if (const auto known = leases.find(serial); known != leases.end())
        return known->second;
    const pid_t copy = leaseCopy(error);
    if (copy)
        leases[serial] = copy;
    if (isNew)
        *isNew = copy != 0;
    return copy;
}

void CopyLeases::forget(pid_t process)
{
    m_awaited.remove(process);
    {
        std::lock_guard lock(mutex);
        for (auto left = std::erase_if(leases, [process](const auto &each) { return each.second == process && each.first != reference; });
             left > 0; --left)
            leasedCopyEnded();
        std::erase_if(leases, [process](const auto &each) { return each.second == process; });
    }
    Q_EMIT reaped(process);
}

void CopyLeases::reap(pid_t process)
{
    if (m_awaited.contains(process))
        return;
    const int fd = pidfdOf(process);
    if (fd < 0 || reapCopy(process)) {
        if (fd >= 0)
            ::close(fd);
        forget(process);
        return;
    }
    m_awaited.insert(process);
    auto *notifier = new QSocketNotifier(fd, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier, process] {
        notifier->setEnabled(false);
        ::close(int(notifier->socket()));
        notifier->deleteLater();
        collect(process);
    });
}

void CopyLeases::collect(pid_t process)
{
    // A debugger that has not seen its end yet stands between.
    if (!reapCopy(process))
        QTimer::singleShot(20, this, [this, process] { collect(process); });
    else
        forget(process);
}

QList<pid_t> CopyLeases::all() const
{
    QList<pid_t> copies;
    std::lock_guard lock(mutex);
    for (const auto &[serial, copy] : leases)
        copies.append(copy);
    return copies;
}

void CopyLeases::addReference(pid_t copy)
{
    std::lock_guard lock(mutex);
    if (copy)
        leases[reference] = copy;
}

void CopyLeases::reapAll()
{
    for (const pid_t copy : all())
        reap(copy);
}

void CopyLeases::reapAllNow(int milliseconds)
{
    reapNow(all(), milliseconds);
    std::lock_guard lock(mutex);
    for (const auto &[serial, copy] : leases) {
        if (serial != reference)
            leasedCopyEnded();
    }
    leases.clear();
}

qsizetype CopyLeases::leased() const
{
    std::lock_guard lock(mutex);
    return qsizetype(leases.size());
}

void CopyLeases::reapNow(const QList<pid_t> &processes, int milliseconds)
{
    using namespace std::chrono;
    const auto until = steady_clock::now() + std::chrono::milliseconds(milliseconds);
    for (const pid_t process : processes) {
        const int fd = pidfdOf(process);
        if (fd < 0)
            continue;
        // A copy has nothing to finish. One that a debugger is only just attaching to would stop instead of ending.
        if (isCopy(nameOf(process)))
            ::kill(process, SIGKILL);
        pollfd ready{fd, POLLIN, 0};
        int result;
        do {
            const auto left = duration_cast<std::chrono::milliseconds>(until - steady_clock::now());
            result = ::poll(&ready, 1, int(std::max<std::chrono::milliseconds::rep>(left.count(), 0)));
        } while (result < 0 && errno == EINTR);
        ::close(fd);
        if (result == 0)
            ::kill(process, SIGKILL);
        // A debugger that has not seen its end yet stands between, and no event tells when it no longer does.
        for (const auto last = std::max(until, steady_clock::now() + 1s); !reapCopy(process) && steady_clock::now() < last;)
            ::poll(nullptr, 0, 5);
    }
}

void CopyLeases::reapStrays()
{
    const QList<pid_t> strays = childrenThat([](const QByteArray &name, pid_t, pid_t) { return isCopy(name); });
    for (const pid_t stray : strays)
        reap(stray);
}

void CopyLeases::reapStraysNow(int milliseconds)
{
    QList<pid_t> strays = childrenThat([](const QByteArray &name, pid_t, pid_t) { return isCopy(name); });
    for (const pid_t awaited : std::as_const(m_awaited)) {
        if (!strays.contains(awaited))
            strays.append(awaited);
    }
    reapNow(strays, milliseconds);
    m_awaited.clear();
}

void CopyLeases::reapDebuggers()
{
    // A console's gdb leads a session of its own.
    const QList<pid_t> debuggers = childrenThat(
        [](const QByteArray &name, pid_t pid, pid_t session) { return name.startsWith("gdb") && session == pid; });
    for (const pid_t debugger : debuggers)
        reap(debugger);
}

} // namespace furrow::debug
