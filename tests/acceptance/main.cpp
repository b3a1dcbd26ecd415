// SPDX-License-Identifier: MIT
#include "dialogue.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QProcess>

#include <cstdio>
#include <csignal>
#include <functional>
#include <iterator>
#include <utility>

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

struct Plan
{
    std::vector<const Row *> rows;
    std::vector<const Variant *> columns;
    int times = 1;
    bool spread = false;
    QString pictures;
};

using Table = std::vector<std::vector<Cell>>; // rows by columns

Table playAll(const Plan &plan)
{
    Table table(plan.rows.size(), std::vector<Cell>(plan.columns.size()));
    for (int run = 0; run < plan.times; ++run) {
        for (std::size_t r = 0; r < plan.rows.size(); ++r) {
            const Row &row = *plan.rows[r];
            for (std::size_t c = 0; c < plan.columns.size(); ++c) {
                bool passed = true;
                for (std::size_t s = 0; s < row.scripts.size(); ++s) {
                    if (isPlayed(row, s, *plan.columns[c], plan.columns, plan.spread))
                        passed = play(row, row.scripts[s], *plan.columns[c], plan.pictures) && passed;
                }
                table[r][c].runs += 1;
                table[r][c].passed += passed;
            }
        }
    }
    return table;
}

/// The same by processes of this program, one a row, `jobs` at a time: rows wait more than they work.
Table playInProcesses(const Plan &plan, int jobs)
{
    Table table(plan.rows.size(), std::vector<Cell>(plan.columns.size(), {0, plan.times}));
    QStringList variants;
    for (const Variant *column : plan.columns)
        variants += column->name;
    QStringList arguments{u"--repeat"_s, QString::number(plan.times), u"--variant"_s, variants.join(u',')};
    if (plan.spread)
        arguments += u"--spread"_s;
    if (!plan.pictures.isEmpty())
        arguments += {u"--artefacts"_s, plan.pictures};
    QEventLoop loop;
    std::size_t next = 0, ended = 0;
    const std::function<void()> startNext = [&] {
        const std::size_t r = next++;
        auto *process = new QProcess(&loop);
        process->setProcessChannelMode(QProcess::MergedChannels);
        QObject::connect(process, &QProcess::finished, &loop, [&, r, process] {
            // The failures, the heading, and the row: its name and a number of passes for each column.
            QStringList lines = QString::fromUtf8(process->readAll()).trimmed().split(u'\n');
            const QStringList cells = lines.takeLast().simplified().split(u' ').mid(1);
            for (std::size_t c = 0; c < plan.columns.size(); ++c)
                table[r][c].passed = cells.value(qsizetype(c)).section(u'/', 0, 0).toInt();
            if (process->exitStatus() != QProcess::NormalExit || process->exitCode() != 0)
                std::printf("%s\n", qPrintable(lines.join(u'\n').section(u"\nrow"_s, 0, -2)));
            std::fflush(stdout);
            ++ended;
            if (next < plan.rows.size())
                startNext();
            else if (ended == plan.rows.size())
                loop.quit();
        });
        process->start(QCoreApplication::applicationFilePath(), QStringList(arguments) << plan.rows[r]->name);
    };
    while (next < std::min<std::size_t>(std::size_t(jobs), plan.rows.size()))
        startNext();
    loop.exec();
    return table;
}

/// The table as text; whether all passed.
bool print(const Plan &plan, const Table &table)
{
    int width = 4;
    for (const Row *row : plan.rows)
        width = std::max(width, int(row->name.size()));
    std::printf("%-*s", width, "row");
    for (const Variant *variant : plan.columns)
        std::printf("  %9s", qPrintable(variant->name));
    std::printf("\n");
    bool allPassed = true;
    for (std::size_t r = 0; r < plan.rows.size(); ++r) {
        std::printf("%-*s", width, qPrintable(plan.rows[r]->name));
        for (const Cell &cell : table[r]) {
            std::printf("  %9s", qPrintable(u"%1/%2"_s.arg(cell.passed).arg(cell.runs)));
            allPassed = allPassed && cell.passed == cell.runs;
        }
        std::printf("\n");
    }
    return allPassed;
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
    const QCommandLineOption atOnce(u"jobs"_s, u"Rows played at the same time."_s, u"N"_s, u"1"_s);
    parser.addOptions({repeat, stress, only, artefacts, spread, atOnce});
    parser.addPositionalArgument(u"row"_s, u"Rows to run; all when none is named."_s, u"[ROW...]"_s);
    parser.process(application);

    Plan plan;
    int jobs = 1;
    for (const auto &[option, number] : {std::pair(&repeat, &plan.times), std::pair(&atOnce, &jobs)}) {
        bool ok = false;
        *number = parser.value(*option).toInt(&ok);
        if (!ok || *number < 1) {
            std::fprintf(stderr, "furrow-acceptance: --%s takes a number from 1 on, not \"%s\"\n", qPrintable(option->names().constFirst()),
                         qPrintable(parser.value(*option)));
            return 2;
        }
    }
    for (const QString &name : parser.positionalArguments()) {
        const auto found = std::ranges::find(Row::all(), name, &Row::name);
        if (found == Row::all().end()) {
            QStringList names;
            for (const Row *row : Row::all())
                names += row->name;
            std::fprintf(stderr, "furrow-acceptance: there is no row %s; there are: %s\n", qPrintable(name), qPrintable(names.join(u", "_s)));
            return 2;
        }
        plan.rows.push_back(*found);
    }
    if (plan.rows.empty())
        plan.rows = Row::all();
    for (const Variant &variant : variants()) {
        if (!parser.isSet(only) || parser.value(only).split(u',').contains(variant.name))
            plan.columns.push_back(&variant);
    }
    if (plan.columns.empty()) {
        std::fprintf(stderr, "furrow-acceptance: there is no variant %s\n", qPrintable(parser.value(only)));
        return 2;
    }
    plan.spread = parser.isSet(spread);
    plan.pictures = parser.value(artefacts);
    if (!plan.pictures.isEmpty())
        QDir().mkpath(plan.pictures);

    QProcess load;
    if (parser.isSet(stress)) {
        load.start(u"stress-ng"_s, {u"--cpu"_s, u"4"_s, u"--quiet"_s});
        if (!load.waitForStarted()) {
            std::fprintf(stderr, "furrow-acceptance: stress-ng is not installed\n");
            return 2;
        }
    }

    const Table table = jobs > 1 ? playInProcesses(plan, jobs) : playAll(plan);
    if (load.state() != QProcess::NotRunning) {
        load.terminate();
        load.waitForFinished();
    }
    return print(plan, table) ? 0 : 1;
}
