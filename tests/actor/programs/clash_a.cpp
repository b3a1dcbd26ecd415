// SPDX-License-Identifier: MIT
#include <furrow/furrow.h>

static furrow::Task<> helper()
{
    co_return;
}

furrow::Exposed other();

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, []() -> furrow::Task<> {
        furrow::exposes<&helper>();
        other();
        co_return;
    });
}
