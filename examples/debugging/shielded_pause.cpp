// SPDX-License-Identifier: MIT
// Looking around in a scope that has been cancelled already: a plain pause or post-mortem opens nothing there, says so, and throws
// Cancelled like every checkpoint; with `shield` the prompt opens all the same.
#include <furrow/furrow.h>

furrow::Task<> pauseInCancelledScope()
{
    const bool finished = co_await furrow::openCancelScope([](furrow::CancelScope &scope) -> furrow::Task<> {
        for (int i = 0; i < 3; ++i) {
            try {
                co_await furrow::pause(); // the first time only: then the scope is cancelled
                scope.cancel();
                co_await furrow::checkpoint();
            } catch (const furrow::Cancelled &) {
                qInfo("INSIDE SHIELDED PAUSE");
                furrow::pauseFromSync({.shield = true});
            }
        }
        co_await furrow::checkpoint();
    });
    if (finished)
        qFatal("the scope did not take the cancellation");
}

furrow::Task<> postMortemInCancelledScope()
{
    co_await furrow::openNursery([](furrow::Nursery &nursery) -> furrow::Task<> {
        nursery.cancel();
        try {
            co_await furrow::sleepForever();
        } catch (const furrow::Cancelled &) {
            try {
                furrow::postMortem();
            } catch (const furrow::Cancelled &) {
                furrow::postMortem({.shield = true});
                throw;
            }
        }
    });
}

furrow::Task<> cancelledBeforePause()
{
    co_await pauseInCancelledScope();
    co_await postMortemInCancelledScope();
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&cancelledBeforePause>();
        co_await portal.waitForResult();
        co_await postMortemInCancelledScope();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
