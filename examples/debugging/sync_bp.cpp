// SPDX-License-Identifier: MIT
// Plain functions stop at the prompt too, whoever calls them: the main task, a task of another actor, plain threads; by
// furrow::pause(), and by a bare breakpoint. They take turns, and the prompt names the thread.
#include <furrow/furrow.h>

#include <QObject>

#include <csignal>
#include <functional>
#include <pthread.h>
#include <thread>

using namespace Qt::StringLiterals;

void syncPause(bool useBuiltin = false)
{
    if (useBuiltin)
        std::raise(SIGTRAP);
    else
        furrow::pause();
}

/// Runs a function in a thread of its own, while the tasks of this actor go on.
furrow::Task<> inThread(const char *name, std::function<void()> function)
{
    furrow::Event done;
    QObject here; // what is still on its way to it when it goes is dropped
    const std::jthread thread([&] {
        pthread_setname_np(pthread_self(), name);
        function();
        QMetaObject::invokeMethod(&here, [&done] { done.set(); });
    });
    co_await done.wait();
}

furrow::Task<> startAndSyncPause(furrow::Context &context)
{
    co_await context.started();
    co_await context.openStream<QString>().next(); // until the root has been at its own prompt
    syncPause();
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true, .breakpointHook = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.startActor(u"subactor"_s, {.exposes = furrow::exposes<&startAndSyncPause>()});
        syncPause();
        co_await portal.openContext<&startAndSyncPause>([](furrow::Context &context) -> furrow::Task<> {
            co_await furrow::pause();
            auto words = context.openStream<void, QString>();
            co_await words.send(u"go"_s);
            co_await furrow::openNursery([](furrow::Nursery &nursery) -> furrow::Task<> {
                nursery.start(inThread("start_soon_bg", [] { syncPause(); }));
                nursery.start(inThread("inline_bg", [] { syncPause(true); }));
                co_return;
            });
        });
        co_await portal.cancelActor();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
