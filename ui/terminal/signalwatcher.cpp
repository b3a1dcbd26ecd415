// SPDX-License-Identifier: MIT
#include "signalwatcher.h"

#include <QSocketNotifier>

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace furrow::ui {

namespace {

// All that the handler touches. The pid keeps a child between fork and exec from speaking for us.
std::atomic<int> handlerPipe{-1};
std::atomic<int> handlerEnding{-1};
std::atomic<pid_t> handlerPid{0};
std::atomic<int> continued{0};

void onSignal(int number)
{
    const int keptErrno = errno;
    if (getpid() == handlerPid.load()) {
        const auto byte = static_cast<unsigned char>(number);
        [[maybe_unused]] ssize_t written = write(handlerPipe.load(), &byte, 1);
        if (number == SIGCONT)
            ++continued;
        if (number == SIGTERM || number == SIGHUP)
            written = write(handlerEnding.load(), &byte, 1);
    }
    errno = keptErrno;
}

} // namespace

SignalWatcher::SignalWatcher(const QList<int> &signalNumbers, const QList<int> &unlessIgnored, QObject *parent)
    : QObject(parent)
{
    if (pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK) != 0 || pipe2(m_ending, O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("furrow: no descriptors left for signals");
    handlerPipe = m_pipe[1];
    handlerEnding = m_ending[1];
    handlerPid = getpid();
    auto *notifier = new QSocketNotifier(m_pipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &SignalWatcher::drain);

    for (int number : signalNumbers + unlessIgnored) {
        struct sigaction former = {};
        sigaction(number, nullptr, &former);
        if (former.sa_handler == SIG_IGN && unlessIgnored.contains(number))
            continue;
        m_former.insert(number, former);
        install(number);
    }
}

SignalWatcher::~SignalWatcher()
{
    for (auto it = m_former.cbegin(); it != m_former.cend(); ++it)
        sigaction(it.key(), &it.value(), nullptr);
    handlerPid = 0;
    for (int descriptor : {m_pipe[0], m_pipe[1], m_ending[0], m_ending[1]})
        close(descriptor);
}

int SignalWatcher::continuations()
{
    return continued;
}

void SignalWatcher::install(int number)
{
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
}

void SignalWatcher::raiseDefault(int number)
{
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
    raise(number);
    if (m_former.contains(number))
        install(number);
}

void SignalWatcher::drain()
{
    unsigned char numbers[64];
    ssize_t count = 0;
    while ((count = read(m_pipe[0], numbers, sizeof numbers)) > 0) {
        for (ssize_t i = 0; i < count; ++i)
            Q_EMIT received(numbers[i]);
    }
}

} // namespace furrow::ui
