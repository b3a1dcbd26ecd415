// SPDX-License-Identifier: MIT
#pragma once

#include "core/actortree.h"

#include <QIcon>

namespace furrow::ui {

/// The icon of an actor's state: each state has a shape of its own, so that nobody needs to tell colours apart.
/// Thread: the GUI thread.
QIcon stateIcon(ActorInfo::State state);

/// `fromTheme` with our own drawing where the theme has none.
QIcon themedIcon(const QString &themeName, const QString &ownName);

/// Our own drawing, whatever the theme says.
QIcon ownIcon(const QString &name);

} // namespace furrow::ui
