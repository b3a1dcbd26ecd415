// SPDX-License-Identifier: MIT
#include <furrow/asio.h>
#include <furrow/furrow.h>

boost::asio::awaitable<int> asioSide()
{
    co_return 42;
}

furrow::Task<int> answer()
{
    co_return co_await furrow::toAsio::runTask<&asioSide>();
}

furrow::Task<int> asyncMain()
{
    int got = 0;
    co_await furrow::openActorNursery([&got](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&answer>({.name = QStringLiteral("asio"), .infectAsio = true});
        got = co_await portal.waitForResult();
    });
    co_return got;
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
