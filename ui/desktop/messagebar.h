// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace furrow::ui {

class ThemeFollower;

/// One line above the pane that says something, and offers what to do about it: our answer where others open a dialog.
/// Thread: the GUI thread.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    enum class Tone { Info, Question, Error };

    MessageBar(ThemeFollower *theme, Tone tone, QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const;
    void setIcon(const QIcon &icon);
    void setTone(Tone tone);
    /// Buttons stand right of the text in the order they were added. The caller connects to `clicked`.
    QToolButton *addButton(const QString &text, const QString &toolTip = {});

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    ThemeFollower *m_theme;
    Tone m_tone;
    QLabel *m_icon;
    QLabel *m_text;
    QHBoxLayout *m_layout;
};

} // namespace furrow::ui
