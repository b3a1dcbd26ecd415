// SPDX-License-Identifier: MIT
// One breakpoint is in every actor: set at the root's prompt, it stops the actor that runs already and the one that is born later.
#include <furrow/furrow.h>

using namespace Qt::StringLiterals;

static int weigh(int grams)
{
    const int box = 40;
    return grams + box;
}

furrow::Task<int> weighs(int grams)
{
    co_return weigh(grams);
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        furrow::Portal apples = co_await an.startActor(u"apples"_s, {.exposes = furrow::exposes<&weighs>()});
        co_await furrow::pause(); // `break weigh`, then `c`
        const int first = co_await apples.run<&weighs>(900);
        furrow::Portal pears = co_await an.startActor(u"pears"_s, {.exposes = furrow::exposes<&weighs>()});
        const int second = co_await pears.run<&weighs>(700);
        qInfo("boxes of %d g and %d g", first, second);
        co_await apples.cancelActor();
        co_await pears.cancelActor();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
