// SPDX-License-Identifier: MIT
// A child sleeps for ever in a shielded scope, deaf to cancellation. SIGUSR1 to the root, or to all by
//     pkill -USR1 -f shield_hang_in_sub
// dumps the tasks of the whole tree, which shows who hangs where. Ctrl-c ends it: the child after its grace, by the reaper's SIGKILL.
#include <furrow/furrow.h>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

furrow::Task<> startNShieldHang(furrow::Context &context)
{
    co_await context.started(qint64(::getpid()));
    co_await furrow::openCancelScope([](furrow::CancelScope &) -> furrow::Task<> { co_await furrow::sleepForever(); }, {.shield = true});
}

furrow::Task<> asyncMain()
{
    const furrow::RootOptions options{.debugMode = true, .grace = 2s, .taskDumpOnSignal = true};
    co_await furrow::openActorNursery(options, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.startActor(u"hanger"_s, {.exposes = furrow::exposes<&startNShieldHang>()});
        co_await portal.openContext<&startNShieldHang>([](furrow::Context &context, const qint64 &pid) -> furrow::Task<> {
            qCWarning(furrow::lcFurrow, "the child hangs: kill -USR1 %lld shows where, ctrl-c ends it", pid);
            co_await context.waitForResult();
        });
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
