// SPDX-License-Identifier: MIT
#include <furrow/furrow.h>

furrow::Task<int> answer()
{
    co_return 42;
}

furrow::Task<int> asyncMain()
{
    int got = 0;
    co_await furrow::openActorNursery([&got](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&answer>();
        got = co_await portal.waitForResult();
    });
    co_return got;
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
