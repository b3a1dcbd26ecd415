// SPDX-License-Identifier: MIT
#include "transcript.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace guide {
namespace {

bool asksForMore(const QString &command)
{
    static const QRegularExpression pattern(u"^(python|commands|define|document|if|while)\\b"_s);
    return pattern.match(command).hasMatch();
}

} // namespace

std::vector<Part> partsOf(const QStringList &lines)
{
    std::vector<Part> parts(1);
    bool more = false; // the command typed last asks for further lines
    for (const QString &line : lines) {
        std::optional<Action> action;
        if (line.startsWith(prompt() + u' ') && line.size() > prompt().size() + 1) {
            const QString typed = line.sliced(prompt().size() + 1);
            action = Action{typed == u"^C"_s ? Action::Interrupt : Action::Type, typed, true};
            more = asksForMore(typed);
        } else if (more && line.startsWith(u"> "_s)) {
            action = Action{Action::Type, line.sliced(2), false};
            more = line.sliced(2).trimmed() != u"end"_s;
        } else if (line.startsWith(u"$ "_s)) {
            action = Action{Action::Elsewhere, line.sliced(2), false};
        } else if (line == u"^C"_s) {
            action = Action{Action::Interrupt, line, false};
        }
        parts.back().lines += line;
        if (action) {
            parts.back().action = action;
            parts.emplace_back();
        }
    }
    return parts;
}

std::vector<Part> Transcript::parts() const
{
    return partsOf(lines);
}

Page Page::read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw PageError(u"%1: %2"_s.arg(path, file.errorString()));
    Page page;
    page.path = path;
    page.lines = QString::fromUtf8(file.readAll()).split(u'\n');

    static const QRegularExpression comment(u"^<!-- transcript: (.+) -->$"_s), none(u"^<!-- no transcript: .+ -->$"_s);
    const auto where = [&](qsizetype index) { return u"%1:%2: "_s.arg(QFileInfo(path).fileName()).arg(index + 1); };
    bool hasNone = false;
    for (qsizetype i = 0; i < page.lines.size(); ++i) {
        hasNone = hasNone || none.match(page.lines[i]).hasMatch();
        Transcript transcript;
        const QRegularExpressionMatch marked = comment.match(page.lines[i]);
        if (marked.hasMatch()) {
            transcript.command = marked.captured(1).split(u' ', Qt::SkipEmptyParts);
            if (++i == page.lines.size() || page.lines[i] != u"```"_s)
                throw PageError(where(i) + u"a fence without a language, ```, belongs after the comment that names a transcript"_s);
        }
        if (!page.lines[i].startsWith(u"```"_s))
            continue;
        transcript.first = i + 1;
        while (++i < page.lines.size() && page.lines[i] != u"```"_s)
            transcript.lines += page.lines[i];
        if (i == page.lines.size())
            throw PageError(where(transcript.first - 1) + u"this fence has no end"_s);
        if (marked.hasMatch())
            page.transcripts.push_back(transcript);
        else if (!transcript.lines.filter(prompt()).isEmpty())
            throw PageError(where(transcript.first - 1) + u"a transcript that nothing compares; name what it shows: <!-- transcript: furrow --headless EXAMPLE -->"_s);
    }
    if (page.transcripts.empty() && !hasNone)
        throw PageError(where(0) + u"the page has no transcript; if it needs none, say why: <!-- no transcript: WHY -->"_s);
    return page;
}

void Page::replace(const Transcript &transcript, const QStringList &with)
{
    lines = lines.first(transcript.first) + with + lines.sliced(transcript.first + transcript.lines.size());
}

void Page::write() const
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(lines.join(u'\n').toUtf8()) < 0 || !file.commit())
        throw PageError(u"%1: %2"_s.arg(path, file.errorString()));
}

} // namespace guide
