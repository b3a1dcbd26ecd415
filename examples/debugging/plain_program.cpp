// SPDX-License-Identifier: MIT
// No actors, no tasks: a command-line program whose `--debug` is two lines. Where it fails, the crash prompt opens, and then the error
// goes on as it would without. With `--keep` the error stays in the box.
#include <furrow/crashhandler.h>

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>
#include <stdexcept>

using namespace Qt::StringLiterals;

int parseNumber(const QString &word)
{
    bool isNumber = false;
    const int number = word.toInt(&isNumber);
    if (!isNumber)
        throw std::invalid_argument("not a number: " + word.toStdString());
    return number;
}

void addUp(const QStringList &words)
{
    int sum = 0;
    for (const QString &word : words)
        sum += parseNumber(word);
    std::printf("sum: %d\n", sum);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({u"debug"_s, u"Open a debugger where it fails."_s}); // one
    parser.addOption({u"keep"_s, u"Print the error and go on."_s});
    parser.process(application);
    try {
        const furrow::CrashBox box = furrow::maybeOpenCrashHandler( // two
            parser.isSet(u"debug"_s), [&] { addUp(parser.positionalArguments()); },
            {.ignores = furrow::errorTypes<std::bad_alloc>(), .raiseOnExit = !parser.isSet(u"keep"_s)});
        if (box)
            std::printf("it failed, and the program goes on\n");
    } catch (const std::exception &error) {
        std::fprintf(stderr, "plain_program: %s\n", error.what());
        return 1;
    }
    return 0;
}
