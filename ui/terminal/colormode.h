// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

class QProcessEnvironment;

namespace furrow::ui {

/// How many colours the place we print to can show. Plain value; any thread.
enum class ColorMode { Never, Indexed256, TrueColor };

/// What the environment says: none with NO_COLOR (not empty), TERM=dumb or unset, or an output that is no terminal;
/// true colour where COLORTERM says truecolor or 24bit; else the 256 of xterm.
ColorMode detectColorMode(const QProcessEnvironment &environment, bool outputIsTerminal);

/// `never`, `256` or `truecolor`: the value of FURROW_COLOR for the tree.
QByteArray colorModeName(ColorMode mode);

/// Whether the terminal's background is dark, as far as COLORFGBG tells; dark when it says nothing.
bool hasDarkBackground(const QProcessEnvironment &environment);

} // namespace furrow::ui
