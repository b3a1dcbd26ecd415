// SPDX-License-Identifier: MIT
#include "visibletext.h"

namespace furrow::ui {

namespace {

constexpr qsizetype longestSgr = 64;
constexpr qsizetype mostCarried = 256;

/// Direction overrides and their like: they make text read as something it is not.
bool isDeceptive(char32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

void appendCodePoint(QByteArray &out, char32_t c)
{
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += char(0xc0 | (c >> 6));
        out += char(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += char(0xe0 | (c >> 12));
        out += char(0x80 | ((c >> 6) & 0x3f));
        out += char(0x80 | (c & 0x3f));
    } else {
        out += char(0xf0 | (c >> 18));
        out += char(0x80 | ((c >> 12) & 0x3f));
        out += char(0x80 | ((c >> 6) & 0x3f));
        out += char(0x80 | (c & 0x3f));
    }
}

/// Length of the SGR sequence at the start of `text`, 0 when it is none, -1 when it may become one.
qsizetype sgrLength(QStringView text)
{
    if (text.size() < 2)
        return -1;
    if (text[1] != u'[')
        return 0;
    for (qsizetype i = 2; i < text.size(); ++i) {
        const char16_t c = text[i].unicode();
        if (c == u'm')
            return i + 1;
        if (i >= longestSgr || !((c >= u'0' && c <= u'9') || c == u';' || c == u':'))
            return 0;
    }
    return -1;
}

bool startsWithReset(const QByteArray &sgr)
{
    const QByteArray parameters = sgr.mid(2, sgr.size() - 3);
    return parameters.isEmpty() || parameters == "0" || parameters == "00" || parameters.startsWith("0;") ||
           parameters.startsWith("00;") || parameters.startsWith(';');
}

bool isOnlyReset(const QByteArray &sgr)
{
    const QByteArray parameters = sgr.mid(2, sgr.size() - 3);
    return parameters.isEmpty() || parameters == "0" || parameters == "00" || parameters == ";";
}

} // namespace

QByteArray VisibleText::render(QStringView piece, bool complete)
{
    QString joined;
    if (!m_held.isEmpty()) {
        joined = m_held;
        joined.append(piece);
        piece = joined;
        m_held.clear();
    }

    QByteArray out;
    out.reserve(piece.size() + 16);
    out += m_carried;
    for (qsizetype i = 0; i < piece.size(); ++i) {
        const QChar unit = piece[i];
        char32_t c = unit.unicode();
        if (c == 0x1b && m_colors != Colors::Show) {
            const qsizetype length = sgrLength(piece.mid(i));
            if (length < 0 && !complete) {
                m_held = piece.mid(i).toString();
                break;
            }
            if (length > 0) {
                if (m_colors == Colors::Pass) {
                    const QByteArray sgr = piece.mid(i, length).toLatin1();
                    out += sgr;
                    if (startsWithReset(sgr))
                        m_carried.clear();
                    if (!isOnlyReset(sgr) && m_carried.size() + sgr.size() <= mostCarried)
                        m_carried += sgr;
                }
                i += length - 1;
                continue;
            }
        }
        if (c == u'\r') {
            if (i + 1 == piece.size() && !complete) {
                m_held = QStringLiteral("\r");
                break;
            }
            if (i + 1 < piece.size() && piece[i + 1] == u'\n')
                continue;
            if (i + 1 < piece.size() || !complete)
                out += '\n';
            continue;
        }
        if (unit.isHighSurrogate()) {
            if (i + 1 == piece.size() && !complete) {
                m_held = QString(unit);
                break;
            }
            if (i + 1 < piece.size() && piece[i + 1].isLowSurrogate()) {
                c = QChar::surrogateToUcs4(unit, piece[i + 1]);
                ++i;
            } else {
                c = 0xfffd;
            }
        } else if (unit.isLowSurrogate() || c == 0) {
            c = 0xfffd;
        }

        if (c == u'\n' || c == u'\t') {
            out += char(c);
        } else if (c < 0x20) {
            out += '^';
            out += char('@' + c);
        } else if (c == 0x7f) {
            out += "^?";
        } else if ((c >= 0x80 && c < 0xa0) || isDeceptive(c)) {
            out += "<U+" + QByteArray::number(c, 16).toUpper().rightJustified(4, '0') + '>';
        } else {
            appendCodePoint(out, c);
        }
    }
    if (!m_carried.isEmpty())
        out += "\033[0m";
    return out;
}

} // namespace furrow::ui
