// SPDX-License-Identifier: MIT
#include "comparison.h"
#include "player.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

#include <cstdio>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace guide;

namespace {

enum class Result { Agrees, Differs, Updated };

Result check(const Transcript &transcript, const QString &where, Page *update)
{
    QElapsedTimer timer;
    timer.start();
    const Played played = play(transcript, update != nullptr);
    const std::vector<Part> parts = transcript.parts();
    QString differences;
    for (std::size_t i = 0; i < std::max(parts.size(), played.parts.size()); ++i) {
        const QStringList page = i < parts.size() ? parts[i].lines : QStringList(), came = i < played.parts.size() ? played.parts[i] : QStringList();
        if (!agrees(page, came))
            differences += difference(page, came);
    }
    const QString what = transcript.command.join(u' ');
    if (differences.isEmpty() && played.stopped.isEmpty()) {
        std::printf("%s: %s, %lld ms\n", qPrintable(where), qPrintable(what), timer.elapsed());
        return Result::Agrees;
    }
    if (update) {
        update->replace(transcript, updated(parts, played.parts));
        std::printf("%s: %s, brought up to date%s\n", qPrintable(where), qPrintable(what),
                    qPrintable(played.stopped.isEmpty() ? QString() : u"; the rest of its script is gone, since "_s + played.stopped));
        return Result::Updated;
    }
    std::printf("%s: %s DIFFERS%s\n%s", qPrintable(where), qPrintable(what),
                qPrintable(played.stopped.isEmpty() ? QString() : u" ("_s + played.stopped + u')'), qPrintable(differences));
    return Result::Differs;
}

/// The index links every chapter.
bool checkIndex(const QString &path)
{
    QFile file(path);
    const QString text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    bool isWhole = true;
    for (const QString &page : QDir(QFileInfo(path).path()).entryList({u"*.md"_s}, QDir::Files)) {
        if (page != u"README.md"_s && !text.contains(u"]("_s + page + u')')) {
            std::printf("README.md: names no chapter %s\n", qPrintable(page));
            isWhole = false;
        }
    }
    return isWhole;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Plays the transcripts in docs/guide and compares what comes with the pages, line by line.\n"
                                     "How a page marks them: tests/guide/transcript.h; what may differ: tests/guide/rules.cpp."_s);
    parser.addHelpOption();
    const QCommandLineOption update(u"update"_s, u"Write what comes into the pages. Look at the diff: it is what users will see."_s);
    const QCommandLineOption other(u"folder"_s, u"The pages are in this folder instead of docs/guide."_s, u"folder"_s, QString::fromUtf8(FURROW_SOURCE) + u"/docs/guide"_s);
    parser.addOptions({update, other});
    parser.addPositionalArgument(u"page"_s, u"Pages by name, such as climb; all when none is named."_s, u"[PAGE...]"_s);
    parser.process(application);

    const QDir folder(parser.value(other));
    QStringList names;
    for (const QString &name : folder.entryList({u"*.md"_s}, QDir::Files))
        names += name.chopped(3);
    const QStringList chosen = parser.positionalArguments().isEmpty() ? names : parser.positionalArguments();
    bool allAgree = true;
    for (const QString &name : chosen) {
        if (!names.contains(name)) {
            std::fprintf(stderr, "furrow-guide: there is no page %s; there are: %s\n", qPrintable(name), qPrintable(names.join(u", "_s)));
            return 2;
        }
        try {
            const QString path = folder.filePath(name + u".md"_s);
            if (name == u"README"_s) {
                allAgree = checkIndex(path) && allAgree;
                continue;
            }
            Page page = Page::read(path);
            bool isUpdated = false;
            for (auto transcript = page.transcripts.rbegin(); transcript != page.transcripts.rend(); ++transcript) {
                const QString where = u"%1.md:%2"_s.arg(name).arg(transcript->first);
                const Result result = check(*transcript, where, parser.isSet(update) ? &page : nullptr);
                allAgree = allAgree && result != Result::Differs;
                isUpdated = isUpdated || result == Result::Updated;
            }
            if (isUpdated)
                page.write();
        } catch (const PageError &error) {
            std::printf("%s\n", error.what());
            allAgree = false;
        }
    }
    return allAgree ? 0 : 1;
}
