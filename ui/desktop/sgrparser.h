// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

#include <compare>
#include <vector>

namespace furrow::ui {

/// What "Select Graphic Rendition" sequences have set.
struct SgrStyle
{
    /// -1: default; 0-15: a terminal's colour; otherwise 0x1000000 | RGB.
    int foreground = -1;
    int background = -1;
    bool bold = false;
    bool dim = false;
    bool italic = false;
    bool underline = false;
    bool inverse = false;
    bool strikeOut = false;

    friend auto operator<=>(const SgrStyle &, const SgrStyle &) = default;
    bool isPlain() const { return *this == SgrStyle{}; }
};

/// Turns what a program writes into text and colours. Colours are all that is obeyed: every other escape sequence and
/// control character comes out as visible text, so that nothing a program prints can move, hide or retitle anything.
/// Keeps the style from one piece to the next. Thread: any, one at a time.
class SgrParser
{
public:
    struct Run
    {
        qsizetype start;
        qsizetype length;
        SgrStyle style;
    };
    struct Parsed
    {
        QString text; ///< no control characters but '\n'; tabs are spaces
        QList<Run> runs; ///< where the style is not plain
    };

    /// `positions`: where each character of `piece`, and its end, is in the result.
    Parsed parse(QStringView piece, std::vector<qsizetype> *positions = nullptr);
    /// Whether `piece` needs parsing at all: false for text that shows as it is in the style so far.
    bool needsParsing(QStringView piece) const;

private:
    void apply(QStringView parameters);

    SgrStyle m_style;
};

} // namespace furrow::ui
