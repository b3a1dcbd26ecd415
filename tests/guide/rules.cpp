// SPDX-License-Identifier: MIT
#include "rules.h"

#include <QRegularExpression>

#include <vector>

using namespace Qt::StringLiterals;

namespace guide {
namespace {

struct Rule
{
    const char *pattern;
    const char *replacement;
};

// In this order.
constexpr Rule rules[] = {
    // an actor's UUID
    {"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uuid>"},
    // addresses; small ones, as of a null pointer's member, are the example's doing
    {"0x[0-9a-f]{6,16}\\b", "<address>"},
    // processes and threads by number
    {"\\b(pid|process|thread|Thread|LWP|kill -USR1) \\d+\\b", "\\1 <pid>"},
    {"\\b([a-z_]+)-\\d+\\.log\\b", "\\1-<pid>.log"},
    // a request for dumps
    {"\\brequest [0-9a-f]{8}\\b", "request <id>"},
    // times that pass
    {"\\b\\d+\\.\\d+ (s|ms)\\b", "<time> \\1"},
    {"^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ", "<time of day> "},
    // `w` counts the frames of the runtime and of Qt, which depends on how both were compiled
    {"^(->|  ) #\\d+ +", "\\1 #<frame> "},
    {"^( +)\\(\\d+ hidden frames?\\)$", "\\1(<n> hidden frames)"},
};

const std::vector<std::pair<QRegularExpression, QString>> &compiled()
{
    static const auto all = [] {
        std::vector<std::pair<QRegularExpression, QString>> made;
        for (const Rule &rule : rules)
            made.emplace_back(QRegularExpression(QString::fromLatin1(rule.pattern)), QString::fromLatin1(rule.replacement));
        return made;
    }();
    return all;
}

} // namespace

QString normalized(const QString &line)
{
    QString text = line;
    for (const auto &[pattern, replacement] : compiled())
        text.replace(pattern, replacement);
    while (text.endsWith(u' ')) // a terminal has none
        text.chop(1);
    return text;
}

bool isConsoleNote(const QString &line)
{
    return line.startsWith(u"[console] '"_s);
}

} // namespace guide
