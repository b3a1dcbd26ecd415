// SPDX-License-Identifier: MIT
#pragma once

#include <QStringView>

namespace furrow::ui {

/// Columns that a character takes in a fixed-width pane: 0, 1 or 2. Thread: any.
int columnsOf(char32_t c);

/// Calls `use(position, columns)` for each code point. Marks that go on without end take columns after a while, or a row of
/// them would never end.
template <typename Use>
void forEachCharacter(QStringView text, Use use)
{
    constexpr int mostMarks = 8;
    int marks = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        const qsizetype at = i;
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            c = QChar::surrogateToUcs4(text[at], text[++i]);
        int columns = columnsOf(c);
        marks = columns == 0 ? marks + 1 : 0;
        if (marks > mostMarks)
            columns = 1;
        use(at, columns);
    }
}

/// Whether some character does not take one column.
bool isUneven(QStringView text);

} // namespace furrow::ui
