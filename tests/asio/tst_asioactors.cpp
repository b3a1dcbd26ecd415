// SPDX-License-Identifier: MIT
#include "actor/actortest.h"

#include <furrow/asio.h>

#include <QElapsedTimer>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

static asio::awaitable<void> asioSleep(std::chrono::nanoseconds time)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

static asio::awaitable<int> twice(int n)
{
    co_await asioSleep(1ms);
    co_return n * 2;
}

static furrow::Task<int> asked(int n)
{
    co_return co_await furrow::toAsio::runTask<&twice>(n);
}

static furrow::AsyncGenerator<int> counted(int n)
{
    for (int i = 0; i < n; ++i)
        co_yield co_await furrow::toAsio::runTask<&twice>(i);
}

static furrow::Task<> asioFails()
{
    co_await furrow::toAsio::runTask([]() -> asio::awaitable<void> {
        co_await asioSleep(1ms);
        throw std::domain_error("asio side error!");
    });
}

static furrow::Task<> handlerFails()
{
    asio::post(furrow::toAsio::ioContext(), [] { throw std::domain_error("of no task"); });
    co_await furrow::sleepForever();
}

static furrow::Task<> asioForever()
{
    co_await furrow::toAsio::runTask([]() -> asio::awaitable<void> { co_await asioSleep(1h); });
}

/// An actor below this one, that says its pid and then waits in an Asio coroutine that will not be cancelled.
static furrow::Task<> stubborn(furrow::Context &context)
{
    co_await context.started(qint64(::getpid()));
    co_await furrow::toAsio::runTask([]() -> asio::awaitable<void> {
        for (;;) {
            try {
                co_await asio::this_coro::reset_cancellation_state();
                co_await asioSleep(1h);
            } catch (const boost::system::system_error &) {
            }
        }
    });
}

static const furrow::ActorOptions infected{.infectAsio = true};

class TestAsioActors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { verifyNothingLeft(); }

    void runsCoroutines()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto portal = co_await an.startActor(u"asio"_s, {.infectAsio = true, .exposes = furrow::exposes<&asked, &counted>()});
            QCOMPARE(co_await portal.run<&asked>(21), 42);
            int sum = 0;
            co_await portal.openStreamFrom<&counted>([&](furrow::Stream<int> &stream) -> furrow::Task<> {
                while (auto number = co_await stream.next())
                    sum += *number;
            }, 100);
            QCOMPARE(sum, 9900);
            an.cancel();
        });
    }

    void errorReachesTheParent()
    {
        QByteArray type;
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            auto portal = co_await an.startActor(u"asio"_s, {.infectAsio = true, .exposes = furrow::exposes<&asioFails>()});
            try {
                co_await portal.run<&asioFails>();
            } catch (const furrow::RemoteActorError &error) {
                QVERIFY(error.is<std::domain_error>());
                type = "domain_error";
            }
            an.cancel();
        });
        QCOMPARE(type, "domain_error");
    }

    void handlerOfNoTaskFailsTheActor()
    {
        bool told = false;
        try {
            runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
                auto portal = co_await an.runInActor<&handlerFails>(infected);
                co_await portal.waitForResult();
            });
        } catch (const furrow::RemoteActorError &error) {
            told = error.is<std::domain_error>();
        }
        QVERIFY(told);
    }

    void isCancelledByItsParent()
    {
        QElapsedTimer time;
        time.start();
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            co_await an.runInActor<&asioForever>(infected);
            co_await furrow::sleep(50ms);
            an.cancel();
        });
        QCOMPARE_LT(time.elapsed(), 2500); // no grace had to pass
    }

    void diesWithItsParent()
    {
        // The coroutine takes no cancellation; the actor ends all the same, by its grace.
        qint64 pid = 0;
        runActors([&](furrow::ActorNursery &an) -> furrow::Task<> {
            auto portal = co_await an.startActor(u"asio"_s, {.infectAsio = true, .exposes = furrow::exposes<&stubborn>(), .grace = 100ms});
            co_await furrow::moveOnAfter(300ms, [&]() -> furrow::Task<> {
                co_await portal.openContext<&stubborn>([&](furrow::Context &context, qint64 first) -> furrow::Task<> {
                    pid = first;
                    an.cancel();
                    co_await context.waitForResult();
                });
            });
        });
        QVERIFY(pid > 0);
        QVERIFY(::kill(pid_t(pid), 0) != 0);
    }

    void refusesWithoutTheLoop()
    {
        runActors([](furrow::ActorNursery &an) -> furrow::Task<> {
            auto portal = co_await an.startActor(u"plain"_s, {.exposes = furrow::exposes<&asked>()});
            QByteArray message;
            try {
                co_await portal.run<&asked>(1);
            } catch (const furrow::RemoteActorError &error) {
                message = error.what();
            }
            QVERIFY2(message.contains("infectAsio"), message);
            an.cancel();
        });
        bool refused = false;
        try {
            runActors([](furrow::ActorNursery &) -> furrow::Task<> { co_return; }, {.infectAsio = true}); // run() has begun
        } catch (const std::logic_error &) {
            refused = true;
        }
        QVERIFY(refused);
    }
};

ACTOR_TEST(TestAsioActors)

#include "tst_asioactors.moc"
