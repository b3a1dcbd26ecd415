// SPDX-License-Identifier: MIT
#include "sgrparser.h"

#include <algorithm>

namespace furrow::ui {

namespace {

constexpr char16_t escape = 0x1b;
constexpr int tabWidth = 8;

/// Characters that would reorder or break the line they stand in.
bool isUnruly(char16_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f
        || (c >= 0xfff9 && c <= 0xfffc) || c == 0xfeff;
}

int colorOfCube(int index)
{
    if (index < 16)
        return index;
    if (index >= 232) {
        const int grey = 8 + (index - 232) * 10;
        return 0x1000000 | grey << 16 | grey << 8 | grey;
    }
    index -= 16;
    const auto level = [](int step) { return step == 0 ? 0 : 55 + step * 40; };
    return 0x1000000 | level(index / 36) << 16 | level(index / 6 % 6) << 8 | level(index % 6);
}

} // namespace

bool SgrParser::needsParsing(QStringView piece) const
{
    return !m_style.isPlain() || std::ranges::any_of(piece, [](QChar c) {
        const char16_t u = c.unicode();
        return (u < 0x20 && u != '\n') || (u >= 0x7f && u < 0xa0) || (u >= 0x200e && isUnruly(u));
    });
}

SgrParser::Parsed SgrParser::parse(QStringView piece, std::vector<qsizetype> *positions)
{
    Parsed result;
    result.text.reserve(piece.size());
    qsizetype runStart = 0;
    qsizetype lineStart = 0;
    const auto endRun = [&] {
        if (!m_style.isPlain() && result.text.size() > runStart)
            result.runs.append({runStart, result.text.size() - runStart, m_style});
        runStart = result.text.size();
    };
    for (qsizetype i = 0; i < piece.size(); ++i) {
        const char16_t c = piece[i].unicode();
        if (positions)
            positions->resize(std::size_t(i) + 1, result.text.size());
        if (c == escape && i + 1 < piece.size() && piece[i + 1] == u'[') {
            qsizetype end = i + 2;
            while (end < piece.size() && end - i < 64 && (piece[end].isDigit() || piece[end] == u';' || piece[end] == u':'))
                ++end;
            if (end < piece.size() && piece[end] == u'm') {
                endRun();
                apply(piece.sliced(i + 2, end - i - 2));
                i = end;
                continue;
            }
        }
        if (c == '\n') {
            result.text += u'\n';
            lineStart = result.text.size();
        } else if (c == '\t') {
            const qsizetype column = result.text.size() - lineStart;
            result.text += QString(tabWidth - column % tabWidth, u' ');
        } else if (c == '\r' && (i + 1 == piece.size() || piece[i + 1] == u'\n')) {
            continue;
        } else if (c < 0x20) {
            result.text += QChar(char16_t(0x2400 + c));
        } else if (c == 0x7f) {
            result.text += QChar(char16_t(0x2421));
        } else if ((c > 0x7f && c < 0xa0) || isUnruly(c)) {
            result.text += QChar(QChar::ReplacementCharacter);
        } else {
            result.text += QChar(c);
        }
    }
    endRun();
    if (positions)
        positions->resize(std::size_t(piece.size()) + 1, result.text.size());
    return result;
}

void SgrParser::apply(QStringView parameters)
{
    QList<int> codes;
    for (QStringView part : parameters.tokenize(u';')) {
        // "38:2::r:g:b" is the standard's own spelling of "38;2;r;g;b".
        if (part.contains(u':')) {
            for (QStringView sub : part.tokenize(u':', Qt::SkipEmptyParts))
                codes.append(sub.toInt());
        } else {
            codes.append(part.toInt());
        }
    }
    if (codes.isEmpty())
        codes.append(0);
    for (qsizetype i = 0; i < codes.size(); ++i) {
        const int code = codes[i];
        if (code == 38 || code == 48) {
            int color = -1;
            if (i + 2 < codes.size() && codes[i + 1] == 5) {
                color = colorOfCube(std::clamp(codes[i + 2], 0, 255));
                i += 2;
            } else if (i + 4 < codes.size() && codes[i + 1] == 2) {
                const auto part = [&](int at) { return std::clamp(codes[i + at], 0, 255); };
                color = 0x1000000 | part(2) << 16 | part(3) << 8 | part(4);
                i += 4;
            } else {
                return;
            }
            (code == 38 ? m_style.foreground : m_style.background) = color;
            continue;
        }
        switch (code) {
        case 0:
            m_style = {};
            break;
        case 1:
            m_style.bold = true;
            break;
        case 2:
            m_style.dim = true;
            break;
        case 3:
            m_style.italic = true;
            break;
        case 4:
            m_style.underline = true;
            break;
        case 7:
            m_style.inverse = true;
            break;
        case 9:
            m_style.strikeOut = true;
            break;
        case 21:
        case 22:
            m_style.bold = m_style.dim = false;
            break;
        case 23:
            m_style.italic = false;
            break;
        case 24:
            m_style.underline = false;
            break;
        case 27:
            m_style.inverse = false;
            break;
        case 29:
            m_style.strikeOut = false;
            break;
        case 39:
            m_style.foreground = -1;
            break;
        case 49:
            m_style.background = -1;
            break;
        default:
            if (code >= 30 && code <= 37)
                m_style.foreground = code - 30;
            else if (code >= 40 && code <= 47)
                m_style.background = code - 40;
            else if (code >= 90 && code <= 97)
                m_style.foreground = code - 82;
            else if (code >= 100 && code <= 107)
                m_style.background = code - 92;
        }
    }
}

} // namespace furrow::ui
