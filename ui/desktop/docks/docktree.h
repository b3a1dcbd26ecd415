// SPDX-License-Identifier: MIT
#pragma once

#include <QTreeView>

namespace furrow::ui {

class ThemeFollower;

/// A list or tree in a dock: rows that are read at a glance, a soft selection, and a sentence in its middle where there is nothing to show.
/// Thread: the GUI thread.
class DockTree : public QTreeView
{
    Q_OBJECT
public:
    explicit DockTree(ThemeFollower *theme, QWidget *parent = nullptr);

    /// Shown while there are no rows.
    void setMessage(const QString &sentence);
    QString message() const { return m_message; }

Q_SIGNALS:
    void copyRequested(); ///< Ctrl+C

protected:
    ThemeFollower *theme() const { return m_theme; }
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void followTheme();

    ThemeFollower *m_theme;
    QString m_message;
};

} // namespace furrow::ui
