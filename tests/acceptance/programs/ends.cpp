// SPDX-License-Identifier: MIT
// A child that ends in one of the ways that C++ has besides an exception; the argument says which. `root:WAY` does it in the root.
#include <furrow/furrow.h>

#include <QCoreApplication>
#include <QThread>
#include <QThreadPool>
#include <QTimer>

#include <csignal>
#include <cstdlib>
#include <map>
#include <optional>
#include <stdexcept>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;

struct Noisy
{
    int value = 7;
    ~Noisy() { std::fputs("a destructor has run\n", stderr); }
};

void fail()
{
    const int mark = 42;
    Noisy noisy;
    throw std::runtime_error("nobody wants " + std::to_string(mark)); // here it is thrown
}

void quiet() noexcept
{
    fail();
}

struct Base
{
    Base() { callIt(); }
    virtual ~Base() = default;
    void callIt() { work(); } // a pure virtual call
    virtual void work() = 0;
};

struct Derived : Base
{
    void work() override {}
};

struct Worker : QThread
{
    void run() override { fail(); }
};

int divide(int by)
{
    const int mark = 42;
    return mark / by; // by zero
}

long recurse(long depth)
{
    volatile char room[512] = {char(depth)};
    return depth < 0 ? room[0] : 1 + recurse(depth + 1);
}

void touch(volatile int *what)
{
    const int mark = 42;
    *what = mark; // the fault
}

void intoNowhere()
{
    const int mark = 42;
    auto *volatile nowhere = reinterpret_cast<void (*)(int)>(0);
    nowhere(mark); // the call
}

void rethrow()
{
    try {
        fail();
    } catch (...) {
        throw;
    }
}

void behindTheEnd()
{
    char name[] = "/tmp/furrow-ends-XXXXXX";
    const int fd = ::mkstemp(name);
    ::unlink(name);
    if (::ftruncate(fd, 4096) < 0)
        std::exit(3);
    void *memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (::ftruncate(fd, 0) < 0)
        std::exit(3);
    touch(static_cast<int *>(memory));
}

std::optional<std::thread> kept;

void keep(void (*function)())
{
    kept.emplace(function);
}

const std::map<QString, void (*)()> ways{
    {u"terminate"_s, [] { std::terminate(); }},
    {u"noexcept"_s, quiet},
    {u"thread"_s, [] { keep(fail); }},
    {u"thread-rethrow"_s, [] { keep(rethrow); }},
    {u"qthread"_s, [] { (new Worker)->start(); }},
    {u"pool"_s, [] { QThreadPool::globalInstance()->start([] { fail(); }); }},
    {u"slot"_s, [] { QTimer::singleShot(0, qApp, fail); }},
    {u"joinable"_s, [] { std::thread thread([] { ::pause(); }); }},
    {u"purevirtual"_s, [] { Derived derived; }},
    {u"qfatal"_s, [] { qFatal("the last of %d words", 5); }},
    {u"fpe"_s, [] { divide(0); }},
    {u"ill"_s, [] { __builtin_trap(); }},
    {u"bus"_s, behindTheEnd},
    {u"nowhere"_s, intoNowhere},
    {u"segv"_s, [] { touch(nullptr); }},
    {u"thread-segv"_s, [] { keep([] { touch(nullptr); }); }},
    {u"thread-overflow"_s, [] { keep([] { recurse(0); }); }},
    {u"qthread-overflow"_s, [] { QThreadPool::globalInstance()->start([] { recurse(0); }); }},
    {u"raise"_s, [] { std::raise(SIGSEGV); }},
};

furrow::Task<> stepsInto()
{
    int *nothing = nullptr;
    co_await furrow::pause();
    touch(nothing); // stepped over
}

furrow::Task<> child(QString way)
{
    if (way == "step"_L1)
        co_await stepsInto();
    ways.at(way)();
    co_await furrow::sleepForever();
}

int main(int argc, char **argv)
{
    const QString way = QString::fromLocal8Bit(argc > 1 ? argv[1] : "");
    const bool debugMode = !(argc > 2 && QByteArrayView(argv[2]) == "plain");
    return furrow::run(argc, argv, [way, debugMode]() -> furrow::Task<> {
        co_await furrow::openActorNursery({.debugMode = debugMode}, [way](furrow::ActorNursery &an) -> furrow::Task<> {
            if (way.startsWith("root:"_L1))
                co_await child(way.sliced(5));
            auto portal = co_await an.runInActor<&child>({}, way);
            co_await portal.waitForResult();
        });
    });
}
