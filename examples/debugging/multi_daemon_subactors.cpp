// SPDX-License-Identifier: MIT
// Two actors that live until they are cancelled. One streams, and stops at a prompt between any two values; the other fails whenever it
// is called. Their prompts take turns, first in, first out. The root takes the first failure, and lets the second one end the tree.
#include <furrow/furrow.h>

#include "nameerror.h"

using namespace Qt::StringLiterals;

furrow::AsyncGenerator<QString> breakpointForever()
{
    try {
        for (;;) {
            co_yield u"yo"_s;
            co_await furrow::pause();
        }
    } catch (...) {
        qCWarning(furrow::lcFurrow, "cancelled while it was about to stop at a prompt");
        throw;
    }
}

furrow::Task<> nameError()
{
    const QByteArray missing = "doggypants";
    throw NameError(missing);
    co_return;
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto stopping = co_await an.startActor(u"bp_forever"_s, {.exposes = furrow::exposes<&breakpointForever>()});
        auto failing = co_await an.startActor(u"name_error"_s, {.exposes = furrow::exposes<&nameError>()});

        co_await stopping.openStreamFrom<&breakpointForever>([&failing](furrow::Stream<QString> &stream) -> furrow::Task<> {
            try {
                co_await failing.run<&nameError>();
            } catch (const furrow::RemoteActorError &error) {
                if (!error.is<NameError>())
                    throw;
            }
            while (co_await stream.next())
                co_await failing.run<&nameError>();
        });
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
