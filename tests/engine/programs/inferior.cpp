// SPDX-License-Identifier: MIT
// What the engine's tests attach to. Lines that tests speak of carry a mark, so that a test never names a number.
#include "minitask.h"

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QList>
#include <QMap>
#include <QStringList>
#include <QSet>
#include <QTcpSocket>
#include <QUuid>
#include <QVariant>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <thread>
#include <tuple>
#include <unistd.h>
#include <variant>
#include <vector>

using furrow::pauseHere;
using furrow::Task;
using furrow::yieldNow;

static int counter = 0;

static int plainHelper(int x)
{
    int doubled = x * 2; // helper first
    counter += doubled;
    return doubled; // helper return
} // helper end

static Task<int> addLater(int a, int b)
{
    int sum = a; // callee first
    co_await yieldNow();
    sum += b; // callee after
    co_return sum; // callee return
}

static Task<> throwsLater()
{
    co_await yieldNow(); // thrower yield
    throw std::runtime_error("thrown later"); // thrower
}

static Task<> stepping()
{
    QString greeting = QStringLiteral("hello");
    pauseHere(); // step pause
    int one = plainHelper(1); // step helper
    co_await yieldNow(); // step yield
    int two = co_await addLater(one, 2); // step await
    counter += two; // step sum
    try {
        co_await throwsLater(); // step throws
        counter = -1;
    } catch (const std::runtime_error &error) { // step catch
        counter += static_cast<int>(std::strlen(error.what())); // step caught
    } // step catch end
    for (int i = 0; i < 3; ++i) // step for
        co_await yieldNow(); // step loop
    counter += static_cast<int>(greeting.size()); // step last
}

static Task<> outer()
{
    co_await stepping(); // outer await
    counter += 1; // outer after
    co_await yieldNow(); // outer yield
    counter += 2; // outer last
}

static Task<> busy()
{
    for (int i = 0; i < 20000; ++i) {
        counter += 1;
        co_await yieldNow();
        counter -= 1;
    }
}

static Task<> manySame(bool pauses)
{
    int turn = 0;
    for (;;) {
        if (pauses && turn == 3) // many if
            pauseHere(); // many pause
        co_await yieldNow(); // many yield
        ++turn; // many turn
        if (turn > 2000) // many end
            break;
    }
}

static void printers()
{
    QString text = QStringLiteral("text");
    QByteArray bytes("bytes");
    QList<int> numbers{1, 2, 3};
    QStringList words{QStringLiteral("alpha"), QStringLiteral("beta")};
    QHash<QString, int> hash{{QStringLiteral("key"), 42}};
    QMap<QString, int> sorted{{QStringLiteral("key"), 43}};
    std::string standard = "standard";
    std::vector<int> vector{7, 8, 9};
    std::map<int, std::string> map{{5, "five"}};
    QByteArray raw("a\xff\0b", 4);
    QByteArray empty;
    QStringView view(text);
    QLatin1StringView latin("latin");
    QChar letter(u'x');
    QUuid uuid(QStringLiteral("0f1543fc-da04-4a04-8f54-1022052e75d0"));
    QDate date(2024, 2, 29);
    QDate noDate;
    QTime time(1, 2, 3, 4);
    QVariant variant(7);
    QSet<int> set{3};
    std::optional<int> optional = 4;
    std::variant<int, std::string> either = 5;
    std::tuple<int, QString> tuple{6, text};
    const QString &reference = text;
    pauseHere(); // printers pause
    counter += static_cast<int>(text.size() + bytes.size() + numbers.size() + words.size() + hash.size() + sorted.size())
        + static_cast<int>(standard.size() + vector.size() + map.size() + raw.size() + empty.size() + view.size() + latin.size() + set.size())
        + letter.unicode() + uuid.isNull() + date.isValid() + noDate.isValid() + time.isValid() + variant.toInt() + *optional
        + static_cast<int>(either.index()) + std::get<0>(tuple) + static_cast<int>(reference.size());
}

static void plainInner(int depth)
{
    if (depth > 0)
        return plainInner(depth - 1); // plain recursion
    pauseHere(); // plain pause
    counter += 5; // plain next
} // plain end

static void plainOuter()
{
    plainInner(2); // plain call
    counter += 7; // plain outer after
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string what = argc > 1 ? argv[1] : "pause";
    if (what == "pause") {
        QTcpSocket socket; // Network's symbols are part of what is measured
        for (;;)
            pauseHere(); // main pause
    } else if (what == "threads") {
        std::thread other([] {
            for (;;)
                pauseHere(); // thread pause
        });
        std::thread spinning([] {
            for (volatile long spins = 0;; ) {
                spins = spins + 1;
            }
        });
        other.join();
    } else if (what == "printers") {
        printers();
    } else if (what == "plain") {
        plainOuter();
    } else {
        furrow::Scheduler scheduler;
        if (what == "step") {
            scheduler.start(outer(), "outer");
            scheduler.last()->caller = "('root', 'u-u-i-d')";
            scheduler.last()->callerFile = "caller.cpp";
            scheduler.last()->callerLine = 12;
            scheduler.start(busy(), "busy");
        } else if (what == "many") {
            for (int i = 0; i < 1000; ++i)
                scheduler.start(manySame(i == 500), "same");
        }
        scheduler.run();
    }
    return counter == 0 ? 0 : 7;
}
