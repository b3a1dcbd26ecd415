// SPDX-License-Identifier: MIT
// Built with the address sanitizer, which has a handler of its own for SIGSEGV and a stack for it.
#include <furrow/furrow.h>

extern "C" const char *__asan_default_options()
{
    return "detect_leaks=0:symbolize=0";
}

void touch(volatile int *what)
{
    *what = 42; // the fault
}

furrow::Task<> child()
{
    touch(nullptr);
    co_return;
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, []() -> furrow::Task<> {
        co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
            auto portal = co_await an.runInActor<&child>();
            co_await portal.waitForResult();
        });
    });
}
