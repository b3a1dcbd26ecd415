// SPDX-License-Identifier: MIT
#include "commandline.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QStandardPaths>

#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;

namespace furrow::app {
namespace {

Parsed refuse(const QString &sentence)
{
    std::fprintf(stderr, "furrow: %s\n", qPrintable(sentence));
    return {{}, 2};
}

// As a shell finds it: a name with a slash is a path, any other is looked up in PATH; a file of the current folder serves too.
QString findProgram(const QString &name, QString *sentence)
{
    const QFileInfo here(name);
    if (!name.contains(u'/')) {
        if (const QString found = QStandardPaths::findExecutable(name); !found.isEmpty())
            return found;
    }
    if (!here.exists())
        *sentence = u"there is no program %1: name an executable that links the Furrow runtime"_s.arg(name);
    else if (here.isDir())
        *sentence = u"%1 is a folder: name an executable in it"_s.arg(name);
    else if (!here.isExecutable())
        *sentence = u"%1 is not executable: build it, or give it the right with chmod +x"_s.arg(name);
    else
        return here.absoluteFilePath();
    return {};
}

} // namespace

Parsed parseCommandLine(const QStringList &arguments, bool desktop)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"One debugger prompt for a whole tree of processes.\n\n"
                                     "Without a program, the window offers recent ones and examples.\n"
                                     "furrow dump PID prints the tasks of every actor of the tree that process PID belongs to."_s);
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Show this text."_s);
    const QCommandLineOption version({u"v"_s, u"version"_s}, u"Show the version."_s);
    const QCommandLineOption headless(u"headless"_s, u"Use this terminal (or a pipe) instead of the desktop window."_s);
    QCommandLineOption attachRoot(u"attach-root"_s, u"Serve a root that runs already."_s, u"pid"_s);
    QCommandLineOption socket(u"socket"_s, u"Where to listen."_s, u"path"_s);
    QCommandLineOption readyFd(u"ready-fd"_s, u"Told once it listens."_s, u"fd"_s);
    for (QCommandLineOption *internal : {&attachRoot, &socket, &readyFd})
        internal->setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({help, version, headless, attachRoot, socket, readyFd});
    parser.addPositionalArgument(u"program"_s, u"The program to start, with its arguments."_s, u"[PROGRAM [ARGS...]]"_s);

    if (!parser.parse(arguments))
        return refuse(parser.errorText() + u" (furrow --help lists what there is)"_s);
    if (parser.isSet(help)) {
        std::fputs(qPrintable(parser.helpText()), stdout);
        return {{}, 0};
    }
    if (parser.isSet(version)) {
        std::puts("furrow " FURROW_VERSION);
        return {{}, 0};
    }

    CommandLine command;
    command.headless = parser.isSet(headless);
    command.socketPath = parser.value(socket);
    bool ok = true;
    if (parser.isSet(attachRoot)) {
        command.attachRoot = parser.value(attachRoot).toLongLong(&ok);
        if (!ok || command.attachRoot <= 0)
            return refuse(u"--attach-root takes a process id, not \"%1\""_s.arg(parser.value(attachRoot)));
    }
    if (parser.isSet(readyFd)) {
        command.readyFd = parser.value(readyFd).toInt(&ok);
        if (!ok || command.readyFd < 0)
            return refuse(u"--ready-fd takes a file descriptor, not \"%1\""_s.arg(parser.value(readyFd)));
    }
    QStringList words = parser.positionalArguments();
    if (words.isEmpty()) {
        if (!command.attachRoot && !desktop)
            return refuse(u"name the program to debug: furrow [--headless] PROGRAM [ARGS...]"_s);
        return {command, std::nullopt};
    }
    QString sentence;
    command.program = findProgram(words.takeFirst(), &sentence);
    if (command.program.isEmpty())
        return refuse(sentence);
    command.arguments = words;
    return {command, std::nullopt};
}

bool wantsDesktop(int argc, char **argv)
{
    for (int i = 1; i < argc && argv[i][0] == '-'; ++i) {
        for (const char *word : {"--headless", "--help", "-h", "--version", "-v"}) {
            if (std::strcmp(argv[i], word) == 0)
                return false;
        }
        if (std::strncmp(argv[i], "--attach-root", 13) == 0)
            return false;
    }
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
           || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

} // namespace furrow::app
