// SPDX-License-Identifier: MIT
#include "signalstack.h"

#include "fatalsignals.h"
#include "signalentry.h"

#include <cerrno>
#include <csignal>
#include <dlfcn.h>
#include <new>
#include <pthread.h>
#include <sys/mman.h>
#include <utility>

namespace furrow::debug {
namespace {

constexpr std::size_t guard = 64 * 1024; // below it: an overflow of this stack too must end the process, not damage it
constexpr std::size_t room = 512 * 1024;

constinit thread_local ThreadEntry entry;

struct Start
{
    void *(*function)(void *);
    void *argument;
};

void *runThread(void *given)
{
    const Start start = *static_cast<Start *>(given);
    delete static_cast<Start *>(given);
    // Destroyed by pthread_exit and pthread_cancel as well, which unwind.
    const SignalStack stack;
    if (SignalTarget::current())
        unblockFaults(); // whoever made the thread may have blocked everything
    entry = {reinterpret_cast<void *>(start.function), reinterpret_cast<void *>(&runThread)};
    return start.function(start.argument);
}

using Create = int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

Create realCreate()
{
    static const auto real = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
    return real;
}

} // namespace

SignalStack::SignalStack() noexcept
{
    stack_t present;
    if (::sigaltstack(nullptr, &present) < 0 || !(present.ss_flags & SS_DISABLE))
        return; // a sanitizer's, say
    void *memory = ::mmap(nullptr, guard + room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED)
        return;
    stack_t own{};
    own.ss_sp = static_cast<char *>(memory) + guard;
    own.ss_size = room;
    if (::mprotect(own.ss_sp, room, PROT_READ | PROT_WRITE) < 0 || ::sigaltstack(&own, nullptr) < 0) {
        ::munmap(memory, guard + room);
        return;
    }
    m_memory = memory;
}

SignalStack::~SignalStack()
{
    if (!m_memory)
        return;
    const int keptErrno = errno;
    stack_t present;
    if (::sigaltstack(nullptr, &present) == 0 && present.ss_sp == static_cast<char *>(m_memory) + guard) {
        stack_t none{};
        none.ss_flags = SS_DISABLE;
        if (::sigaltstack(&none, nullptr) < 0)
            return; // a handler runs on it
    }
    ::munmap(std::exchange(m_memory, nullptr), guard + room);
    errno = keptErrno;
}

const ThreadEntry &threadEntry() noexcept
{
    return entry;
}

} // namespace furrow::debug

// Comes before the C library's, for the program and for every shared library it uses.
extern "C" __attribute__((visibility("default"))) int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                                                                     void *(*function)(void *), void *argument) noexcept
{
    using namespace furrow::debug;
    auto *start = new (std::nothrow) Start{function, argument};
    if (!start)
        return EAGAIN;
    const int error = realCreate()(thread, attributes, runThread, start);
    if (error)
        delete start;
    return error;
}
