// SPDX-License-Identifier: MIT
// An error has climbed two actors: at the root's crash prompt `down` leads over the border of the process into the frozen copy of the
// middle, and once more into that of the leaf, where it was thrown; `up` leads back. Both have unwound and been reaped by then.
#include <furrow/furrow.h>

#include "nameerror.h"

furrow::Task<int> leaf(int depth)
{
    const QByteArray missing = "doggypants";
    if (depth > 0)
        throw NameError(missing);
    co_return depth;
}

furrow::Task<int> middle(int depth)
{
    int found = 0;
    co_await furrow::openActorNursery({}, [&](furrow::ActorNursery &an) -> furrow::Task<> {
        const QList<int> asked{depth, depth + 1};
        auto portal = co_await an.runInActor<&leaf>({}, asked.last());
        found = co_await portal.waitForResult();
    });
    co_return found;
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&middle>({}, 6);
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
