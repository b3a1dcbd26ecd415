// SPDX-License-Identifier: MIT
#include "themefollower.h"

#include "core/highlighter.h"

#include <KSyntaxHighlighting/Repository>

#include <QEvent>
#include <QGuiApplication>
#include <QPalette>

#include <array>

namespace furrow::ui {

ThemeFollower::ThemeFollower(QObject *parent) : QObject(parent)
{
    qGuiApp->installEventFilter(this);
    follow();
}

bool ThemeFollower::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange && watched == qGuiApp)
        follow();
    return QObject::eventFilter(watched, event);
}

void ThemeFollower::follow()
{
    const bool dark = qGuiApp->palette().color(QPalette::Base).lightness() < 128;
    if (m_theme.isValid() && dark == m_dark)
        return;
    m_dark = dark;
    m_theme = Highlighter::repository().defaultTheme(dark ? KSyntaxHighlighting::Repository::DarkTheme
                                                      : KSyntaxHighlighting::Repository::LightTheme);
    Q_EMIT themeChanged();
}

QColor ThemeFollower::background() const
{
    return QColor::fromRgba(m_theme.editorColor(KSyntaxHighlighting::Theme::BackgroundColor));
}

QColor ThemeFollower::text() const
{
    return QColor::fromRgba(m_theme.textColor(KSyntaxHighlighting::Theme::Normal));
}

QColor ThemeFollower::dim() const
{
    return tint(text(), m_dark ? 0.62 : 0.66);
}

QColor ThemeFollower::accent() const
{
    return m_dark ? QColor(0x5f, 0xb3, 0xf0) : QColor(0x14, 0x6b, 0xb5);
}

QColor ThemeFollower::alarm() const
{
    return m_dark ? QColor(0xf4, 0x77, 0x74) : QColor(0xb8, 0x20, 0x2a);
}

QColor ThemeFollower::warning() const
{
    return m_dark ? QColor(0xe5, 0xb5, 0x5c) : QColor(0x94, 0x5f, 0x00);
}

QColor ThemeFollower::selection() const
{
    return QColor::fromRgba(m_theme.editorColor(KSyntaxHighlighting::Theme::TextSelection));
}

QColor ThemeFollower::match() const
{
    return tint(warning(), m_dark ? 0.38 : 0.30);
}

QColor ThemeFollower::terminalColor(int index) const
{
    // Not the classic sixteen: those hide yellow on white and blue on black.
    static constexpr std::array<QRgb, 16> onLight{0x1f2328, 0xb3261e, 0x1d7a35, 0x8a6100, 0x1f5fb0, 0x8b2fa0, 0x0b7a82, 0x6a7076,
                                                  0x555b61, 0xd13b32, 0x25893f, 0x9c6f00, 0x2b71cc, 0xa043b6, 0x0f8a93, 0x45494d};
    static constexpr std::array<QRgb, 16> onDark{0x7c838a, 0xf07178, 0x7fd08a, 0xe6c06a, 0x76b0f2, 0xd79be8, 0x6cd0d8, 0xd0d4d8,
                                                 0x989fa6, 0xff8f8a, 0x9be4a4, 0xf5d58a, 0x98c6fb, 0xe7b7f4, 0x92e4ea, 0xffffff};
    return QColor(m_dark ? onDark.at(std::size_t(index)) : onLight.at(std::size_t(index)));
}

QPalette ThemeFollower::softSelection() const
{
    QPalette colors = QGuiApplication::palette();
    colors.setColor(QPalette::Active, QPalette::Highlight, tint(accent(), m_dark ? 0.34 : 0.22));
    colors.setColor(QPalette::Inactive, QPalette::Highlight, tint(text(), m_dark ? 0.18 : 0.12));
    colors.setColor(QPalette::HighlightedText, colors.color(QPalette::Text));
    return colors;
}

QColor ThemeFollower::tint(const QColor &color, qreal amount) const
{
    const QColor base = background();
    const auto mix = [amount](int a, int b) { return int(a + (b - a) * amount); };
    return {mix(base.red(), color.red()), mix(base.green(), color.green()), mix(base.blue(), color.blue())};
}

} // namespace furrow::ui
