// SPDX-License-Identifier: MIT
// A plain thread that the runtime knows nothing of stops at the prompt, in a plain function. `c` lets it go on. `q` cannot throw there:
// the thread goes on all the same, and the actor's root task fails with DebuggerQuit.
#include <furrow/furrow.h>

#include <QObject>

#include <pthread.h>
#include <thread>

int countRows(int fields)
{
    const int rows = 12 * fields;
    furrow::pause();
    return rows;
}

furrow::Task<> asyncMain()
{
    furrow::Event counted;
    QObject here; // what is still on its way to it when it goes is dropped
    const std::jthread counter([&counted, &here] {
        pthread_setname_np(pthread_self(), "counter");
        countRows(3);
        QMetaObject::invokeMethod(&here, [&counted] { counted.set(); });
    });
    co_await counted.wait(); // here it fails after `q`
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain, {.debugMode = true});
}
