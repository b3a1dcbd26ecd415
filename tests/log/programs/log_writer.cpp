// SPDX-License-Identifier: MIT
// Writes log lines as its arguments say, one after the other, for tst_log to read at the other end.
#include <furrow/log.h>

#include <QStringList>

#include <cstdio>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace furrow;
using namespace Qt::StringLiterals;

static void formerHandler(QtMsgType, const QMessageLogContext &, const QString &text)
{
    fprintf(stderr, "former: %s\n", qPrintable(text));
}

static void writeAllLevels()
{
    qCCritical(lcFurrow, "e");
    qCWarning(lcFurrow, "w");
    qCInfo(lcCancel, "c");
    qCInfo(lcFurrow, "i");
    qCInfo(lcConsole, "l");
    qCInfo(lcRuntime, "r");
    qCDebug(lcFurrow, "d");
    qCDebug(lcTrace, "t");
}

static void writeFromThreads(int length)
{
    std::vector<std::jthread> threads;
    for (char c : {'a', 'b', 'c', 'd'}) {
        threads.emplace_back([=] {
            const QString text(length, QLatin1Char(c));
            for (int i = 0; i < 50; ++i)
                qWarning().noquote() << text;
        });
    }
}

/// Children are forked while threads are in the middle of their lines; each must get its own line out.
static void forkAmongThreads()
{
    qWarning("first"); // Qt's own guarded statics are made before anything forks
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([](std::stop_token stop) {
            const QString text(20000, u'x');
            while (!stop.stop_requested())
                qWarning().noquote() << text;
        });
    }
    for (int i = 0; i < 30; ++i) {
        const pid_t pid = fork();
        if (pid == 0) {
            qWarning("child %d.", i);
            _exit(0);
        }
        int status = 0;
        waitpid(pid, &status, 0);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const QString what = QString::fromLocal8Bit(argv[i]);
        const QString value = what.section(u'=', 1);
        if (what.startsWith("level="_L1))
            setLogLevel(*logLevelFromName(value));
        else if (what.startsWith("actor="_L1))
            setLogActor(value);
        else if (what == "install"_L1)
            installLogHandler();
        else if (what == "restore"_L1)
            restoreLogHandler();
        else if (what == "former"_L1)
            qInstallMessageHandler(formerHandler);
        else if (what == "levels"_L1)
            writeAllLevels();
        else if (what.startsWith("warn="_L1))
            qWarning().noquote() << QString(value).replace("\\n"_L1, "\n"_L1).replace("\\e"_L1, "\033"_L1);
        else if (what == "debug"_L1)
            qDebug("from debug");
        else if (what == "fatal"_L1)
            qFatal("the end");
        else if (what == "rules"_L1)
            QLoggingCategory::setFilterRules(u"furrow.trace=true\nfurrow.cancel=false"_s);
        else if (what.startsWith("threads="_L1))
            writeFromThreads(value.toInt());
        else if (what == "nonblocking"_L1)
            fcntl(STDERR_FILENO, F_SETFL, fcntl(STDERR_FILENO, F_GETFL) | O_NONBLOCK);
        else if (what == "forks"_L1)
            forkAmongThreads();
        else if (what == "closed"_L1) {
            int ends[2];
            if (pipe(ends) == 0) {
                close(ends[0]);
                dup2(ends[1], STDERR_FILENO);
            }
        } else if (what == "done"_L1)
            puts("done");
    }
}
