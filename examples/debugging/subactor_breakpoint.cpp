// SPDX-License-Identifier: MIT
// A child stops again and again. `n` steps through its loop, over the sleep too; `c` goes on to its next stop; `q` fails it with a
// DebuggerQuit, which the root then shows.
#include <furrow/furrow.h>

using namespace std::chrono_literals;

furrow::Task<> breakpointForever()
{
    for (;;) {
        co_await furrow::sleep(100ms);
        co_await furrow::pause();
    }
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery(
        {.debugMode = true, .logLevel = furrow::LogLevel::Cancel},
        [](furrow::ActorNursery &an) -> furrow::Task<> {
            auto portal = co_await an.runInActor<&breakpointForever>();
            co_await portal.waitForResult();
        });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
