// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <functional>
#include <stdexcept>
#include <vector>

namespace bench {

class Failure : public std::runtime_error
{
public:
    explicit Failure(const QString &what) : std::runtime_error(what.toStdString()) {}
};

/// One sample of both sides, taken one right after the other.
struct Sample
{
    double ours = 0;
    double theirs = 0;
};

/// A row of the benchmark's table; constructing a static one registers it. `measure` returns interleaved samples of both sides.
class Figure
{
public:
    /// IntervalBelow: the whole interval of the ratio, and so its upper end, is below the target.
    enum class Bound { AtMost, AtLeast, IntervalBelow };

    Figure(const char *name, const char *against, const char *unit, Bound bound, double target, std::function<std::vector<Sample>()> measure);
    static const std::vector<const Figure *> &all();

    QString name;
    QString against;
    QString unit;
    Bound bound;
    double target; ///< of the ratio ours / theirs
    std::function<std::vector<Sample>()> measure;
};

double median(std::vector<double> values);

/// What a figure says of its samples: how many times the yardstick ours is.
using Ratio = double (*)(const std::vector<Sample> &samples);
double ratioOfMedians(const std::vector<Sample> &samples);
/// The median of the ratios within each sample: what changes from sample to sample, and meets both sides, goes out.
double medianOfRatios(const std::vector<Sample> &samples);

struct Interval
{
    double low = 0;
    double high = 0;
};
/// Of 95 %, by the percentile bootstrap, which asks nothing of how the times are distributed (Efron and Tibshirani, An Introduction to the
/// Bootstrap, 1993, chapter 13).
Interval confidence(const std::vector<Sample> &samples, Ratio ratio);

/// Milliseconds of a steady clock that every process of this machine shares (CLOCK_MONOTONIC).
double now();

} // namespace bench
