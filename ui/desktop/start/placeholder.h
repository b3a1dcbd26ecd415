// SPDX-License-Identifier: MIT
#pragma once

class QWidget;

namespace furrow::ui {

class ThemeFollower;

/// The placeholder of that field can be read on its background, whatever the palette says, and follows the theme.
/// Thread: the GUI thread.
void keepPlaceholderReadable(QWidget *field, ThemeFollower *theme);

} // namespace furrow::ui
