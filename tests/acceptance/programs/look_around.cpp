// SPDX-License-Identifier: MIT
// Something to look at, at a pause and at a throw.
#include <furrow/furrow.h>

#include <stdexcept>

using namespace std::chrono_literals;

static furrow::Task<int> lookAround(int depth)
{
    const QByteArray bytes = "doggypants";
    const QString text = QStringLiteral("tail");
    co_await furrow::pause();
    ++depth;
    co_return depth;
}

static furrow::Task<> throws()
{
    const std::string why = "no reason";
    throw std::runtime_error(why);
    co_return;
}

furrow::Task<> looksAround()
{
    const int depth = co_await lookAround(3);
    if (depth == 4)
        co_await throws();
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&looksAround>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
