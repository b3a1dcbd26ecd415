// SPDX-License-Identifier: MIT
#include "keptsignals.h"

#include <array>
#include <atomic>
#include <dlfcn.h>
#include <unistd.h>

namespace furrow::debug {
namespace {

using SigAction = int (*)(int, const struct sigaction *, struct sigaction *);
using Signal = sighandler_t (*)(int, sighandler_t);

// Resolved before any handler needs it.
int real(int number, const struct sigaction *action, struct sigaction *former) noexcept
{
    static const auto function = reinterpret_cast<SigAction>(::dlsym(RTLD_NEXT, "sigaction"));
    return function(number, action, former);
}

struct Kept
{
    std::atomic<pid_t> owner{0}; ///< 0: it is not kept
    Keeps keeps{};
    struct sigaction ours{};
    struct sigaction first{}; ///< what there was before ours
    // The program's: the newest of a few, so that a handler that reads one never meets half of the next.
    std::array<struct sigaction, 8> actions{};
    std::atomic<unsigned> next{0}, newest{0};
    std::atomic<bool> later{false};

    bool is() const noexcept { return owner == ::getpid(); }
    /// The system calls ours.
    bool stands(int number) const noexcept
    {
        struct sigaction current;
        return real(number, nullptr, &current) == 0 && current.sa_handler == ours.sa_handler;
    }
    struct sigaction programs() const noexcept { return actions[newest]; }
    /// Returns what it was.
    struct sigaction set(const struct sigaction &action) noexcept
    {
        const unsigned slot = next.fetch_add(1) % actions.size();
        actions[slot] = action;
        return actions[newest.exchange(slot)];
    }
};

constexpr int highest = 31;
constinit std::array<Kept, highest + 1> table{};

Kept *kept(int number) noexcept
{
    return number > 0 && number <= highest && table[std::size_t(number)].is() ? &table[std::size_t(number)] : nullptr;
}

bool isHandler(const struct sigaction &action) noexcept
{
    return (action.sa_flags & SA_SIGINFO) || (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN);
}

int setAction(int number, const struct sigaction *action, struct sigaction *former) noexcept
{
    Kept *entry = kept(number);
    if (!entry)
        return real(number, action, former);
    if (entry->keeps == Keeps::Everything && !entry->stands(number))
        return real(number, action, former); // somebody came past this
    // The program's memory is read before and written after.
    struct sigaction present = entry->programs();
    const bool showsOurs = entry->keeps == Keeps::Defaults && entry->stands(number);
    if (action) {
        struct sigaction wanted = *action;
        if (entry->keeps == Keeps::Defaults) {
            const bool isOurs = wanted.sa_handler == entry->ours.sa_handler; // who asked what there was puts it back
            const bool isDefault = !(wanted.sa_flags & SA_SIGINFO) && wanted.sa_handler == SIG_DFL;
            if (const int failed = real(number, isDefault || isOurs ? &entry->ours : &wanted, nullptr))
                return failed;
            if (isOurs)
                wanted = entry->first;
        }
        present = entry->set(wanted);
        entry->later = isHandler(wanted);
    }
    if (former)
        *former = showsOurs ? entry->ours : present;
    return 0;
}

sighandler_t setHandler(int number, sighandler_t handler) noexcept
{
    static const auto function = reinterpret_cast<Signal>(::dlsym(RTLD_NEXT, "signal"));
    if (!kept(number))
        return function(number, handler);
    struct sigaction action{}, former;
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaddset(&action.sa_mask, number);
    setAction(number, &action, &former);
    return former.sa_handler;
}

} // namespace

bool keepSignal(int number, const struct sigaction &ours, Keeps keeps)
{
    Kept &entry = table[std::size_t(number)];
    struct sigaction former;
    if (entry.is() || real(number, &ours, &former) < 0)
        return false;
    entry.keeps = keeps;
    entry.ours = ours;
    entry.first = former;
    entry.set(former);
    entry.later = false;
    entry.owner = ::getpid();
    return true;
}

void letGoOfSignal(int number)
{
    Kept *entry = kept(number);
    if (!entry)
        return;
    entry->owner = 0;
    const struct sigaction action = entry->programs();
    if (entry->stands(number))
        real(number, &action, nullptr);
}

struct sigaction programsAction(int number) noexcept
{
    return table[std::size_t(number)].programs();
}

bool handlerCameLater(int number) noexcept
{
    return table[std::size_t(number)].later;
}

void giveUpSignal(int number, const struct sigaction &action) noexcept
{
    if (Kept *entry = kept(number))
        entry->owner = 0;
    real(number, &action, nullptr);
}

} // namespace furrow::debug

// Come before the C library's, for the program and for every shared library it uses.
extern "C" __attribute__((visibility("default"))) int sigaction(int number, const struct sigaction *action, struct sigaction *former) noexcept
{
    return furrow::debug::setAction(number, action, former);
}

extern "C" __attribute__((visibility("default"))) sighandler_t signal(int number, sighandler_t handler) noexcept
{
    return furrow::debug::setHandler(number, handler);
}
