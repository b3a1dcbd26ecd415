// SPDX-License-Identifier: MIT
// The root waits for the middle, and the middle for the leaf, which stops at a prompt ("pause") or fails ("crash"). With "outlive" the
// root takes what comes of it, says so, and then waits for long.
#include <furrow/furrow.h>

#include <stdexcept>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

furrow::Task<> leaf(QString what)
{
    if (what == u"crash"_s)
        throw std::runtime_error("the leaf has failed");
    co_await furrow::pause();
}

furrow::Task<> middle(QString what)
{
    co_await furrow::openActorNursery([what](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&leaf>(what);
        co_await portal.waitForResult();
    });
}

furrow::Task<> asyncMain(QStringList words)
{
    co_await furrow::openActorNursery({.debugMode = true}, [words](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&middle>(words.value(0));
        bool failed = false;
        try {
            co_await portal.waitForResult();
        } catch (const furrow::RemoteActorError &) {
            failed = true;
            if (!words.contains(u"outlive"_s))
                throw;
        }
        qCWarning(furrow::lcFurrow, failed ? "outlived" : "all is well");
        if (words.contains(u"outlive"_s))
            co_await furrow::sleep(10min);
    });
}

int main(int argc, char **argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words += QString::fromLocal8Bit(argv[i]);
    return furrow::run(argc, argv, [words] { return asyncMain(words); });
}
