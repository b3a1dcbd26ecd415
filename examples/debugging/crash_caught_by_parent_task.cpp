// SPDX-License-Identifier: MIT
// An error that a coroutine catches, some awaits above the one that threw it, is no crash: no prompt opens for it, and the frozen copy
// that was taken at its throw is gone when the pause comes.
#include <furrow/furrow.h>

#include "nameerror.h"

furrow::Task<> nameError()
{
    co_await furrow::checkpoint();
    throw NameError("doggypants");
}

furrow::Task<> passesOn()
{
    co_await nameError();
}

furrow::Task<> asyncMain()
{
    co_await furrow::openRootActor({.debugMode = true}, []() -> furrow::Task<> {
        for (int i = 1; i <= 3; ++i) {
            try {
                co_await passesOn();
            } catch (const NameError &error) {
                qInfo("caught %d: %s", i, error.what());
            }
        }
        co_await furrow::pause();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
