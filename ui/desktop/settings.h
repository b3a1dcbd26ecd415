// SPDX-License-Identifier: MIT
#pragma once

#include <QSettings>

namespace furrow::ui {

/// What the window remembers. Thread: any; one object each.
class Settings : public QSettings
{
public:
    Settings() : QSettings(QStringLiteral("furrow"), QStringLiteral("window")) {}
};

} // namespace furrow::ui
