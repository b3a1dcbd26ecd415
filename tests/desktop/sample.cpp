// SPDX-License-Identifier: MIT
// What the pictures show as the user's program; it is read, never built.
#include <furrow/actor.h>
#include <furrow/pause.h>

using namespace std::chrono_literals;

// Streams for ever, and stops at every item.
furrow::AsyncGenerator<int> bpForever()
{
    int counter = 0;
    for (;;) {
        co_await furrow::sleep(100ms);
        co_await furrow::pause();
        co_yield ++counter;
    }
}

furrow::Task<> nameError()
{
    const QString name = QStringLiteral("doggypants");
    co_await furrow::sleep(10ms);
    throw NameError("name 'doggypants' is not defined");
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto streamer = co_await an.startActor("bp_forever", {.exposes = {furrow::exposed<&bpForever>()}});
        auto failer = co_await an.startActor("name_error", {.exposes = {furrow::exposed<&nameError>()}});
        auto stream = co_await streamer.openStreamFrom<&bpForever>();
        try {
            co_await failer.run<&nameError>();
        } catch (const furrow::RemoteActorError &error) {
            qInfo("the first one is caught");
        }
        co_await failer.run<&nameError>();
    });
}
