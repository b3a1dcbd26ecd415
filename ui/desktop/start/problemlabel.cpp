// SPDX-License-Identifier: MIT
#include "problemlabel.h"

#include "desktop/themefollower.h"

#include <QAccessible>

namespace furrow::ui {

ProblemLabel::ProblemLabel(QWidget *field, ThemeFollower *theme, QWidget *parent) : QLabel(parent), m_field(field)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    hide();
    const auto follow = [this, theme] {
        QPalette colors = palette();
        colors.setColor(QPalette::WindowText, theme->alarm());
        setPalette(colors);
    };
    follow();
    connect(theme, &ThemeFollower::themeChanged, this, follow);
}

void ProblemLabel::setSentence(const QString &sentence)
{
    if (text() == sentence)
        return;
    setText(sentence);
    setVisible(!sentence.isEmpty());
    m_field->setAccessibleDescription(sentence);
    if (!sentence.isEmpty() && isVisible()) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

} // namespace furrow::ui
