// SPDX-License-Identifier: MIT
// Debug mode for one actor alone: both children fail, and only the one that was started in debug mode opens a prompt.
#include <furrow/furrow.h>

#include <stdexcept>

using namespace Qt::StringLiterals;

furrow::Task<> die()
{
    throw std::runtime_error("it had to end like this");
    co_return;
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = false}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto debugged = co_await an.startActor(u"debugged_boi"_s, {.debugMode = true, .exposes = furrow::exposes<&die>()});
        auto crashing = co_await an.startActor(u"crash_boi"_s, {.exposes = furrow::exposes<&die>()});
        co_await furrow::openNursery([&](furrow::Nursery &nursery) -> furrow::Task<> {
            nursery.start([&debugged]() -> furrow::Task<> { co_await debugged.run<&die>(); });
            nursery.start([&crashing]() -> furrow::Task<> { co_await crashing.run<&die>(); });
            co_return;
        });
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
