// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace furrow::ui {

/// Makes text of unknown origin harmless for a terminal: what would move the cursor, set the title or the clipboard is
/// shown in caret notation (`^[]0;title^G`) and never obeyed. Colours (SGR) may pass; they are carried over to the next
/// piece of the same source, and switched off at the end of each piece, so that one source never colours another's
/// text.
///
/// One object for each stream of text, since a sequence may be cut in two by the pieces it arrives in.
/// NULs, broken UTF-8 and lone surrogates become U+FFFD; a carriage return alone breaks the line instead of overwriting
/// it.
///
/// \code
/// VisibleText text(VisibleText::Colors::Pass);
/// write(text.render(u"\033[31mred\033]0;owned\a", true));   // ESC[31mred ^[]0;owned^G ESC[0m
/// \endcode
class VisibleText
{
public:
    enum class Colors {
        Pass, ///< SGR sequences go through
        Drop, ///< SGR sequences vanish (the output shows none)
        Show, ///< SGR sequences are shown like all others
    };

    explicit VisibleText(Colors colors = Colors::Show) : m_colors(colors) {}

    /// UTF-8 for the terminal. `complete`: nothing of a sequence may be held back for the next piece.
    QByteArray render(QStringView text, bool complete);

private:
    Colors m_colors;
    QString m_held;       ///< the start of a sequence whose end has not come yet
    QByteArray m_carried; ///< colours that are on
};

} // namespace furrow::ui
