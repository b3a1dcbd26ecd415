// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>
#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;

namespace furrow::ui {

class MessageBar;
class ThemeFollower;

/// Asks what shall become of several pasted lines, and shows them. The harmless answer has the keyboard, and keys that were
/// pressed before the bar could be seen do not answer it.
/// Thread: the GUI thread.
class PasteBar : public QWidget
{
    Q_OBJECT
public:
    explicit PasteBar(ThemeFollower *theme, QWidget *parent = nullptr);

    /// `actor`: at whose prompt they would run; empty: no prompt is open.
    void ask(const QStringList &lines, const QString &actor);
    const QStringList &lines() const { return m_lines; }

public Q_SLOTS:
    void cancel();

Q_SIGNALS:
    void runRequested(const QStringList &lines);
    void insertRequested(const QString &line); ///< all of them as one line
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void finish();

    ThemeFollower *m_theme;
    MessageBar *m_bar;
    QLabel *m_preview;
    QToolButton *m_run;
    QToolButton *m_cancel;
    QStringList m_lines;
    std::optional<quint64> m_seen; ///< by EventClock
};

} // namespace furrow::ui
