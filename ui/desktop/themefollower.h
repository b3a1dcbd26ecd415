// SPDX-License-Identifier: MIT
#pragma once

#include <KSyntaxHighlighting/Theme>

#include <QColor>
#include <QObject>
#include <QPalette>

namespace furrow::ui {

/// The colours of the console pane: a KSyntaxHighlighting theme that is light or dark as the application's palette is, and
/// follows it live. Thread: the GUI thread.
class ThemeFollower : public QObject
{
    Q_OBJECT
public:
    explicit ThemeFollower(QObject *parent = nullptr);

    const KSyntaxHighlighting::Theme &theme() const { return m_theme; }
    bool isDark() const { return m_dark; }

    QColor background() const;
    QColor text() const;
    QColor dim() const;
    QColor accent() const;  ///< a live prompt, a pause
    QColor alarm() const;   ///< a crash
    QColor warning() const; ///< what waits
    QColor selection() const;
    QColor match() const; ///< behind what a search found
    /// One of the sixteen colours of a terminal, readable on this background.
    QColor terminalColor(int index) const;
    /// The application's, with a selection so soft that icons and coloured text stay readable on it.
    QPalette softSelection() const;
    /// `amount` of `color` on the background.
    QColor tint(const QColor &color, qreal amount) const;

Q_SIGNALS:
    void themeChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();

    KSyntaxHighlighting::Theme m_theme;
    bool m_dark = false;
};

} // namespace furrow::ui
