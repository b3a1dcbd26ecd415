// SPDX-License-Identifier: MIT
#pragma once

#include "blockserver.h"

#include <stdexcept>

// An exception as programs throw it: a few calls deep, past a frame that has something to destroy. The same with the runtime and without.

[[gnu::noinline]] inline void throwIt(volatile int *deep)
{
    if (*deep > 0)
        throw std::runtime_error("name 'doggypants' is not defined");
}

[[gnu::noinline]] inline std::size_t passIt(volatile int *deep)
{
    const std::string something(std::size_t(*deep) * 40, 's');
    throwIt(deep);
    return something.size();
}

[[gnu::noinline]] inline std::size_t catchIt(volatile int *deep)
{
    try {
        return passIt(deep);
    } catch (const std::runtime_error &error) {
        return std::strlen(error.what());
    }
}

/// Microseconds that one takes, without the first.
inline double throwAndCatch(int times)
{
    volatile int deep = 1;
    catchIt(&deep);
    const double begin = microseconds();
    for (int i = 0; i < times; ++i)
        catchIt(&deep);
    return (microseconds() - begin) / times;
}
