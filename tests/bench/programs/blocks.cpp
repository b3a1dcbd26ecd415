// SPDX-License-Identifier: MIT
// What debug mode costs, block by block: furrow-bench-blocks SOCKET debug|plain.
#include "throwing.h"

#include <furrow/furrow.h>

#include <fstream>
#include <memory>
#include <sys/wait.h>

using namespace Qt::StringLiterals;

using furrow::ActorNursery;
using furrow::Task;

namespace {

constexpr qsizetype messageSize = 64, chunk = 64 * 1024;

Task<QByteArray> echo(QByteArray message)
{
    co_return message;
}

furrow::AsyncGenerator<QByteArray> source(int chunks)
{
    const QByteArray payload(chunk, 'x');
    for (int i = 0; i < chunks; ++i)
        co_yield payload;
}

Task<int> answer()
{
    co_return 42;
}

/// This process's proportional share of memory, in KiB.
Task<int> memory()
{
    std::ifstream file("/proc/self/smaps_rollup");
    for (std::string word; file >> word;) {
        int size = 0;
        if (word == "Pss:" && file >> size)
            co_return size;
    }
    throw std::runtime_error("no Pss in smaps_rollup");
}

/// The first destructor that runs tells that whoever looks for a handler has found one, and done what it does then.
class Unwinding
{
public:
    explicit Unwinding(double *when) : m_when(when) {}
    ~Unwinding() { *m_when = microseconds(); }
    Unwinding(const Unwinding &) = delete;

private:
    double *m_when;
};

Task<> fails(double *unwound, double *thrown)
{
    const Unwinding unwinding(unwound);
    volatile int deep = 1;
    *thrown = microseconds();
    throwIt(&deep);
    co_return;
}

Task<> crosses(int awaiting)
{
    if (awaiting > 0)
        co_await crosses(awaiting - 1);
    volatile int deep = 1;
    throwIt(&deep);
}

/// From a throw that leaves its coroutine to the beginning of the unwinding.
Task<double> uncaught()
{
    double unwound = 0, thrown = 0;
    try {
        co_await fails(&unwound, &thrown);
    } catch (const std::exception &) {
    }
    co_return unwound - thrown;
}

/// Through so many awaiting coroutines, of which this is the last; to the exception's end.
Task<double> crossing(int awaiting)
{
    const double begin = microseconds();
    try {
        co_await crosses(awaiting - 1);
    } catch (const std::exception &) {
    }
    co_return microseconds() - begin;
}

double bareFork(bool reaped)
{
    const double begin = microseconds();
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    double end = microseconds();
    ::waitpid(child, nullptr, 0);
    if (reaped)
        end = microseconds();
    return end - begin;
}

class Memory
{
public:
    /// Writes to every page of so many megabytes.
    void touch(int megabytes)
    {
        const std::size_t size = std::size_t(megabytes) << 20;
        if (size != m_size) {
            m_bytes = std::make_unique_for_overwrite<char[]>(size);
            m_size = size;
        }
        for (std::size_t at = 0; at < size; at += 4096)
            m_bytes[at] = char(++m_round);
    }

private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size = 0;
    int m_round = 0;
};

Task<double> roundTrips(furrow::Portal &portal, int times)
{
    const QByteArray message(messageSize, 'm');
    const double begin = microseconds();
    for (int i = 0; i < times; ++i)
        co_await portal.run<&echo>(message);
    co_return (microseconds() - begin) / times;
}

Task<double> stream(furrow::Portal &portal, int chunks)
{
    const double begin = microseconds();
    qsizetype got = 0;
    co_await portal.openStreamFrom<&source>([&](furrow::Stream<QByteArray> &messages) -> Task<> {
        while (const auto message = co_await messages.next())
            got += message->size();
    }, chunks);
    co_return (microseconds() - begin) / chunks;
}

Task<double> spawn(int times)
{
    const double begin = microseconds();
    for (int i = 0; i < times; ++i) {
        co_await furrow::openActorNursery([](ActorNursery &an) -> Task<> {
            auto portal = co_await an.runInActor<&answer>();
            co_await portal.waitForResult();
        });
    }
    co_return (microseconds() - begin) / times / 1000;
}

Task<> serve(const char *socket, bool debugMode)
{
    co_await furrow::openActorNursery({.debugMode = debugMode}, [socket](ActorNursery &an) -> Task<> {
        furrow::Portal portal = co_await an.startActor(u"other"_s, {.exposes = furrow::exposes<&echo, &source, &memory>()});
        BlockServer server(socket);
        Memory touched;
        while (server.next()) {
            double value = 0;
            if (server.block == "round-trip")
                value = co_await roundTrips(portal, server.number);
            else if (server.block == "stream")
                value = co_await stream(portal, server.number);
            else if (server.block == "spawn")
                value = co_await spawn(server.number);
            else if (server.block == "memory")
                value = co_await portal.run<&memory>();
            else if (server.block == "throw")
                value = throwAndCatch(server.number);
            else if (server.block == "touch")
                touched.touch(server.number);
            else if (server.block == "crossing")
                value = co_await crossing(server.number);
            else if (server.block == "uncaught")
                value = co_await uncaught();
            else if (server.block == "fork")
                value = bareFork(false);
            else if (server.block == "fork-reaped")
                value = bareFork(true);
            else
                throw std::invalid_argument("unknown block");
            server.answer(value);
        }
        co_await portal.cancelActor();
    });
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3 && !furrow::isSubactor()) {
        std::fprintf(stderr, "usage: furrow-bench-blocks SOCKET debug|plain\n");
        return 2;
    }
    return furrow::run(argc, argv, [&] { return serve(argv[1], std::strcmp(argv[2], "debug") == 0); });
}
