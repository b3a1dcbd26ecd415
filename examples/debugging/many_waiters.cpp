// SPDX-License-Identifier: MIT
// Fifty actors pause at once: they get the console one after the other, in the order in which they asked.
#include <furrow/furrow.h>

using namespace Qt::StringLiterals;

furrow::Task<> waiter()
{
    co_await furrow::pause();
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        co_await furrow::openNursery([&an](furrow::Nursery &nursery) -> furrow::Task<> {
            for (int i = 0; i < 50; ++i) {
                nursery.start([&an, i]() -> furrow::Task<> {
                    auto portal = co_await an.runInActor<&waiter>({.name = u"waiter_%1"_s.arg(i)});
                    co_await portal.waitForResult();
                });
            }
            co_return;
        });
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
