// SPDX-License-Identifier: MIT
// What the benchmark measures: each mode prints one number, or pauses for the console.
#include <furrow/furrow.h>

#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <unistd.h>
#include <vector>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using furrow::ActorNursery;
using furrow::Task;

namespace {

constexpr int warmUp = 500, trips = 5000, messageSize = 64;
constexpr qsizetype chunk = 64 * 1024;
constexpr int chunks = 4000;

void sayPausing()
{
    timespec time;
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    std::printf("pausing at %.6f\n", double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6);
    std::fflush(stdout);
}

Task<QByteArray> echo(QByteArray message)
{
    co_return message;
}

furrow::AsyncGenerator<QByteArray> source()
{
    const QByteArray payload(chunk, 'x');
    for (int i = 0; i < chunks; ++i)
        co_yield payload;
}

Task<int> answer()
{
    co_return 42;
}

Task<> pauseOnce()
{
    sayPausing();
    co_await furrow::pause();
}

Task<> pauses(int times)
{
    for (int i = 0; i < times; ++i)
        co_await furrow::pause();
}

Task<> roundTrip()
{
    co_await furrow::openActorNursery({.debugMode = false}, [](ActorNursery &an) -> Task<> {
        furrow::Portal portal = co_await an.startActor(u"echo"_s, {.exposes = furrow::exposes<&echo>()});
        const QByteArray message(messageSize, 'm');
        QElapsedTimer timer;
        for (int i = 0; i < warmUp + trips; ++i) {
            if (i == warmUp)
                timer.start();
            co_await portal.run<&echo>(message);
        }
        std::printf("%.4f\n", double(timer.nsecsElapsed()) / trips / 1000);
        co_await portal.cancelActor();
    });
}

Task<> stream()
{
    co_await furrow::openActorNursery({.debugMode = false}, [](ActorNursery &an) -> Task<> {
        furrow::Portal portal = co_await an.startActor(u"source"_s, {.exposes = furrow::exposes<&source>()});
        QElapsedTimer timer;
        timer.start();
        qsizetype got = 0;
        co_await portal.openStreamFrom<&source>([&](furrow::Stream<QByteArray> &messages) -> Task<> {
            while (const auto message = co_await messages.next())
                got += message->size();
        });
        std::printf("%.4f\n", double(got) / 1e6 / (double(timer.nsecsElapsed()) / 1e9));
        co_await portal.cancelActor();
    });
}

Task<> spawn()
{
    std::vector<double> times;
    co_await furrow::openRootActor({.debugMode = false}, [&]() -> Task<> {
        for (int i = 0; i < 11; ++i) {
            QElapsedTimer timer;
            timer.start();
            co_await furrow::openActorNursery([](ActorNursery &an) -> Task<> {
                auto portal = co_await an.runInActor<&answer>();
                co_await portal.waitForResult();
            });
            times.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
    });
    std::ranges::sort(times);
    std::printf("%.4f\n", times[times.size() / 2]);
}

Task<> newcomers(int count)
{
    co_await furrow::openActorNursery({.debugMode = true}, [count](ActorNursery &an) -> Task<> {
        for (int i = 0; i < count; ++i) {
            auto portal = co_await an.runInActor<&pauseOnce>(furrow::ActorOptions{.name = u"newcomer %1"_s.arg(i)});
            co_await portal.waitForResult();
        }
    });
}

Task<> one(int times)
{
    co_await furrow::openRootActor({.debugMode = true}, [times]() -> Task<> { co_await pauses(times); });
}

Task<> waiters(int times)
{
    co_await furrow::openActorNursery({.debugMode = true}, [times](ActorNursery &an) -> Task<> {
        auto first = co_await an.runInActor<&pauses>(furrow::ActorOptions{.name = u"first"_s}, times);
        auto second = co_await an.runInActor<&pauses>(furrow::ActorOptions{.name = u"second"_s}, times);
        co_await first.waitForResult();
        co_await second.waitForResult();
    });
}

/// All of them at once.
Task<> crowd(int count)
{
    co_await furrow::openActorNursery({.debugMode = true}, [count](ActorNursery &an) -> Task<> {
        std::vector<furrow::Portal> portals;
        for (int i = 0; i < count; ++i)
            portals.push_back(co_await an.startActor(u"pauser %1"_s.arg(i), {.exposes = furrow::exposes<&pauses>()}));
        co_await furrow::openNursery([&portals](furrow::Nursery &nursery) -> Task<> {
            for (furrow::Portal &portal : portals)
                nursery.start([&portal]() -> Task<> { co_await portal.run<&pauses>(1); });
            co_return;
        });
        an.cancel();
    });
}

Task<> chain(int hops)
{
    if (hops == 0)
        throw std::runtime_error("the last of the chain");
    co_await furrow::openActorNursery({.debugMode = true}, [hops](ActorNursery &an) -> Task<> {
        auto portal = co_await an.runInActor<&chain>(furrow::ActorOptions{.name = u"hop %1"_s.arg(hops)}, hops - 1);
        co_await portal.waitForResult();
    });
}

/// The first prompt of all costs more, once: it is no crash's.
Task<> climb(int hops)
{
    co_await furrow::openRootActor({.debugMode = true}, [hops]() -> Task<> {
        co_await furrow::pause();
        co_await chain(hops);
    });
}

Task<> crash(int megabytes)
{
    static std::vector<char> touched;
    touched.resize(std::size_t(megabytes) << 20, 't');
    co_await furrow::openRootActor({.debugMode = true}, []() -> Task<> { return chain(0); });
}

} // namespace

int main(int argc, char **argv)
{
    const QByteArray mode(argc > 1 ? argv[1] : "");
    const int count = argc > 2 ? std::atoi(argv[2]) : 1;
    if (mode == "nothing" && !furrow::isSubactor())
        return 0;
    if (mode == "idle") {
        std::puts("idle");
        std::fflush(stdout);
        for (;;)
            ::pause();
    }
    return furrow::run(argc, argv, [&]() -> Task<> {
        if (mode == "round-trip")
            return roundTrip();
        if (mode == "stream")
            return stream();
        if (mode == "spawn")
            return spawn();
        if (mode == "newcomers")
            return newcomers(count);
        if (mode == "pauses")
            return one(count);
        if (mode == "waiters")
            return waiters(count);
        if (mode == "crowd")
            return crowd(count);
        if (mode == "climb")
            return climb(count);
        if (mode == "crash")
            return crash(count);
        std::fprintf(stderr, "usage: furrow-bench-tree round-trip|stream|spawn|nothing|idle|newcomers N|pauses N|waiters N|crowd N|climb HOPS|crash MEGABYTES\n");
        return []() -> Task<> { throw std::invalid_argument("unknown mode"); }();
    });
}
