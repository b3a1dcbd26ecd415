// SPDX-License-Identifier: MIT
// A child's recursion never ends. Its stack is full, so the handler of that signal runs on one of its own: the crash prompt opens on the
// recursing function, and the root's boxed error says that it was a stack overflow.
#include <furrow/furrow.h>

struct Folder
{
    const Folder *parent = nullptr;
};

int depthOf(const Folder *folder)
{
    return folder ? 1 + depthOf(folder->parent) : 0;
}

furrow::Task<int> badTree()
{
    Folder inner, outer;
    inner.parent = &outer;
    outer.parent = &inner; // a cycle
    co_return depthOf(&inner);
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&badTree>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
