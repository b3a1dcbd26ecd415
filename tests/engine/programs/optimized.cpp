// SPDX-License-Identifier: MIT
// Built with -O2, whatever the rest is built with.
#include "minitask.h"

void optimized(int argument);

void optimized(int argument)
{
    [[maybe_unused]] int gone = argument * 3;
    furrow::pauseHere();
    furrow::pauseHere(); // that the first is no tail call
}
