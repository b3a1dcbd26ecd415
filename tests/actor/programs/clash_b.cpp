// SPDX-License-Identifier: MIT
#include <furrow/furrow.h>

static furrow::Task<> helper()
{
    co_return;
}

furrow::Exposed other();
furrow::Exposed other()
{
    return furrow::exposes<&helper>();
}
