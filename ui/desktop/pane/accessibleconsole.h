// SPDX-License-Identifier: MIT
#pragma once

namespace furrow::ui {

/// Has screen readers read what the console pane shows: the visible lines and the prompt. Once for all panes.
void installAccessibleConsole();

} // namespace furrow::ui
