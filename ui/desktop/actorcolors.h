// SPDX-License-Identifier: MIT
#pragma once

#include <QColor>
#include <QString>

namespace furrow::ui {

/// The colour of an actor's stripe in the console pane and of its swatch elsewhere: always the same for one name, at least 3:1
/// against a light or dark background, from a palette that colour-blind people can tell apart. Thread: any.
QColor actorColor(const QString &name, bool dark);

} // namespace furrow::ui
