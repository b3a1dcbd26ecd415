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
    enum class Bound { AtMost, AtLeast };

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
/// Milliseconds of a steady clock that every process of this machine shares (CLOCK_MONOTONIC).
double now();

} // namespace bench
