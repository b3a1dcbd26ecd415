// SPDX-License-Identifier: MIT
// A grandchild pauses before it takes the values of an asynchronous generator.
#include <furrow/furrow.h>

#include <cstdio>

using namespace std::chrono_literals;

furrow::AsyncGenerator<int> numbers(int count)
{
    for (int i = 0; i < count; ++i) {
        co_await furrow::sleep(10ms);
        co_yield i * i;
    }
}

furrow::Task<int> adds(int count)
{
    int sum = 0;
    auto all = numbers(count);
    co_await furrow::pause();
    while (auto number = co_await all.next()) {
        sum += *number;
    }
    co_return sum;
}

furrow::Task<int> middle(int count)
{
    int result = 0;
    co_await furrow::openActorNursery([&](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&adds>(count);
        result = co_await portal.waitForResult();
    });
    co_return result;
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&middle>(3);
        std::printf("the sum is %d\n", co_await portal.waitForResult());
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
