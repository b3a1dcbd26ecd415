// SPDX-License-Identifier: MIT
#include "interrupts.h"

#include "keptsignals.h"

#include <QSocketNotifier>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <string_view>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace furrow::debug {
namespace {

/// What each ctrl-c without a console says, and what the last one does at once, whatever the loop is doing.
constexpr std::string_view rungs[] = {
    "furrow: ctrl-c: the tree is asked to cancel; once more terminates it (SIGTERM)\n",
    "furrow: ctrl-c: the actors below the root are terminated (SIGTERM); once more kills the tree\n",
    "furrow: ctrl-c: the tree is killed\n",
};
constexpr int enough = int(std::size(rungs));

void say(std::string_view line)
{
    // One write, from a handler: a line that does not fit a terminal which is stopped is not worth waiting for.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

// What the handler reads; lock-free, and valid before and after the object.
std::atomic<int> wake{-1};
std::atomic<bool> isRoot{false};
std::atomic<bool> consoleAlive{false};
std::atomic<int> count{0};
bool installed = false;

void handler(int, siginfo_t *info, void *)
{
    const int keptErrno = errno;
    const bool terminals = info->si_code == SI_KERNEL;
    if (terminals && (!isRoot || consoleAlive)) {
        errno = keptErrno;
        return;
    }
    if (isRoot && !consoleAlive) {
        const int press = ++count;
        if (press <= enough)
            say(rungs[press - 1]);
        if (press >= enough)
            ::_exit(128 + SIGINT); // and those below die with their parent
    }
    const eventfd_t one = 1;
    while (::write(wake, &one, sizeof one) < 0 && errno == EINTR) {
    }
    errno = keptErrno;
}

} // namespace

Interrupts::Interrupts(QObject *parent) : QObject(parent) {}

Interrupts::~Interrupts()
{
    remove();
}

void Interrupts::install(Role role)
{
    struct sigaction current;
    if (installed || ::sigaction(SIGINT, nullptr, &current) < 0)
        return;
    if ((current.sa_flags & SA_SIGINFO) || (current.sa_handler != SIG_DFL && current.sa_handler != SIG_IGN))
        return;
    // A root that was started with it ignored (`nohup`, `&` of a script) stays so; below, our parent did that for the time until now.
    if (role == Role::Root && current.sa_handler == SIG_IGN)
        return;
    const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
        return;
    wake = fd;
    isRoot = role == Role::Root;
    count = m_told = 0;
    m_notifier = new QSocketNotifier(fd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &Interrupts::readAll);
    struct sigaction action{};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    ::sigemptyset(&action.sa_mask);
    installed = keepSignal(SIGINT, action, Keeps::Defaults);
}

void Interrupts::setConsoleAlive(bool alive)
{
    consoleAlive = alive;
    count = m_told = 0;
}

void Interrupts::readAll()
{
    eventfd_t times = 0;
    if (::eventfd_read(wake, &times) < 0)
        return;
    for (; times > 0; --times)
        Q_EMIT interrupted(isRoot && !consoleAlive ? ++m_told : 1);
}

void Interrupts::remove()
{
    if (!std::exchange(installed, false))
        return;
    letGoOfSignal(SIGINT);
    delete std::exchange(m_notifier, nullptr);
    ::close(wake.exchange(-1));
}

} // namespace furrow::debug
