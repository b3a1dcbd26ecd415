// SPDX-License-Identifier: MIT
#include "comparison.h"

#include "rules.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace guide {
namespace {

QStringList normalizedLines(const QStringList &lines)
{
    QStringList all;
    for (const QString &line : lines)
        all += line == leftOut() ? line : normalized(line);
    return all;
}

/// Takes the console's notes out of the lines.
QStringList takeNotes(QStringList &lines)
{
    QStringList notes;
    std::ranges::copy_if(lines, std::back_inserter(notes), isConsoleNote);
    lines.removeIf(isConsoleNote);
    return notes;
}

/// For each line of the page the line that came which it is, or -1, so that as many as possible are; `...` is none.
std::vector<qsizetype> aligned(const QStringList &page, const QStringList &came)
{
    const qsizetype rows = page.size(), columns = came.size();
    std::vector<std::vector<int>> common(std::size_t(rows + 1), std::vector<int>(std::size_t(columns + 1), 0));
    const auto same = [&](qsizetype row, qsizetype column) { return page[row] != leftOut() && page[row] == came[column]; };
    const auto at = [&](qsizetype row, qsizetype column) -> int & { return common[std::size_t(row)][std::size_t(column)]; };
    for (qsizetype row = rows - 1; row >= 0; --row) {
        for (qsizetype column = columns - 1; column >= 0; --column)
            at(row, column) = same(row, column) ? at(row + 1, column + 1) + 1 : std::max(at(row + 1, column), at(row, column + 1));
    }
    std::vector<qsizetype> found(std::size_t(rows), -1);
    for (qsizetype row = 0, column = 0; row < rows && column < columns;) {
        if (same(row, column))
            found[std::size_t(row++)] = column++;
        else if (at(row + 1, column) >= at(row, column + 1))
            ++row;
        else
            ++column;
    }
    return found;
}

} // namespace

bool agrees(const QStringList &page, const QStringList &came)
{
    QStringList wanted = normalizedLines(page), actual = normalizedLines(came);
    QStringList notes = takeNotes(actual);
    const QStringList wantedNotes = takeNotes(wanted);
    if (!std::ranges::all_of(wantedNotes, [&notes](const QString &note) { return notes.removeOne(note); }))
        return false;
    // As a glob: after a `...`, what could not go on is tried one line further down.
    qsizetype row = 0, column = 0, retryRow = -1, retryColumn = 0;
    while (column < actual.size()) {
        if (row < wanted.size() && wanted[row] == leftOut()) {
            retryRow = ++row;
            retryColumn = column;
        } else if (row < wanted.size() && wanted[row] == actual[column]) {
            ++row;
            ++column;
        } else if (retryRow >= 0) {
            row = retryRow;
            column = ++retryColumn;
        } else {
            return false;
        }
    }
    while (row < wanted.size() && wanted[row] == leftOut())
        ++row;
    return row == wanted.size();
}

QStringList updated(const QStringList &page, const QStringList &came)
{
    if (agrees(page, came))
        return page;
    const QStringList wanted = normalizedLines(page);
    const std::vector<qsizetype> found = aligned(wanted, normalizedLines(came));
    QStringList result;
    qsizetype next = 0; // of what came
    for (qsizetype row = 0; row < page.size(); ++row) {
        if (wanted[row] != leftOut()) {
            const qsizetype is = found[std::size_t(row)];
            if (is < 0)
                continue;
            result += came.sliced(next, is - next) + QStringList{page[row]};
            next = is + 1;
            continue;
        }
        // Around it, lines of the page that did not come are taken for changed, one for one; the rest of the gap is left out.
        qsizetype before = 0, after = 0;
        for (qsizetype i = row - 1; i >= 0 && wanted[i] != leftOut() && found[std::size_t(i)] < 0; --i)
            ++before;
        qsizetype end = came.size();
        for (qsizetype i = row + 1; i < page.size(); ++i) {
            if (wanted[i] == leftOut())
                break;
            if (found[std::size_t(i)] >= 0) {
                end = found[std::size_t(i)];
                break;
            }
            ++after;
        }
        before = std::min(before, end - next);
        after = std::min(after, end - next - before);
        result += came.sliced(next, before) + QStringList{leftOut()};
        next = end - after;
    }
    return result + came.sliced(next);
}

QStringList updated(const std::vector<Part> &page, const std::vector<QStringList> &came)
{
    QStringList result;
    for (std::size_t i = 0; i < came.size(); ++i)
        result += i < page.size() ? updated(page[i].lines, came[i]) : came[i];
    return result;
}

QString difference(const QStringList &page, const QStringList &came)
{
    const std::vector<qsizetype> found = aligned(normalizedLines(page), normalizedLines(came));
    QString text;
    qsizetype next = 0;
    const auto showUpTo = [&](qsizetype end) {
        for (; next < end; ++next)
            text += u"+ "_s + came[next] + u'\n';
    };
    for (qsizetype row = 0; row < page.size(); ++row) {
        if (const qsizetype is = found[std::size_t(row)]; is >= 0) {
            showUpTo(is);
            ++next;
            text += u"  "_s + page[row] + u'\n';
        } else {
            text += (page[row] == leftOut() ? u"  "_s : u"- "_s) + page[row] + u'\n';
        }
    }
    showUpTo(came.size());
    return text;
}

} // namespace guide
