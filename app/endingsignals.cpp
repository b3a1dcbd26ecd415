// SPDX-License-Identifier: MIT
#include "endingsignals.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::app {
namespace {

constexpr std::array numbers{SIGTERM, SIGHUP};
std::array<struct sigaction, numbers.size()> former;
int ends[2] = {-1, -1};
std::atomic<pid_t> owner{0}; // a child between fork and exec must not speak for us

void handler(int number)
{
    const int keptErrno = errno;
    if (::getpid() == owner) {
        const auto byte = static_cast<unsigned char>(number);
        [[maybe_unused]] const ssize_t written = ::write(ends[1], &byte, 1);
    }
    errno = keptErrno;
}

} // namespace

EndingSignals::EndingSignals(std::function<void(const QString &)> received)
{
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // and they end us at once
    owner = ::getpid();
    m_notifier = std::make_unique<QSocketNotifier>(ends[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [received = std::move(received)] {
        unsigned char number = 0;
        while (::read(ends[0], &number, 1) == 1)
            received(number == SIGTERM ? u"SIGTERM"_s : u"SIGHUP"_s);
    });
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        ::sigaction(numbers[i], nullptr, &former[i]);
        if (numbers[i] == SIGHUP && former[i].sa_handler == SIG_IGN)
            continue; // nohup
        struct sigaction action{};
        action.sa_handler = handler;
        action.sa_flags = SA_RESTART;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(numbers[i], &action, nullptr);
    }
}

EndingSignals::~EndingSignals()
{
    if (!owner.exchange(0))
        return;
    m_notifier.reset();
    for (std::size_t i = 0; i < numbers.size(); ++i)
        ::sigaction(numbers[i], &former[i], nullptr);
    ::close(ends[0]);
    ::close(ends[1]);
}

} // namespace furrow::app
