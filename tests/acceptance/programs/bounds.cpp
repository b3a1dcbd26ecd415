// SPDX-License-Identifier: MIT
// A child that holds on to one error after the other, until there is no room for one more frozen copy: of their number, or of memory.
#include <furrow/furrow.h>

#include <QFile>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <vector>

using namespace Qt::StringLiterals;

/// A share of the memory that this system has left, touched.
void takeShare(qint64 share)
{
    QFile file(u"/proc/meminfo"_s);
    if (!file.open(QIODevice::ReadOnly))
        std::exit(3);
    const QByteArray text = file.readAll();
    const qsizetype at = text.indexOf("MemAvailable:");
    const qint64 available = text.mid(at + 13, text.indexOf("kB", at) - at - 13).trimmed().toLongLong() * 1024;
    const auto size = std::size_t(available / share);
    auto *memory = static_cast<char *>(std::malloc(size));
    if (!memory)
        std::exit(3);
    std::memset(memory, 1, size);
}

furrow::Task<> fail(int number)
{
    co_await furrow::checkpoint();
    throw std::runtime_error("error " + std::to_string(number)); // here it is thrown
}

furrow::Task<> holdOn(QString bound)
{
    if (bound == "memory"_L1)
        takeShare(8);
    std::vector<std::exception_ptr> held;
    for (int i = 0; i < 16; ++i) {
        try {
            co_await fail(i);
        } catch (const std::exception &) {
            held.push_back(std::current_exception());
        }
    }
    co_await fail(16);
}

int main(int argc, char **argv)
{
    const QString bound = QString::fromLocal8Bit(argc > 1 ? argv[1] : "");
    return furrow::run(
        argc, argv,
        [bound]() -> furrow::Task<> {
            co_await furrow::openActorNursery({}, [bound](furrow::ActorNursery &an) -> furrow::Task<> {
                auto portal = co_await an.runInActor<&holdOn>({}, bound);
                co_await portal.waitForResult();
            });
        },
        {.debugMode = true});
}
