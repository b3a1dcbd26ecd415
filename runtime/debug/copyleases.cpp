// SPDX-License-Identifier: MIT
#include "copyleases.h"

#include "frozencopy.h"
#include "throwsite.h"

#include <QFile>
#include <QSocketNotifier>
#include <QTimer>

#include <cerrno>
#include <chrono>
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

void CopyLeases::forget(pid_t copy)
{
    {
        std::lock_guard lock(mutex);
        std::erase_if(leases, [copy](const auto &each) { return each.second == copy; });
    }
    Q_EMIT reaped(copy);
}

void CopyLeases::reap(pid_t copy)
{
    const int fd = pidfdOf(copy);
    if (fd < 0 || reapCopy(copy)) {
        if (fd >= 0)
            ::close(fd);
        forget(copy);
        return;
    }
    auto *notifier = new QSocketNotifier(fd, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier, copy] {
        notifier->setEnabled(false);
        ::close(int(notifier->socket()));
        notifier->deleteLater();
        collect(copy);
    });
}

void CopyLeases::collect(pid_t copy)
{
    // A debugger that has not seen its end yet stands between.
    if (!reapCopy(copy))
        QTimer::singleShot(20, this, [this, copy] { collect(copy); });
    else
        forget(copy);
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
    leases.clear();
}

qsizetype CopyLeases::leased() const
{
    std::lock_guard lock(mutex);
    return qsizetype(leases.size());
}

void CopyLeases::reapNow(const QList<pid_t> &copies, int milliseconds)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    for (const pid_t copy : copies) {
        const int fd = pidfdOf(copy);
        if (fd < 0)
            continue;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd ready{fd, POLLIN, 0};
        int result;
        do {
            result = ::poll(&ready, 1, int(std::max<std::chrono::milliseconds::rep>(left.count(), 0)));
        } while (result < 0 && errno == EINTR);
        ::close(fd);
        if (!reapCopy(copy))
            endCopy(copy);
    }
}

void CopyLeases::reapStrays()
{
    QFile children(QStringLiteral("/proc/self/task/%1/children").arg(::getpid()));
    if (!children.open(QFile::ReadOnly))
        return;
    for (const QByteArray &each : children.readAll().split(' ')) {
        const pid_t pid = each.toInt();
        QFile name(QStringLiteral("/proc/%1/comm").arg(pid));
        if (pid > 0 && name.open(QFile::ReadOnly)) {
            const QByteArray comm = name.readAll().trimmed();
            if (comm == "furrow-copy" || comm == "furrow-ref")
                reapCopy(pid);
        }
    }
}

} // namespace furrow::debug
