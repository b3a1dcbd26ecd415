// SPDX-License-Identifier: MIT
#pragma once

namespace furrow::debug {

/// A stack of its own for the signal handlers of one thread, so that they can run when the thread's own has overflowed. Large
/// enough for what is called at the prompt there; only what is used takes memory. Does nothing where there is one already.
///
/// Every thread made by pthread_create (QThread, std::thread, ...) gets one: the runtime's definition of that function comes before
/// the C library's. Construct and destroy in the thread itself.
class SignalStack
{
public:
    SignalStack() noexcept;
    ~SignalStack();
    SignalStack(const SignalStack &) = delete;
    SignalStack &operator=(const SignalStack &) = delete;

private:
    void *m_memory = nullptr;
};

/// Where this thread began, if pthread_create made it: the function it was given, and the one that called that.
struct ThreadEntry
{
    void *function = nullptr;
    void *caller = nullptr;
};
const ThreadEntry &threadEntry() noexcept;

} // namespace furrow::debug
