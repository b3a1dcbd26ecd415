// SPDX-License-Identifier: MIT
// Values that nest deep, to be looked at with `pp`; commands of several lines, from `python` to `end`; help.
#include <furrow/furrow.h>

#include <QMap>

#include <map>
#include <vector>

using namespace Qt::StringLiterals;

furrow::Task<> asyncMain()
{
    co_await furrow::openRootActor({.debugMode = true}, []() -> furrow::Task<> {
        QMap<QString, QList<std::map<int, std::vector<QString>>>> crops;
        crops[u"field"_s] = {{{1, {u"wheat"_s, u"rye"_s}}}, {{2, {u"clover"_s}}}};
        QList<int> rows;
        for (int i = 0; i < 250; ++i)
            rows.append(i);
        co_await furrow::pause();
        rows.append(int(crops.size()));
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
