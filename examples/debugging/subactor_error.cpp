// SPDX-License-Identifier: MIT
// A child fails: the crash prompt opens in the child first, where it threw, then in the root, on the line that awaited the result.
#include <furrow/furrow.h>

#include "nameerror.h"

furrow::Task<> nameError()
{
    const QByteArray missing = "doggypants";
    throw NameError(missing);
    co_return;
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&nameError>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
