// SPDX-License-Identifier: MIT
// Stops at two prompts and says when it has passed each. "undumpable": as a program that handles secrets.
#include <furrow/furrow.h>

#include <cstdio>
#include <cstring>
#include <sys/prctl.h>

static furrow::Task<> stopTwice()
{
    for (int round = 1; round <= 2; ++round) {
        co_await furrow::pause();
        std::printf("passed %d\n", round);
        std::fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && std::strcmp(argv[1], "undumpable") == 0)
        ::prctl(PR_SET_DUMPABLE, 0);
    return furrow::run(argc, argv, stopTwice, furrow::RootOptions{.debugMode = true});
}
