// SPDX-License-Identifier: MIT
#include "placeholder.h"

#include "desktop/themefollower.h"

#include <QPalette>
#include <QWidget>

namespace furrow::ui {

void keepPlaceholderReadable(QWidget *field, ThemeFollower *theme)
{
    const auto follow = [field, theme] {
        QPalette colors = field->palette();
        colors.setColor(QPalette::PlaceholderText, theme->tint(theme->text(), 0.6));
        field->setPalette(colors);
    };
    follow();
    QObject::connect(theme, &ThemeFollower::themeChanged, field, follow);
}

} // namespace furrow::ui
