// SPDX-License-Identifier: MIT
#include "figure.h"

#include "../support/places.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace bench;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Measures each figure against its yardstick, both sides in turns, and says whether its target is met."_s);
    parser.addHelpOption();
    const QCommandLineOption json(u"json"_s, u"Where to write the results."_s, u"file"_s, places::inBuild(u"bench.json"_s));
    parser.addOption(json);
    parser.addPositionalArgument(u"name"_s, u"Figures to measure; all when none is named."_s, u"[NAME...]"_s);
    parser.process(application);

    std::vector<const Figure *> chosen;
    for (const QString &name : parser.positionalArguments()) {
        const auto found = std::ranges::find(Figure::all(), name, &Figure::name);
        if (found == Figure::all().end()) {
            QStringList names;
            for (const Figure *figure : Figure::all())
                names += figure->name;
            std::fprintf(stderr, "furrow-bench: there is no figure %s; there are: %s\n", qPrintable(name), qPrintable(names.join(u", "_s)));
            return 2;
        }
        chosen.push_back(*found);
    }
    if (chosen.empty())
        chosen = Figure::all();

    QJsonArray results;
    bool allMet = true;
    std::printf("%-22s %12s %12s  %-6s %8s  %16s %10s  %s\n", "figure", "Furrow", "yardstick", "unit", "ratio", "95 % interval", "target", "");
    for (const Figure *figure : chosen) {
        std::vector<Sample> samples;
        std::vector<double> ours, theirs;
        QString failure;
        try {
            samples = figure->measure();
            for (const Sample &sample : samples) {
                ours.push_back(sample.ours);
                theirs.push_back(sample.theirs);
            }
        } catch (const Failure &error) {
            failure = QString::fromStdString(error.what());
        }
        const bool byInterval = figure->bound == Figure::Bound::IntervalBelow;
        const Ratio ratioOf = byInterval ? medianOfRatios : ratioOfMedians;
        const double mine = median(ours), other = median(theirs), ratio = ratioOf(samples);
        const Interval interval = confidence(samples, ratioOf);
        const bool met = failure.isEmpty() && ratio > 0
                         && (byInterval                                 ? interval.high < figure->target
                             : figure->bound == Figure::Bound::AtMost ? ratio <= figure->target
                                                                      : ratio >= figure->target);
        allMet = allMet && met;
        std::printf("%-22s %12.3f %12.3f  %-6s %8.3f  %6.3f .. %-6.3f %s %7.3f  %s\n", qPrintable(figure->name), mine, other,
                    qPrintable(figure->unit), ratio, interval.low, interval.high, byInterval ? ".<" : figure->bound == Figure::Bound::AtMost ? "<=" : ">=",
                    figure->target, failure.isEmpty() ? (met ? "met" : "MISSED") : qPrintable(u"FAILED: "_s + failure));
        std::fflush(stdout);
        QJsonArray all;
        for (std::size_t i = 0; i < ours.size(); ++i)
            all.append(QJsonArray{ours[i], theirs[i]});
        results.append(QJsonObject{{u"name"_s, figure->name}, {u"against"_s, figure->against}, {u"unit"_s, figure->unit}, {u"furrow"_s, mine},
                                   {u"yardstick"_s, other}, {u"ratio"_s, ratio}, {u"interval"_s, QJsonArray{interval.low, interval.high}}, {u"target"_s, figure->target},
                                   {u"bound"_s, byInterval ? u"interval below"_s : figure->bound == Figure::Bound::AtMost ? u"at most"_s : u"at least"_s}, {u"met"_s, met},
                                   {u"failure"_s, failure}, {u"samples"_s, all}});
    }
    QFile file(parser.value(json));
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(results).toJson()) < 0) {
        std::fprintf(stderr, "furrow-bench: %s could not be written: %s\n", qPrintable(file.fileName()), qPrintable(file.errorString()));
        return 2;
    }
    std::printf("written to %s\n", qPrintable(file.fileName()));
    return allMet ? 0 : 1;
}
