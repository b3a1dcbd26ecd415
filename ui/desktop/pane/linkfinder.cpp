// SPDX-License-Identifier: MIT
#include "linkfinder.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr qsizetype longestPath = 4096;
constexpr qsizetype uuidSize = 36;
constexpr int mostDigits = 7;

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

bool isPathCharacter(QChar c)
{
    return isWordCharacter(c) || c.isSurrogate() || c.isMark() || QStringView(u"/.-+~@%#").contains(c);
}

/// Only what has lines of source: a host and its port look the same.
bool isSourceFile(QStringView path)
{
    static constexpr std::array names{"c"_L1,   "cc"_L1,  "cpp"_L1, "cxx"_L1, "c++"_L1, "h"_L1,   "hh"_L1,  "hpp"_L1,  "hxx"_L1,
                                      "h++"_L1, "inl"_L1, "ipp"_L1, "tcc"_L1, "tpp"_L1, "moc"_L1, "cppm"_L1, "ixx"_L1, "m"_L1,
                                      "mm"_L1,  "cu"_L1,  "s"_L1,   "asm"_L1, "py"_L1,  "rs"_L1,  "go"_L1,  "java"_L1, "js"_L1,
                                      "ts"_L1,  "qml"_L1, "cmake"_L1, "txt"_L1, "in"_L1, "y"_L1,  "l"_L1};
    const QStringView name = path.sliced(path.lastIndexOf(u'/') + 1);
    const qsizetype dot = name.lastIndexOf(u'.');
    if (dot < 1)
        return false;
    const QStringView suffix = name.sliced(dot + 1);
    return std::ranges::any_of(names, [&](QLatin1StringView known) { return suffix.compare(known, Qt::CaseInsensitive) == 0; });
}

/// The link whose line number follows at `colon`, a colon or parenthesis; empty if there is none.
Link sourceLink(QStringView text, qsizetype colon)
{
    qsizetype end = colon + 1;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    const qsizetype digits = end - colon - 1;
    if (digits < 1 || digits > mostDigits)
        return {};
    const int line = text.sliced(colon + 1, digits).toInt();
    if (text[colon] == u'(') {
        if (end >= text.size() || text[end] != u')')
            return {};
        ++end;
    } else if (end < text.size() && isWordCharacter(text[end])) {
        return {};
    }
    qsizetype start = colon;
    while (start > 0 && colon - start < longestPath && isPathCharacter(text[start - 1]))
        --start;
    while (text.sliced(start, colon - start).startsWith("//"_L1))
        ++start;
    const QStringView path = text.sliced(start, colon - start);
    if (line < 1 || !isSourceFile(path))
        return {};
    return {.start = start, .length = end - start, .file = path.toString(), .line = line, .actor = {}};
}

/// The link of `('NAME', 'UUID')` whose name ends at `quote`.
Link actorLink(QStringView text, qsizetype quote)
{
    constexpr QLatin1StringView between("', '");
    const QStringView rest = text.sliced(quote);
    if (rest.size() < between.size() + uuidSize + 2 || !rest.startsWith(between) || rest.sliced(between.size() + uuidSize, 2) != "')"_L1)
        return {};
    const QUuid uuid = QUuid::fromString(rest.sliced(between.size(), uuidSize));
    const qsizetype open = text.first(quote).lastIndexOf("('"_L1);
    if (uuid.isNull() || open < 0 || open + 2 == quote)
        return {};
    return {.start = open + 2, .length = quote - open - 2, .file = {}, .line = 0, .actor = uuid};
}

} // namespace

QList<Link> findLinks(QStringView text)
{
    QList<Link> links;
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        const QChar c = text[i];
        Link link;
        if ((c == u':' || c == u'(') && i > 0 && isDigit(text[i + 1]))
            link = sourceLink(text, i);
        else if (c == u'\'' && text[i + 1] == u',')
            link = actorLink(text, i);
        if (link.length > 0) {
            links.append(link);
            i = std::max(i, link.start + link.length - 1);
        }
    }
    return links;
}

} // namespace furrow::ui
