// SPDX-License-Identifier: MIT
// Two event loops in one actor: a coroutine of Boost.Asio's stops at a prompt, then the task that it is linked to does, and the root
// besides; all of them wait in the one queue. At last the coroutine fails: one crash prompt, where it threw.
#include <furrow/asio.h>
#include <furrow/furrow.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <stdexcept>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

boost::asio::awaitable<void> rest(std::chrono::milliseconds time)
{
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

boost::asio::awaitable<void> restForever()
{
    for (;;)
        co_await rest(1h);
}

boost::asio::awaitable<void> breakThenFail(furrow::toAsio::AsioChannel<int, int, QString> &channel)
{
    channel.started(u"start"_s);
    furrow::pause();
    co_await rest(500ms);
    throw std::domain_error("asio side error!");
}

furrow::Task<> qtSide(furrow::Context &context)
{
    co_await furrow::toAsio::openChannelFrom<&breakThenFail>([&](furrow::toAsio::TaskChannel<int> &, const QString &first) -> furrow::Task<> {
        co_await furrow::pause();
        co_await context.started(first);
        co_await furrow::toAsio::runTask<&restForever>();
    });
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto daemon = co_await an.startActor(u"aio_daemon"_s, {.infectAsio = true, .exposes = furrow::exposes<&qtSide>()});
        co_await daemon.openContext<&qtSide>([](furrow::Context &, const QString &) -> furrow::Task<> {
            co_await furrow::pause();
            co_await furrow::sleepForever();
        });
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
