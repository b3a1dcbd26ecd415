// SPDX-License-Identifier: MIT
#include "figure.h"

#include <algorithm>
#include <ctime>
#include <random>

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

double ratioOfMedians(const std::vector<Sample> &samples)
{
    std::vector<double> ours, theirs;
    for (const Sample &sample : samples) {
        ours.push_back(sample.ours);
        theirs.push_back(sample.theirs);
    }
    const double other = median(std::move(theirs));
    return other > 0 ? median(std::move(ours)) / other : 0;
}

double medianOfRatios(const std::vector<Sample> &samples)
{
    std::vector<double> ratios;
    for (const Sample &sample : samples)
        ratios.push_back(sample.theirs > 0 ? sample.ours / sample.theirs : 0);
    return median(std::move(ratios));
}

Interval confidence(const std::vector<Sample> &samples, Ratio ratio)
{
    if (samples.empty())
        return {};
    constexpr std::size_t rounds = 4000;
    std::mt19937 random(4711); // the same samples give the same interval
    std::uniform_int_distribution<std::size_t> any(0, samples.size() - 1);
    std::vector<double> ratios;
    std::vector<Sample> drawn(samples.size());
    for (std::size_t i = 0; i < rounds; ++i) {
        std::ranges::generate(drawn, [&] { return samples[any(random)]; });
        ratios.push_back(ratio(drawn));
    }
    std::ranges::sort(ratios);
    return {ratios[rounds / 40], ratios[rounds - 1 - rounds / 40]};
}

double now()
{
    timespec time;
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

} // namespace bench
