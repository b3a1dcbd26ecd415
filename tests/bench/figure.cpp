// SPDX-License-Identifier: MIT
#include "figure.h"

#include <algorithm>
#include <ctime>

namespace bench {
namespace {

std::vector<const Figure *> &figures()
{
    static std::vector<const Figure *> all;
    return all;
}

} // namespace

Figure::Figure(const char *figureName, const char *figureAgainst, const char *figureUnit, Bound figureBound, double figureTarget,
               std::function<std::vector<Sample>()> figureMeasure)
    : name(QString::fromLatin1(figureName)), against(QString::fromLatin1(figureAgainst)), unit(QString::fromLatin1(figureUnit)),
      bound(figureBound), target(figureTarget), measure(std::move(figureMeasure))
{
    figures().push_back(this);
    std::ranges::sort(figures(), {}, &Figure::name);
}

const std::vector<const Figure *> &Figure::all()
{
    return figures();
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

double now()
{
    timespec time;
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

} // namespace bench
