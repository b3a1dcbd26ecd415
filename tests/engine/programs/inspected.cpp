// SPDX-License-Identifier: MIT
// What the engine's tests look into: variables of every kind, at the lines that carry a mark.
#include "minitask.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <csignal>
#include <map>
#include <memory>
#include <string>
#include <sys/prctl.h>
#include <thread>
#include <vector>

void optimized(int argument); // optimized.cpp

using furrow::pauseHere;
using furrow::Task;
using furrow::yieldNow;

namespace {

struct Point
{
    int x = 1;
    const int fixed = 2;
    unsigned flag : 3 = 3;
    [[maybe_unused]] static inline int ofAll = 4;
};

struct Link
{
    int value = 0;
    Link *next = nullptr;
};

struct Named
{
    QString name = QStringLiteral("named");
    std::string standard = "standard";
    QByteArray bytes = "bytes";
};

struct Shape
{
    virtual ~Shape() = default;
    int sides = 0;
};

struct Square : Shape
{
    int edge = 4;
};

enum class Color { Red, Green };

// The tests give these two printers that fail.
struct Throwing
{
    int inside = 1;
};

struct Hanging
{
    int inside = 1;
};

int counter = 0;

void inspected(int argument, const QString &reference)
{
    int number = 7;
    double real = 1.5;
    bool truth = true;
    Color color = Color::Green;
    const int fixed = 9;
    QString text = QStringLiteral("text");
    std::string lines(300, 'x');
    lines[10] = '\n';
    std::vector<int> large(10'000'000);
    large[1] = 11;
    large[100] = 12;
    std::vector<int> empty;
    std::map<int, std::string> map{{5, "five"}, {6, "six"}};
    QMap<QString, int> sorted{{QStringLiteral("key"), 43}};
    QList<QString> words{QStringLiteral("alpha"), QStringLiteral("beta")};
    int array[4] = {1, 2, 3, 4};
    Point point;
    Named named;
    Link first, second;
    first = {1, &second};
    second = {2, &first};
    Square square;
    Shape *shape = &square;
    Point *nowhere = nullptr;
    const char *letters = "letters";
    std::unique_ptr<Point> owned = std::make_unique<Point>();
    Throwing throwing;
    Hanging hanging;
    int shadowed = 1; // outer shadowed
    {
        int shadowed = 2;
        pauseHere(); // inspected pause
        number += shadowed; // inspected after
        pauseHere(); // inspected second
        int later = 3; // inspected later
        counter += later;
    }
    counter += argument + number + int(real) + truth + int(color) + fixed + int(text.size() + lines.size() + reference.size())
        + int(large.size() + empty.size() + map.size() + sorted.size() + words.size()) + array[0] + point.x + first.value + shape->sides
        + (nowhere ? 1 : 0) + letters[0] + owned->x + throwing.inside + hanging.inside + shadowed + int(named.name.size());
}

Task<> inner(int given)
{
    int local = given + 1;
    pauseHere(); // inner pause
    co_await yieldNow();
    counter += local;
}

Task<> outer(QString title)
{
    std::vector<int> numbers{1, 2, 3};
    int shadowed = 10; // await shadowed
    for (int turn = 0; turn < 2; ++turn) {
        int shadowed = 20 + turn;
        co_await inner(shadowed); // outer await
        counter += shadowed;
    }
    counter += shadowed + int(title.size() + qsizetype(numbers.size()));
}

} // namespace

int main(int argc, char **argv)
{
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string what = argc > 1 ? argv[1] : "plain";
    if (what == "plain") {
        inspected(5, QStringLiteral("referred to"));
    } else if (what == "optimized") {
        optimized(argc);
    } else if (what == "threads") {
        std::thread other([] {
            pthread_setname_np(pthread_self(), "other");
            for (;;)
                pauseHere(); // thread pause
        });
        std::thread spinning([] {
            for (volatile long spins = 0;;)
                spins = spins + 1; // spinning
        });
        other.join();
        spinning.join();
    } else {
        furrow::Scheduler scheduler;
        scheduler.start(outer(QStringLiteral("title")), "outer");
        scheduler.run();
    }
    return counter == 0 ? 0 : 7;
}
