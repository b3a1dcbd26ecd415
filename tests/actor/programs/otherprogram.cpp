// SPDX-License-Identifier: MIT
// A program of its own that actors of another one may call.
#include <furrow/furrow.h>

furrow::Task<int> twice(int n)
{
    co_return 2 * n;
}

int main(int argc, char **argv)
{
    furrow::expose<&twice>("twice");
    return furrow::run(argc, argv, []() -> furrow::Task<> { co_return; });
}
