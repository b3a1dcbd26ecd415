// SPDX-License-Identifier: MIT
#include "messagebar.h"

#include "themefollower.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPainter>
#include <QStyle>
#include <QToolButton>

namespace furrow::ui {

MessageBar::MessageBar(ThemeFollower *theme, Tone tone, QWidget *parent)
    : QFrame(parent), m_theme(theme), m_tone(tone), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_layout(new QHBoxLayout(this))
{
    setFrameShape(QFrame::NoFrame);
    m_layout->setContentsMargins(12, 6, 8, 6);
    m_layout->setSpacing(8);
    m_layout->addWidget(m_icon);
    m_layout->addWidget(m_text, 1);
    m_icon->hide();
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(theme, &ThemeFollower::themeChanged, this, qOverload<>(&QWidget::update));
}

void MessageBar::setText(const QString &text)
{
    if (m_text->text() == text)
        return;
    m_text->setText(text);
    setAccessibleName(text);
    if (isVisible()) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::setIcon(const QIcon &icon)
{
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize);
    m_icon->setPixmap(icon.pixmap(QSize(size, size), devicePixelRatioF()));
    m_icon->setVisible(!icon.isNull());
}

void MessageBar::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

QToolButton *MessageBar::addButton(const QString &text, const QString &toolTip)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    m_layout->addWidget(button);
    return button;
}

void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    update();
}

void MessageBar::paintEvent(QPaintEvent *)
{
    const QColor color = m_tone == Tone::Error ? m_theme->alarm() : m_tone == Tone::Question ? m_theme->warning() : m_theme->accent();
    QPainter painter(this);
    QColor soft = color;
    soft.setAlphaF(m_theme->isDark() ? 0.18f : 0.12f);
    painter.fillRect(rect(), soft);
    painter.fillRect(QRect(0, 0, 3, height()), color);
    QColor line = color;
    line.setAlphaF(0.35f);
    painter.fillRect(QRect(0, height() - 1, width(), 1), line);
}

} // namespace furrow::ui
