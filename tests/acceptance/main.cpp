// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>

#include <cstdio>
#include <csignal>
#include <iterator>

using namespace Qt::StringLiterals;
using namespace acceptance;

namespace {

struct Cell
{
    int passed = 0;
    int runs = 0;
};

bool play(const Row &row, const Script &script, const Variant &variant, const QString &pictures)
{
    QElapsedTimer timer;
    timer.start();
    Dialogue dialogue(row.name, variant, pictures);
    try {
        script.play(dialogue);
        dialogue.expectNothingLeft();
        return true;
    } catch (const Failure &failure) {
        std::printf("\nFAILED %s (%s) at the %s after %lld ms: %s\n---- transcript\n%s\n---- end of transcript\n", qPrintable(row.name),
                    qPrintable(script.name), qPrintable(variant.name), timer.elapsed(), failure.what(), qPrintable(dialogue.transcript()));
        std::fflush(stdout);
        dialogue.cleanUp();
        return false;
    }
}

/// Whether a script belongs into a column. Spread: those of a row that has many take turns, one face each; the first has all.
bool isPlayed(const Row &row, std::size_t index, const Variant &variant, const std::vector<const Variant *> &columns, bool spread)
{
    const auto allows = [&](const Variant *column) { return row.scripts[index].only.isEmpty() || row.scripts[index].only.contains(column->name); };
    if (!allows(&variant))
        return false;
    constexpr std::size_t many = 4;
    if (!spread || index == 0 || row.scripts.size() < many)
        return true;
    std::vector<const Variant *> allowed;
    std::ranges::copy_if(columns, std::back_inserter(allowed), allows);
    return allowed[index % allowed.size()] == &variant;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Plays the scripts of the acceptance table over every face of the console."_s);
    parser.addHelpOption();
    const QCommandLineOption repeat(u"repeat"_s, u"Runs of each row and variant."_s, u"N"_s, u"1"_s);
    const QCommandLineOption stress(u"stress"_s, u"Keep four workers busy beside them (stress-ng)."_s);
    const QCommandLineOption only(u"variant"_s, u"Only this variant."_s, u"name"_s);
    const QCommandLineOption artefacts(u"artefacts"_s, u"Keep pictures of the window in this folder."_s, u"folder"_s);
    const QCommandLineOption spread(u"spread"_s, u"Of rows with many scripts, play each but the first at one face only."_s);
    parser.addOptions({repeat, stress, only, artefacts, spread});
    parser.addPositionalArgument(u"row"_s, u"Rows to run; all when none is named."_s, u"[ROW...]"_s);
    parser.process(application);

    bool ok = false;
    const int times = parser.value(repeat).toInt(&ok);
    if (!ok || times < 1) {
        std::fprintf(stderr, "furrow-acceptance: --repeat takes a number from 1 on, not \"%s\"\n", qPrintable(parser.value(repeat)));
        return 2;
    }
    std::vector<const Row *> chosen;
    for (const QString &name : parser.positionalArguments()) {
        const auto found = std::ranges::find(Row::all(), name, &Row::name);
        if (found == Row::all().end()) {
            QStringList names;
            for (const Row *row : Row::all())
                names += row->name;
            std::fprintf(stderr, "furrow-acceptance: there is no row %s; there are: %s\n", qPrintable(name), qPrintable(names.join(u", "_s)));
            return 2;
        }
        chosen.push_back(*found);
    }
    if (chosen.empty())
        chosen = Row::all();
    std::vector<const Variant *> columns;
    for (const Variant &variant : variants()) {
        if (!parser.isSet(only) || parser.value(only).split(u',').contains(variant.name))
            columns.push_back(&variant);
    }
    if (columns.empty()) {
        std::fprintf(stderr, "furrow-acceptance: there is no variant %s\n", qPrintable(parser.value(only)));
        return 2;
    }
    const QString pictures = parser.value(artefacts);
    if (!pictures.isEmpty())
        QDir().mkpath(pictures);

    QProcess load;
    if (parser.isSet(stress)) {
        load.start(u"stress-ng"_s, {u"--cpu"_s, u"4"_s, u"--quiet"_s});
        if (!load.waitForStarted()) {
            std::fprintf(stderr, "furrow-acceptance: stress-ng is not installed\n");
            return 2;
        }
    }

    std::vector<std::vector<Cell>> table(chosen.size(), std::vector<Cell>(columns.size()));
    bool allPassed = true;
    for (int run = 0; run < times; ++run) {
        for (std::size_t r = 0; r < chosen.size(); ++r) {
            for (std::size_t c = 0; c < columns.size(); ++c) {
                bool passed = true;
                for (std::size_t s = 0; s < chosen[r]->scripts.size(); ++s) {
                    if (isPlayed(*chosen[r], s, *columns[c], columns, parser.isSet(spread)))
                        passed = play(*chosen[r], chosen[r]->scripts[s], *columns[c], pictures) && passed;
                }
                table[r][c].runs += 1;
                table[r][c].passed += passed;
                allPassed = allPassed && passed;
            }
        }
    }
    if (load.state() != QProcess::NotRunning) {
        load.terminate();
        load.waitForFinished();
    }

    int width = 4;
    for (const Row *row : chosen)
        width = std::max(width, int(row->name.size()));
    std::printf("%-*s", width, "row");
    for (const Variant *variant : columns)
        std::printf("  %9s", qPrintable(variant->name));
    std::printf("\n");
    for (std::size_t r = 0; r < chosen.size(); ++r) {
        std::printf("%-*s", width, qPrintable(chosen[r]->name));
        for (const Cell &cell : table[r])
            std::printf("  %9s", qPrintable(u"%1/%2"_s.arg(cell.passed).arg(cell.runs)));
        std::printf("\n");
    }
    return allPassed ? 0 : 1;
}
