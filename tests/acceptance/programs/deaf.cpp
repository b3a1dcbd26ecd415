// SPDX-License-Identifier: MIT
// A child that hears no cancellation, and has all the time it wants to end by itself. With "root" the root is as deaf, and with "term"
// it ignores SIGTERM too; with "debug" the tree is in debug mode.
#include <furrow/furrow.h>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

furrow::Task<> hearNothing()
{
    qCWarning(furrow::lcFurrow, "deaf");
    co_await furrow::openCancelScope([](furrow::CancelScope &) -> furrow::Task<> { co_await furrow::sleepForever(); }, {.shield = true});
}

furrow::Task<> asyncMain(QStringList words)
{
    const furrow::RootOptions options{.debugMode = words.contains(u"debug"_s), .grace = 10min};
    co_await furrow::openActorNursery(options, [words](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&hearNothing>();
        if (words.contains(u"root"_s))
            co_await hearNothing();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words += QString::fromLocal8Bit(argv[i]);
    if (words.contains(u"term"_s))
        ::signal(SIGTERM, SIG_IGN);
    return furrow::run(argc, argv, [words] { return asyncMain(words); });
}
