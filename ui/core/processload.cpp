// SPDX-License-Identifier: MIT
#include "processload.h"

#include <QByteArrayList>
#include <QFile>

#include <ctime>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace furrow::ui {
namespace {

constexpr double shortest = 0.5; // seconds between two looks that tell what was used

QByteArrayList words(const QString &path, char after)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.readAll();
    // A name may hold blanks and parentheses.
    return text.mid(after ? text.lastIndexOf(after) + 2 : 0).simplified().split(' ');
}

QDateTime born(qint64 ticksAfterStart)
{
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    const double age = double(now.tv_sec) + double(now.tv_nsec) / 1e9 - double(ticksAfterStart) / double(::sysconf(_SC_CLK_TCK));
    return QDateTime::currentDateTime().addMSecs(-qint64(age * 1000));
}

} // namespace

void ProcessLoads::look(const QList<qint64> &pids)
{
    QHash<qint64, Look> looks;
    for (const qint64 pid : pids) {
        const QByteArrayList stat = words(u"/proc/%1/stat"_s.arg(pid), ')'), pages = words(u"/proc/%1/statm"_s.arg(pid), 0);
        if (stat.size() < 20 || pages.size() < 3 || stat.first() == "Z" || stat.first() == "X")
            continue;
        Look look;
        look.when = steady_clock::now();
        look.seconds = double(stat.at(11).toLongLong() + stat.at(12).toLongLong()) / double(::sysconf(_SC_CLK_TCK));
        look.load.memory = (pages.at(1).toLongLong() - pages.at(2).toLongLong()) * ::getpagesize();
        if (const auto before = m_looks.constFind(pid); before != m_looks.cend()) {
            look.load.born = before->load.born;
            const double passed = duration<double>(look.when - before->when).count();
            if (passed < shortest) { // its ticks are too coarse
                look.when = before->when;
                look.seconds = before->seconds;
                look.load.processors = before->load.processors;
            } else {
                look.load.processors = std::max(0.0, look.seconds - before->seconds) / passed;
            }
        } else {
            look.load.born = born(stat.at(19).toLongLong());
        }
        looks.insert(pid, look);
    }
    m_looks = std::move(looks);
}

std::optional<ProcessLoad> ProcessLoads::of(qint64 pid) const
{
    const auto found = m_looks.constFind(pid);
    return found == m_looks.cend() ? std::optional<ProcessLoad>() : found->load;
}

} // namespace furrow::ui
