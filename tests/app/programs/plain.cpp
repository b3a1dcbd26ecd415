// SPDX-License-Identifier: MIT
// A program of anybody's, without the runtime: ends with the status it is given.
#include <cstdio>
#include <cstdlib>

int main(int argc, char **argv)
{
    std::puts("no runtime here");
    return argc > 1 ? std::atoi(argv[1]) : 0;
}
