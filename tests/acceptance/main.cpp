// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>

#include <cstdio>
#include <csignal>

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
    parser.addOptions({repeat, stress, only, artefacts});
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
                for (const Script &script : chosen[r]->scripts) {
                    if (script.only.isEmpty() || script.only.contains(columns[c]->name))
                        passed = play(*chosen[r], script, *columns[c], pictures) && passed;
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
