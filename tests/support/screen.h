// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringDecoder>
#include <QStringList>

/// What a terminal would show of the bytes sent to it, as far as line editors and consoles go: printing, wrapping at
/// the right edge as xterm does it, CR LF BS TAB, cursor movement, erasing, inserting and deleting. Colours are passed
/// over. The lines above the top are kept: text() is the whole scrollback. Text of wide characters is taken as narrow.
class Screen
{
public:
    Screen(int columns, int rows) : m_columns(columns), m_rows(rows) { m_lines.append(QString()); }

    void resize(int columns, int rows)
    {
        m_columns = columns;
        m_rows = rows;
        m_column = qMin(m_column, columns - 1);
    }

    void feed(const QByteArray &bytes)
    {
        const QString decoded = m_decoder.decode(bytes);
        for (QChar c : decoded)
            feed(c);
    }

    /// All lines, without blanks at their ends, and without empty lines at the end.
    QString text() const
    {
        QStringList lines;
        for (QString line : m_lines) {
            while (line.endsWith(u' '))
                line.chop(1);
            lines += line;
        }
        while (!lines.isEmpty() && lines.last().isEmpty())
            lines.removeLast();
        return lines.join(u'\n');
    }

    /// The line with the cursor, up to the cursor, blanks included.
    QString lineToCursor() const { return m_lines.at(m_row).left(m_column).leftJustified(m_column); }
    int cursorColumn() const { return m_column; }

private:
    enum class State { Text, Escape, Csi, Osc, OscEscape, Charset };

    void feed(QChar c)
    {
        switch (m_state) {
        case State::Text:
            plain(c);
            return;
        case State::Escape:
            m_parameters.clear();
            m_state = c == u'['                                          ? State::Csi
                      : c == u']' || c == u'P' || c == u'_' || c == u'^' ? State::Osc
                      : c == u'(' || c == u')' || c == u'#'              ? State::Charset
                                                                         : State::Text;
            if (c == u'M' && m_row > 0)
                --m_row;
            return;
        case State::Charset:
            m_state = State::Text;
            return;
        case State::Osc:
            m_state = c == u'\a' ? State::Text : c == u'\033' ? State::OscEscape : State::Osc;
            return;
        case State::OscEscape:
            m_state = State::Text;
            return;
        case State::Csi:
            if (c.unicode() >= 0x40 && c.unicode() <= 0x7e) {
                control(c.unicode());
                m_state = State::Text;
            } else {
                m_parameters += c;
            }
            return;
        }
    }

    void plain(QChar c)
    {
        switch (c.unicode()) {
        case u'\033':
            m_state = State::Escape;
            return;
        case u'\r':
            m_column = 0;
            m_wraps = false;
            return;
        case u'\n':
            lineFeed();
            return;
        case u'\b':
            m_column = qMax(0, m_column - 1);
            m_wraps = false;
            return;
        case u'\t':
            m_column = qMin(m_columns - 1, (m_column / 8 + 1) * 8);
            return;
        default:
            break;
        }
        if (c.unicode() < 0x20 || c.unicode() == 0x7f || c.isLowSurrogate())
            return;
        if (m_wraps) {
            m_column = 0;
            lineFeed();
        }
        QString &line = m_lines[m_row];
        if (line.size() <= m_column)
            line = line.leftJustified(m_column + 1);
        line[m_column] = c;
        if (m_column + 1 < m_columns)
            ++m_column;
        else
            m_wraps = true;
    }

    void lineFeed()
    {
        m_wraps = false;
        if (++m_row == m_lines.size())
            m_lines.append(QString());
    }

    int top() const { return qMax(0, int(m_lines.size()) - m_rows); }
    int parameter(int index, int otherwise) const
    {
        bool isNumber = false;
        const int value = m_parameters.section(u';', index, index).toInt(&isNumber);
        return isNumber ? value : otherwise;
    }

    void control(char16_t final)
    {
        const int count = qMax(1, parameter(0, 1));
        QString &line = m_lines[m_row];
        switch (final) {
        case u'A':
            m_row = qMax(top(), m_row - count);
            break;
        case u'B':
            m_row = qMin(int(m_lines.size()) - 1, m_row + count);
            break;
        case u'C':
            m_column = qMin(m_columns - 1, m_column + count);
            break;
        case u'D':
            m_column = qMax(0, m_column - count);
            break;
        case u'G':
            m_column = qMin(m_columns, count) - 1;
            break;
        case u'H':
            m_row = top() + qMin(m_rows, count) - 1;
            while (m_row >= m_lines.size())
                m_lines.append(QString());
            m_column = qMin(m_columns, qMax(1, parameter(1, 1))) - 1;
            break;
        case u'J':
            if (parameter(0, 0) == 0) {
                line.truncate(m_column);
                m_lines.resize(m_row + 1);
            } else {
                for (int i = top(); i < m_lines.size(); ++i)
                    m_lines[i].clear();
            }
            break;
        case u'K':
            if (parameter(0, 0) == 0)
                line.truncate(m_column);
            else if (parameter(0, 0) == 2)
                line.clear();
            else
                line.replace(0, m_column, QString(m_column, u' '));
            break;
        case u'P':
            line.remove(m_column, count);
            break;
        case u'@':
            if (m_column < line.size())
                line.insert(m_column, QString(count, u' '));
            break;
        case u'X':
            line.replace(m_column, qMin<qsizetype>(count, line.size() - m_column), QString(count, u' '));
            break;
        default: // colours, modes, questions
            return;
        }
        m_wraps = false;
    }

    int m_columns;
    int m_rows;
    QStringList m_lines;
    int m_row = 0;
    int m_column = 0;
    bool m_wraps = false;
    State m_state = State::Text;
    QString m_parameters;
    QStringDecoder m_decoder{QStringDecoder::Utf8};
};
