// SPDX-License-Identifier: MIT
// The root actor, alone, stops once at a prompt. `c` lets the program end.
#include <furrow/furrow.h>

using namespace std::chrono_literals;

furrow::Task<> asyncMain()
{
    co_await furrow::openRootActor({.debugMode = true}, []() -> furrow::Task<> {
        co_await furrow::sleep(100ms);
        co_await furrow::pause();
        co_await furrow::sleep(100ms);
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
