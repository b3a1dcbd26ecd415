// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>
#include <QIcon>
#include <QPointer>

#include <functional>

class QLineEdit;
class QListView;

namespace furrow::ui {

class PaletteModel;
class ThemeFollower;

/// One thing that can be done. Plain value.
struct PaletteItem
{
    QString text;              ///< "Debug: Next"
    QString detail;            ///< its key, or what tells it from others
    QIcon icon;
    std::function<void()> run;
};

/// How well `text` answers to what was typed: the letters in their order, best at the beginnings of words and in a row. Below zero: not
/// at all. An empty `typed` answers to everything alike.
int paletteScore(const QString &typed, const QString &text);

/// Everything that can be done in the window, found by typing parts of its name. Thread: the GUI thread.
class CommandPalette : public QFrame
{
    Q_OBJECT
public:
    /// Lies over `window`, near its top.
    CommandPalette(QWidget *window, const ThemeFollower *theme);

    /// Opens on these, and gives the keys back to whom it took them from.
    void open(QList<PaletteItem> items);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void dismiss();
    void run(const QModelIndex &index);

    QLineEdit *m_line;
    QListView *m_list;
    PaletteModel *m_model;
    QPointer<QWidget> m_before; ///< had the keys
};

} // namespace furrow::ui
