// SPDX-License-Identifier: MIT
// An assertion of a child's fails: the crash prompt opens in the child on the assert(), before anything unwinds; then the child dies of
// SIGABRT, and the root's boxed error says which assertion it was.
#include <furrow/furrow.h>

#undef NDEBUG
#include <cassert>

int share(int cake, int guests)
{
    assert(guests > 0);
    return cake / guests;
}

furrow::Task<int> badParty()
{
    int guests = 2;
    guests -= 2; // they all went home
    co_return share(12, guests);
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&badParty>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
