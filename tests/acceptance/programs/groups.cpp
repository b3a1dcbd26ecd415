// SPDX-License-Identifier: MIT
// Several errors at once: of the tasks of one actor ("tasks"), or of two actors ("actors").
#include <furrow/furrow.h>

#include <stdexcept>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

furrow::Task<> failsFirst()
{
    const int mark = 1;
    co_await furrow::sleep(1ms);
    throw std::runtime_error("the first of " + std::to_string(mark)); // thrown first
}

furrow::Task<> failsSecond()
{
    const int mark = 2;
    bool cancelled = false;
    try {
        co_await furrow::sleepForever();
    } catch (const furrow::Cancelled &) {
        cancelled = true;
    }
    if (cancelled)
        throw std::logic_error("the second of " + std::to_string(mark)); // thrown second
}

furrow::Task<> failsToo()
{
    const int mark = 3;
    co_await furrow::sleep(1ms);
    throw std::logic_error("the other of " + std::to_string(mark)); // thrown as well
}

/// Whatever happens beside it.
furrow::Task<> awaitShielded(furrow::Portal portal)
{
    co_await furrow::openCancelScope([portal](furrow::CancelScope &) mutable -> furrow::Task<> { co_await portal.waitForResult(); }, {.shield = true});
}

furrow::Task<> gathers()
{
    co_await furrow::openNursery([](furrow::Nursery &nursery) -> furrow::Task<> {
        nursery.start(failsFirst());
        nursery.start(failsSecond());
        co_return;
    });
}

furrow::Task<> asyncMain(QString of)
{
    co_await furrow::openActorNursery({.debugMode = true}, [of](furrow::ActorNursery &an) -> furrow::Task<> {
        if (of == "tasks"_L1) {
            auto portal = co_await an.runInActor<&gathers>();
            co_await portal.waitForResult();
            co_return;
        }
        auto first = co_await an.runInActor<&failsFirst>();
        auto other = co_await an.runInActor<&failsToo>();
        co_await furrow::openNursery([&](furrow::Nursery &nursery) -> furrow::Task<> {
            nursery.start(awaitShielded(first));
            nursery.start(awaitShielded(other));
            co_return;
        });
    });
}

int main(int argc, char **argv)
{
    const QString of = QString::fromLocal8Bit(argc > 1 ? argv[1] : "");
    return furrow::run(argc, argv, [of] { return asyncMain(of); });
}
